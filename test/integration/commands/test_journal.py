"""What waits for the store can be seen, checked and sent from a terminal."""

from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.storage.journal.journal import Journal
from support.command import Run
from support.left import begin
from support.records import Site
from support.valkey import Valkey


@pytest.fixture(name="journal")
def fixture_journal(tmp_path: Path, valkey: Valkey) -> Journal:
    """The journal of a worker that lives, with four views that wait."""
    return begin(tmp_path, f"{valkey.path}/0")


def only(run: Run, *words: str) -> dict[str, Any]:
    """Return what is said of the only journal."""
    (found,) = run("journal", "--json", *words).document["journals"]
    return dict(found)


def test_without_a_journal_there_is_nothing_to_show(run: Run, tmp_path: Path) -> None:
    """That is no error."""
    assert not list(tmp_path.iterdir())
    assert run("journal") == (0, "There is no journal.\n", "")
    assert run("journal", "--json").document == {"journals": []}


def test_what_waits_is_shown_with_its_age(
    run: Run, journal: Journal, valkey: Valkey
) -> None:
    """In a table, and as JSON."""
    text, found = run("journal"), only(run)

    assert found == {
        "store": f"{valkey.path}/0",
        "worker": journal.worker,
        "in_use": True,
        "size": journal.size(),
        "torn": 0,
        "views": 4,
        "since": 1_795_000_000,
    }
    assert journal.worker in text.out
    assert "2026-11-18 11:06:40Z" in text.out


def test_what_a_worker_has_left_can_be_sent_without_a_service(
    run: Run, journal: Journal, client: Redis
) -> None:
    """Once, however often it is asked for; then nothing waits."""
    journal.close()

    sent = [run("journal", "--drain").out.splitlines()[0] for _ in range(2)]

    assert sent[0] == "4 views were sent to the store"
    assert sent[1] == "0 views were sent to the store"
    assert only(run)["views"] == 0
    assert not only(run)["in_use"]
    assert Site(client).pages == {"/": 3}


def test_what_a_service_uses_is_left_to_it(
    run: Run, journal: Journal, client: Redis
) -> None:
    """It sends that itself."""
    assert run("journal", "--drain").out.startswith("0 views were sent")
    assert not Site(client).totals
    assert journal.waiting().views == 4


@pytest.mark.parametrize("torn", [False, True], ids=["whole", "torn"])
def test_a_torn_journal_can_be_found_by_a_script(
    run: Run, journal: Journal, torn: bool
) -> None:
    """By the exit status, if that is asked for."""
    (file,) = journal.directory.iterdir()
    if torn:
        data = file.read_bytes().rstrip(b"\0")
        file.write_bytes(data[:-1])

    shown, verified = run("journal"), run("journal", "--verify")

    assert (shown.status, verified.status) == (0, int(torn))
    assert (only(run)["torn"] > 0) == torn


def test_a_store_that_takes_nothing_is_told(
    run: Run, journal: Journal, client: Redis
) -> None:
    """And what waits stays."""
    journal.close()
    client.config_set("maxmemory", 1)

    try:
        ran = run("journal", "--drain")
    finally:
        client.config_set("maxmemory", 0)

    assert ran.status == 1
    assert "the store failed" in ran.err
    assert only(run)["views"] == 4
