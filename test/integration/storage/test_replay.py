"""A replay brings a store to where the journal is, whatever the store has forgotten."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import StorageError
from page_tracker.storage import keys
from page_tracker.storage.connection import connect
from page_tracker.storage.journal.journal import Draft, Journal
from page_tracker.storage.journal.journals import Journals
from page_tracker.storage.journal.replay import Replay
from page_tracker.storage.script_connection import ScriptConnection
from support.loop import Loop
from support.proxy import Proxy
from support.records import AT, Site
from support.sums import wrong_sums
from support.views import view

PAGES = [f"/{number}" for number in range(150)]


class Worker(Loop):
    """A loop whose journal a test replays when it likes."""

    def __init__(self, url: str, directory: Path) -> None:
        journals = Journals(directory, "the store", 2**30, keep=60)
        journals.prepare()
        super().__init__(url, journals)
        self.url = url

    @property
    def journal(self) -> Journal:
        """What it keeps."""
        assert self.backlog is not None
        return self.backlog.journal

    def see(self, *paths: str) -> None:
        """Let pages be seen, each in a batch of its own, and the plain counter too."""
        for path in paths:
            self.ask(view(path))
            self.count()
            self.run()

    def replay(self, *, everything: bool = True) -> None:
        """Send what the store does not have."""
        connection = ScriptConnection(connect(self.url, timeout=1), 1)
        try:
            Replay(connection, self.journal, 1, everything).run()
        finally:
            connection.close()


@pytest.fixture(name="worker")
def fixture_worker(proxy: Proxy, tmp_path: Path) -> Iterator[Worker]:
    """A worker that has seen the first page."""
    worker = Worker(proxy.url, tmp_path / "journal")
    worker.see("/first")
    # Since it has connected, a replay is under way.
    worker.run_until(lambda: worker.journal.store != "")
    yield worker
    worker.group.close()


@pytest.fixture(name="forget")
def fixture_forget(worker: Worker, client: Redis) -> Callable[[], None]:
    """Take the store back to where it is now, as a failover may."""
    kept = {key: client.dump(key) for key in client.scan_iter()}

    def forget() -> None:
        todo: Any = client.pipeline()
        todo.flushall()
        for key, value in kept.items():
            todo.restore(key, 0, value)
        todo.execute()
        worker.journal.store = "another"

    return forget


def forgotten(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Return how many calls were said to be forgotten."""
    told = "the store had forgotten what it had; it gets it again"
    return [r.__dict__["calls"] for r in caplog.records if r.message == told]


def test_a_store_that_has_all_gets_nothing(worker: Worker, client: Redis) -> None:
    """However often it is asked."""
    worker.see(*PAGES[:3])

    for _ in range(3):
        worker.replay()

    assert Site(client).totals == {"views": 4, "visitors": 1}
    assert client.get("page_views") == "4"


def test_a_store_that_has_forgotten_gets_it_again(
    worker: Worker,
    client: Redis,
    forget: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each view once, the plain counter's too; and the log tells how many."""
    worker.see(*PAGES)
    forget()

    worker.replay()
    worker.replay()

    assert client.get("page_views") == "151"
    assert Site(client).totals == {"views": 151, "visitors": 1}
    assert Site(client).pages == {path: 1 for path in ("/first", *PAGES)}
    assert not wrong_sums(Site(client))
    assert forgotten(caplog) == [300]


def test_a_store_that_has_forgotten_is_made_whole_before_it_counts_on(
    worker: Worker, client: Redis, proxy: Proxy, forget: Callable[[], None]
) -> None:
    """A new view does not hide the gap before it: both are counted, in their order."""
    worker.see(*PAGES[:3])
    forget()
    proxy.cut()

    worker.see("/last")
    worker.run_until(lambda: client.get("page_views") == "5")

    assert Site(client).totals == {"views": 5, "visitors": 1}


def test_a_store_whose_gap_is_only_found_by_the_next_view_is_made_whole(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """As behind a proxy that follows a failover and keeps its connections."""
    worker.see(*PAGES[:3])
    forget()

    worker.see("/last")
    worker.run_until(lambda: client.get("page_views") == "5")

    assert Site(client).totals == {"views": 5, "visitors": 1}


def test_what_somebody_has_deleted_stays_deleted(
    worker: Worker, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """The same store, and no trace: that was no accident; the log says so once."""
    worker.see(*PAGES[:3])
    client.flushall()

    worker.see("/new", "/newer")

    told = [r for r in caplog.records if "was deleted there" in r.message]
    assert worker.numbers[-2:] == [1, 2]
    assert Site(client).pages == {"/new": 1, "/newer": 1}
    assert [record.levelno for record in told] == [logging.ERROR]


def test_what_the_store_does_not_take_is_not_noted_as_applied(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """It is there for the next time."""
    worker.see(*PAGES[:5])
    forget()
    client.config_set("maxmemory", 1)
    try:
        with pytest.raises(StorageError):
            worker.replay()
    finally:
        client.config_set("maxmemory", 0)

    worker.replay()

    assert Site(client).totals["views"] == client.zcard(keys.pages("a.org")) == 6


def test_a_call_that_fails_in_the_middle_takes_those_behind_it_along(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """The store refuses them, too, as one is missing; the next replay has them all."""
    worker.see(*PAGES[:5])
    forget()
    guard = keys.site_applied("a.org", worker.journal.worker)
    kept = client.dump(guard)
    client.delete(guard)
    client.rpush(guard, "of a wrong type")
    with pytest.raises(StorageError):
        worker.replay()
    client.delete(guard)
    client.restore(guard, 0, kept)  # type: ignore[arg-type]  # there was one
    between = Site(client).totals["views"]

    worker.replay()

    assert between == 1
    assert Site(client).totals["views"] == 6


def test_what_is_appended_meanwhile_is_for_the_next_replay(
    worker: Worker, client: Redis, proxy: Proxy, forget: Callable[[], None]
) -> None:
    """It is not noted as applied before it was sent."""
    worker.see(*PAGES[:3])
    forget()
    values = (b"2026-11-23:bot", b"1")
    drafts = [Draft(100, int(AT), 1, "refuse", (), values)]

    def append(data: bytes) -> bytes:
        # What the store says of the first guard.
        if drafts and data.startswith(b"$") and b"\r\n1 " in data:
            worker.journal.append([drafts.pop()])
        return data

    proxy.meddle = append
    worker.replay()
    after_one = worker.journal.waiting().views
    worker.replay()

    assert (after_one, worker.journal.waiting().views) == (1, 0)
    assert client.hgetall(keys.REFUSED) == {"2026-11-23:bot": "1"}
    assert Site(client).totals["views"] == 4


def test_a_store_that_does_not_say_which_it_is_gets_what_it_has_not(
    worker: Worker, client: Redis
) -> None:
    """Better counted again than lost: nobody can say whether it was deleted."""
    worker.see(*PAGES[:3])
    client.flushall()
    client.execute_command("ACL", "SETUSER", "default", "-info")
    try:
        worker.replay()
    finally:
        client.execute_command("ACL", "SETUSER", "default", "+info")

    assert Site(client).totals["views"] == 4
