"""What waits for the store can be seen, checked and sent from a terminal."""

from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.cli.main import main
from page_tracker.storage.client import connect
from page_tracker.storage.embedded import Embedded
from page_tracker.storage.health.findings import MESSAGES
from page_tracker.storage.journal.journal import Journal
from support.command import Run
from support.left import begin, leave
from support.proxy import Proxy
from support.records import Site
from support.terminal import forget_settings
from support.valkey import Valkey

WAITING = "4 views wait since 2026-11-18 11:06:40Z"
THERE = "redis.example:6379/0"


@pytest.fixture(name="journal")
def fixture_journal(tmp_path: Path, valkey: Valkey) -> Journal:
    """The journal of a worker that lives, with four views that wait."""
    return begin(tmp_path, f"{valkey.path}/0")


def only(run: Run, *words: str) -> dict[str, Any]:
    """Return what is said of the only journal."""
    (found,) = run("journal", "--json", *words).document["journals"]
    return dict(found)


def test_without_a_journal_there_is_nothing_to_show(run: Run, tmp_path: Path) -> None:
    """Without a journal, the command shows nothing and succeeds."""
    assert not list(tmp_path.iterdir())
    assert run("journal") == (0, "No journals here: nothing is waiting.\n", "")
    assert run("journal", "--json").document == {"journals": []}


def test_pending_views_are_shown_with_their_age(
    run: Run, journal: Journal, valkey: Valkey
) -> None:
    """Pending views are shown with their age, in a table and in JSON."""
    text, found = run("journal"), only(run)

    assert found == {
        "store": f"{valkey.path}/0",
        "worker": journal.worker,
        "in_use": True,
        "size": journal.size(),
        "torn": 0,
        "views": 4,
        "since": 1_795_000_000,
        "problem": None,
        "reason": f"{WAITING}, or are on their way. A running worker sends them.",
    }
    assert f"{journal.worker}: {WAITING}, or are on their way" in text.out
    assert "2026-11-18 11:06:40Z" in text.out


def test_views_of_a_dead_worker_can_be_sent_without_a_service(
    run: Run, journal: Journal, client: Redis
) -> None:
    """Once, however often it is asked for; then nothing waits."""
    journal.close()

    sent = [run("journal", "--drain").out.splitlines()[0] for _ in range(2)]

    assert sent[0] == "Sent 4 views to the database."
    assert sent[1] == "Sent 0 views to the database."
    assert only(run)["views"] == 0
    assert not only(run)["in_use"]
    assert Site(client).pages == {"/": 3}


def test_a_journal_in_use_is_not_drained(
    run: Run, journal: Journal, client: Redis
) -> None:
    """A journal that a running service uses is not drained."""
    assert run("journal", "--drain").out.startswith("Sent 0 views ")
    assert not Site(client).totals
    assert journal.waiting().views == 4


@pytest.mark.parametrize("torn", [False, True], ids=["whole", "torn"])
def test_a_torn_journal_can_be_found_by_a_script(
    run: Run, journal: Journal, torn: bool
) -> None:
    """A script can detect a torn journal by the exit status, on request."""
    (file,) = journal.directory.iterdir()
    if torn:
        data = file.read_bytes().rstrip(b"\0")
        file.write_bytes(data[:-1])

    shown, verified = run("journal"), run("journal", "--verify")

    assert (shown.status, verified.status) == (0, int(torn))
    assert (only(run)["torn"] > 0) == torn


def test_a_store_that_rejects_writes_is_reported(
    run: Run, journal: Journal, client: Redis
) -> None:
    """A store that rejects writes is reported, and pending views stay."""
    journal.close()
    client.config_set("maxmemory", 1)

    try:
        ran = run("journal", "--drain")
    finally:
        client.config_set("maxmemory", 0)

    assert ran.status == 1
    assert "cannot use the database" in ran.err
    assert only(run)["views"] == 4


def test_the_reason_of_pending_views_is_that_the_store_rejects_writes(
    run: Run, journal: Journal, client: Redis
) -> None:
    """The sentence is that of the log and of readiness."""
    client.config_set("maxmemory", 1)

    try:
        reason = only(run)["reason"]
    finally:
        client.config_set("maxmemory", 0)

    assert journal.waiting().views == 4
    assert reason == f"{WAITING}: {MESSAGES['out_of_memory']}"


