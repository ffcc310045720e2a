"""A replay brings a store to where the journal is, whatever the store has forgotten."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import StorageError, StorageRefuses
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.drainer import Drainer
from page_tracker.storage.journal.entry import Entry
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import GUARD_LIFE
from page_tracker.storage.journal.replay import Outcome, Replay
from page_tracker.storage.recording.outcomes import Queued
from page_tracker.storage.scripts import ScriptConnection
from support.journal import FAMILY, append
from support.loop import Loop
from support.proxy import Proxy
from support.records import Site
from support.sums import wrong_sums
from support.views import view

PAGES = [f"/{number}" for number in range(150)]

AGAIN = "the database had lost views; sent them again"


class Worker(Loop):
    """A loop whose journal a test replays when it likes."""

    def __init__(self, url: str, directory: Path) -> None:
        journals = JournalDirectory(directory, "the store", 2**30, keep=60)
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

    def replay(self) -> Outcome:
        """Send what the disk has, and the store does not."""
        self.journal.sync()
        connection = ScriptConnection(connect(self.url, timeout=5), 5)
        try:
            return Replay(connection, self.journal, 5).run()
        finally:
            connection.close()


@pytest.fixture(name="worker")
def fixture_worker(
    proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    """A worker that has seen the first page, and replays nothing by itself."""
    monkeypatch.setattr(Drainer, "start", lambda _: None)
    monkeypatch.setattr("page_tracker.storage.journal.drainer._PATIENCE", 0)
    worker = Worker(proxy.url, tmp_path / "journal")
    worker.see("/first")
    yield worker
    worker.group.close()


@pytest.fixture(name="forget")
def fixture_forget(worker: Worker, client: Redis) -> Callable[[], None]:
    """Take the store back to where it is now, as a failover may.

    It is another store then, also for who is connected, as behind a proxy that follows
    a failover: whoever is no replica any more has a new identity.
    """
    assert worker.seen() == [1]
    kept = {key: client.dump(key) for key in client.scan_iter()}

    def forget() -> None:
        todo: Any = client.pipeline()
        todo.execute_command("REPLICAOF", "127.0.0.1", "1")
        todo.execute_command("REPLICAOF", "NO", "ONE")
        todo.flushall()
        for key, value in kept.items():
            todo.restore(key, 0, value)
        todo.execute()

    return forget


def told(caplog: pytest.LogCaptureFixture, text: str, number: str) -> list[int]:
    """Return a number of each line in the log that has a text in it."""
    lines = [r for r in caplog.records if text in r.message]
    assert all(line.levelno == logging.ERROR for line in lines)
    return [line.__dict__[number] for line in lines]


def test_a_store_that_has_all_gets_nothing(worker: Worker, client: Redis) -> None:
    """A store that has everything is sent nothing."""
    worker.see(*PAGES[:3])

    outcomes = [worker.replay() for _ in range(3)]

    assert outcomes == [Outcome()] * 3
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

    outcomes = [worker.replay() for _ in range(2)]

    assert client.get("page_views") == "151"
    assert Site(client).totals == {"views": 151, "visitors": 1}
    assert Site(client).pages == {path: 1 for path in ("/first", *PAGES)}
    assert not wrong_sums(Site(client))
    assert told(caplog, AGAIN, "views") == [300]
    assert [outcome.views for outcome in outcomes] == [300, 0]
    assert worker.journal.waiting().views == 0


def test_a_new_view_is_queued_when_the_store_lacks_those_before_it(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """A new view after a gap is queued, and both count in order."""
    worker.see(*PAGES[:3])
    forget()

    worker.ask(view("/last"))
    worker.run()
    before = Site(client).totals["views"]
    worker.replay()

    assert worker.answers[-1] == Queued()
    assert before == 1
    assert Site(client).totals == {"views": 5, "visitors": 1}
    assert worker.journal.ledger.of(FAMILY).floor == 0


@pytest.mark.parametrize("stop", ["out of memory", "nothing may be read"])
def test_what_the_store_does_not_take_is_not_noted_as_applied(
    worker: Worker, client: Redis, forget: Callable[[], None], stop: str
) -> None:
    """A call that the store rejects is not noted as applied."""
    worker.see(*PAGES[:5])
    forget()
    admin: Callable[..., object] = client.execute_command
    if stop == "out of memory":
        client.config_set("maxmemory", 1)
    else:
        admin("ACL", "SETUSER", "default", "-get")
    try:
        with pytest.raises(StorageError):
            worker.replay()
    finally:
        client.config_set("maxmemory", 0)
        admin("ACL", "SETUSER", "default", "+get")

    worker.replay()

    assert Site(client).totals["views"] == client.zcard(keys.pages("a.org")) == 6


def test_what_is_appended_meanwhile_is_for_the_next_replay(
    worker: Worker, client: Redis, proxy: Proxy, forget: Callable[[], None]
) -> None:
    """Calls appended during a replay are left to the next one."""
    worker.see(*PAGES[:3])
    forget()
    values = (b"2026-11-23:bot", b"1")
    entries = [Entry(1, 0, int(time.time()), 1, False, "refuse", (), values)]

    def write(data: bytes) -> bytes:
        # What the store says of the first guard.
        if entries and data.startswith(b"$") and b"\r\n1 " in data:
            append(worker.journal, entries.pop())
        return data

    proxy.meddle = write
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


def test_a_family_that_the_store_refuses_does_not_hold_up_the_others(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """A stream that the store rejects does not delay other streams."""
    worker.see(*PAGES)
    forget()
    client.set("page_views", "a text")

    outcome = worker.replay()
    blocked = worker.journal.waiting().views - worker.journal.unblocked()
    client.set("page_views", 1)
    worker.replay()

    assert [*outcome.refused] == [("count",)]
    assert outcome.views == blocked == 150
    assert Site(client).totals["views"] == 151
    assert client.get("page_views") == "151"
    assert worker.journal.waiting().views == 0


def test_a_store_that_becomes_another_while_it_is_asked_is_asked_again(
    worker: Worker,
    client: Redis,
    forget: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the store changes while guards are read, they are read again."""
    worker.see(*PAGES[:3])
    forget()
    with monkeypatch.context() as failing_over:
        failing_over.setattr(ScriptConnection, "identify", lambda *_: "another")
        with pytest.raises(StorageError, match="identity of the store has changed"):
            worker.replay()
    between = Site(client).totals["views"]

    worker.replay()

    assert (between, Site(client).totals["views"]) == (1, 4)


