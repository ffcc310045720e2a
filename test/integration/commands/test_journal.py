"""What waits for the store can be seen, checked and sent from a terminal."""

import json
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.storage.journal.journal import Draft, Journal
from page_tracker.storage.journal.journals import Journals
from support.command import Run
from support.records import Site
from support.rules import RULES
from support.valkey import Valkey


def entries() -> list[Draft]:
    """Make two calls: one with three views of a site, and one that was refused."""
    batch = {
        "at": 1_795_000_000,
        "day": "2026-11-18",
        "hour": "10",
        "pages": ["/"],
        "counts": [3],
        "titles": [""],
        "views": [1, 1, 1],
        "lists": [{"": 3}] * 7 + [{}],
        "events": 0,
        "ignored": {},
        "limits": RULES.limits,
    }
    values = (json.dumps(batch).encode(), bytes(48))
    about = ("a.org", "2026-11-18")
    return [
        Draft(1, 1_795_000_000, 3, "record", about, values),
        Draft(2, 1_795_000_060, 1, "refuse", (), (b"2026-11-18:bot", b"1")),
    ]


@pytest.fixture(name="journal")
def fixture_journal(tmp_path: Path, valkey: Valkey) -> Journal:
    """The journal of a worker that lives, with four views that wait."""
    journals = Journals(tmp_path / "journal", f"{valkey.path}/0", 2**30, 60)
    journals.prepare()
    journal = journals.create()
    journal.append(entries())
    return journal


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