def test_views_of_a_dead_worker_are_reported_with_a_command(
    run: Run, journal: Journal
) -> None:
    """Views that a dead worker left are reported with the command that sends them."""
    journal.close()

    assert only(run)["reason"].startswith(f"{WAITING}. The worker has ended")


def test_without_a_running_service_the_embedded_store_is_told_to_be_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command starts no store only to look at journals."""
    forget_settings(monkeypatch)
    monkeypatch.setenv("PAGE_TRACKER_DATA_DIR", str(tmp_path))
    leave(tmp_path, f"{tmp_path}/valkey.sock/0")

    before = main(["journal", "--json"]), capsys.readouterr().out
    drained = main(["journal", "--drain"]), capsys.readouterr().out
    embedded = Embedded(tmp_path)
    embedded.start()
    try:
        connect(embedded.url, 10).config_set("maxmemory", 1)
        leave(tmp_path, f"{tmp_path}/valkey.sock/0")
        full = main(["journal"]), capsys.readouterr().out
    finally:
        embedded.stop()

    assert (before[0], drained[0], full[0]) == (0, 0, 0)
    assert "nor is its embedded database" in before[1]
    assert drained[1].startswith("Sent 4 views ")
    assert MESSAGES["out_of_memory"] in full[1]


def test_views_for_another_store_are_reported_and_counted_on_demand(
    run: Run, tmp_path: Path, client: Redis
) -> None:
    """Views for another store are reported, and counted once, on request only."""
    leave(tmp_path, THERE)
    told, plain = only(run)["reason"], run("journal", "--drain").out

    drained = run("journal", "--drain", "--from", THERE).out
    again = run("journal", "--drain", "--from", THERE)

    assert told.startswith(f"{WAITING} in the journal for {THERE}")
    assert plain.startswith("Sent 0 views ")
    assert (
        drained
        == "Sent 4 views to the database.\nNo journals here: nothing is waiting.\n"
    )
    assert Site(client).pages == {"/": 3}
    assert (again.status, again.err) == (
        2,
        f"page-tracker: there is no journal for {THERE}\n",
    )


def test_a_store_under_another_name_of_the_machine_is_the_same_store(
    tmp_path: Path, proxy: Proxy, client: Redis, run: Run
) -> None:
    """A store under another name of the machine is the same store."""
    store = f"127.0.0.1:{proxy.port}/0"
    leave(tmp_path, store.replace("127.0.0.1", "localhost"))

    drain = ["journal", "--drain", "--redis-url", proxy.url]
    drained, refused = main(drain), main([*drain, "--from", store])
    shown = run("journal").out

    assert (drained, refused) == (0, 2)
    assert shown.startswith("Sent 4 views to the database.\n")
    assert Site(client).pages == {"/": 3}


def test_another_store_is_named_only_to_be_drained(run: Run, tmp_path: Path) -> None:
    """Another store can be named only together with --drain."""
    leave(tmp_path, THERE)

    ran = run("journal", "--from", THERE)

    assert (ran.status, ran.err) == (
        2,
        "page-tracker: --from works only with --drain\n",
    )


def test_views_that_a_worker_sends_to_another_store_are_reported(
    run: Run, tmp_path: Path
) -> None:
    """Views that a running worker sends to another store are reported."""
    living = begin(tmp_path, THERE)

    reason = only(run)["reason"]
    drained = run("journal", "--drain", "--from", THERE)

    assert reason == f"{WAITING} for another store. A running worker sends them there."
    assert drained.out.startswith("Sent 0 views ")
    assert living.waiting().views == 4


def test_a_journal_that_cannot_be_read_fails_no_command(
    run: Run, tmp_path: Path, valkey: Valkey, client: Redis
) -> None:
    """An unreadable journal is reported each time, and the others are sent."""
    broken = leave(tmp_path, f"{valkey.path}/0")
    (broken.directory / "0").mkdir()
    leave(tmp_path, f"{valkey.path}/0")

    drained, verified = run("journal", "--drain"), run("journal", "--verify")

    assert drained.out.startswith("Sent 4 views ")
    assert (
        f"{broken.worker}: The journal cannot be read (0: Is a directory)"
        in drained.out
    )
    assert (drained.status, verified.status) == (0, 1)
    assert Site(client).pages == {"/": 3}