def test_a_guard_with_a_number_that_nobody_gave_costs_no_view(
    worker: Worker, client: Redis
) -> None:
    """A guard with a number that was never assigned costs no view."""
    worker.see(*PAGES[:3])
    guard = keys.site_applied("a.org", worker.journal.worker)
    client.set(guard, "999999999 x")
    worker.see("/refused")

    worker.replay()
    worker.see("/last")
    worker.replay()

    assert Site(client).totals["views"] == 6
    assert Site(client).pages["/refused"] == Site(client).pages["/last"] == 1
    assert worker.journal.waiting().views == 0


def test_a_view_of_a_family_that_the_store_refuses_is_not_sent_before_the_others(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """A live view is not sent before the rejected views of its stream."""
    worker.see(*PAGES[:2])
    forget()
    client.set("page_views", "a text")
    worker.replay()
    client.set("page_views", 1)

    worker.count()
    worker.run()
    refused = worker.numbers[-1]
    worker.replay()
    worker.count()
    worker.run()

    assert isinstance(refused, StorageRefuses)
    assert worker.numbers[-1] == 4


@pytest.mark.parametrize("kind", ["list", "text"])
def test_what_a_broken_guard_says_nothing_of_is_not_counted_twice(
    worker: Worker, client: Redis, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """The store may have had all that was ever sent; the next view counts on."""
    worker.see(*PAGES[:3])
    guard = keys.site_applied("a.org", worker.journal.worker)
    client.delete(guard)
    if kind == "list":
        client.rpush(guard, "of a wrong type")
    else:
        client.set(guard, "no number")
    worker.journal.ledger.doubts(FAMILY)

    worker.replay()
    worker.see("/last")

    assert Site(client).totals["views"] == 5
    assert str(client.get(guard)).startswith("5 ")
    assert not worker.journal.ledger.in_need(worker.journal.ledger.store)
    assert not [r for r in caplog.records if "lost" in r.message]


def test_what_neither_the_journal_nor_the_store_has_is_given_up_and_told(
    worker: Worker,
    client: Redis,
    forget: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A disk has lost a file; what stands behind it is counted all the same."""
    worker.see("/lost", "/lost too")
    for segment in worker.journal._files.segments:  # pylint: disable=protected-access
        segment.path.unlink()
    worker.journal.tend(None)
    worker.journal._files.retire()  # pylint: disable=protected-access
    worker.see("/kept")
    forget()

    outcome = worker.replay()
    worker.see("/last")

    assert Site(client).pages == {"/first": 1, "/kept": 1, "/last": 1}
    assert client.get("page_views") == "3"
    assert told(caplog, "the journal no longer has", "views") == [4]
    assert sorted(loss.views for loss in outcome.losses) == [2, 2]
    assert worker.journal.waiting().views == 0


def test_what_was_lost_at_the_end_of_the_journal_is_given_up(
    worker: Worker, client: Redis, forget: Callable[[], None]
) -> None:
    """Views that were lost at the end of the journal are given up and reported."""
    worker.see("/lost")
    worker.journal.sync()
    for segment in worker.journal._files.segments:  # pylint: disable=protected-access
        segment.path.unlink()
    forget()

    outcome = worker.replay()

    assert [loss.reason for loss in outcome.losses] == ["missing", "missing"]
    assert worker.journal.waiting().views == 0
    assert Site(client).pages == {"/first": 1}


def test_what_is_too_old_to_tell_whether_it_was_counted_is_not_counted_twice(
    worker: Worker, client: Redis, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    """A view whose guard has expired is not counted again."""
    proxy.refuse()
    worker.timeout = 0.2
    worker.at = time.time() - GUARD_LIFE - 60
    worker.ask(view("/sent", site="b.org"))
    worker.run()
    worker.ask(view("/queued", site="c.org"))
    worker.run()
    worker.at = time.time()
    worker.ask(view("/new", site="b.org"))
    worker.run()
    proxy.refusing = False

    worker.replay()

    assert Site(client, "b.org").pages == {"/new": 1}
    assert Site(client, "c.org").pages == {"/queued": 1}
    assert told(caplog, "the keys that prove it have expired", "views") == [1]
    assert worker.journal.waiting().views == 0
