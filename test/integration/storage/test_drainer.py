"""The drainer looks after journals step by step, and gives a failed store a rest."""

from collections.abc import Iterator
from errno import EIO
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.errors import JournalFull, StorageError, StorageUnavailable
from page_tracker.metrics.exposition import text
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Callback
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.client import connect
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.drainer import Drainer
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.segments import SEGMENT
from page_tracker.storage.scripts import ScriptConnection
from support.journal import append, entry, fails_with
from support.left import entries
from support.metrics import Samples
from support.proxy import Proxy
from support.records import Site
from support.valkey import Valkey


class Watch:
    """Remembers the errors and successes that the drainer notes."""

    def __init__(self) -> None:
        self.ticks = 0
        self.noted: list[Exception | None] = []

    def note(self, exc: Exception | None) -> None:
        """Note an error of the store, or None for a success."""
        self.noted.append(exc)

    def tick(self) -> None:
        """Count the calls."""
        self.ticks += 1


class Scene:  # pylint: disable=too-many-instance-attributes  # a drainer and its world
    """A drainer that only the test moves, with an empty journal of its own."""

    def __init__(self, url: str, directory: Path, keep: float = 60) -> None:
        self.journals = JournalDirectory(directory, "the store", 4 * SEGMENT, keep)
        self.journals.prepare()
        self.own = self.journals.create()
        self.backoff, self.watch, self.meter = Backoff(), Watch(), Meter()
        self.reports: list[bool] = []
        client = connect(url, timeout=10)
        what = (self.journals, self.own, client, 10, self._wake, self.reports.append)
        self.drainer = Drainer(*what, self.meter, self.backoff, self.watch)

    @staticmethod
    def _wake(callback: Callback) -> None:
        callback()

    def leave(self) -> Journal:
        """Leave a journal of a worker that has ended, with four views that wait."""
        journal = self.journals.create()
        append(journal, *entries())
        journal.close()
        return journal


@pytest.fixture(name="scene")
def fixture_scene(proxy: Proxy, tmp_path: Path) -> Iterator[Scene]:
    """A drainer whose store is behind the proxy."""
    scene = Scene(proxy.url, tmp_path)
    yield scene
    scene.own.close()


def test_a_drainer_with_nothing_to_do_does_not_ask_the_store(
    scene: Scene, proxy: Proxy
) -> None:
    """A service without views costs its store nothing."""
    proxy.refuse()

    scene.drainer.step()

    assert not scene.watch.noted
    assert not scene.reports
    assert scene.watch.ticks == 1


def test_a_requested_replay_is_reported(scene: Scene, proxy: Proxy) -> None:
    """The watch notes why it failed, and when the database is back."""
    for refusing in (True, False):
        proxy.refusing = refusing
        scene.backoff.worked()
        scene.drainer.need()
        scene.drainer.step()

    assert scene.reports == [False, True]
    first, second = scene.watch.noted
    assert isinstance(first, Exception) and not isinstance(first, StorageError)
    assert second is None


def test_an_unrequested_replay_is_reported_only_if_it_fails(
    scene: Scene, proxy: Proxy
) -> None:
    """An unrequested replay, to detect another store, is reported only if it fails."""
    append(scene.own, *entries())
    scene.own.sync()

    scene.drainer.step()
    worked = [*scene.reports]
    proxy.refuse()
    scene.drainer.step()

    assert worked == []
    assert scene.reports == [False]


@pytest.mark.parametrize("asked", [True, False])
def test_nothing_is_sent_before_a_pause_is_over(
    scene: Scene, client: Redis, asked: bool
) -> None:
    """A requested replay sends nothing before the pause is over."""
    append(scene.own, *entries())
    scene.own.sync()
    scene.backoff.failed()
    if asked:
        scene.drainer.need()

    pause = scene.drainer.step()
    before = Site(client).totals
    scene.backoff.worked()
    scene.drainer.step()

    assert 0 < pause < 1
    assert not before
    assert Site(client).totals["views"] == 3
    assert scene.reports == [True] * asked


def test_a_failed_replay_begins_a_pause_for_all(scene: Scene, proxy: Proxy) -> None:
    """The loop and the drainer together make two attempts a second."""
    proxy.refuse()
    scene.drainer.need()

    scene.drainer.step()

    assert scene.backoff.left() > 0


def test_the_journal_of_a_dead_worker_is_adopted_sent_and_closed(
    proxy: Proxy, tmp_path: Path, client: Redis
) -> None:
    """A dead worker's journal is adopted and sent, and deleted after its time."""
    scene = Scene(proxy.url, tmp_path, keep=-1)
    left = scene.leave()

    for _ in range(5):
        scene.drainer.step()
    waiting = scene.drainer.waiting()
    scene.own.close()

    assert Site(client).pages == {"/": 3}
    assert not left.directory.exists()
    assert waiting.views == 0


def test_old_views_of_dead_workers_make_room_for_new_ones(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A file is given up when a view was refused, and the store is there and has it."""
    asked: list[str] = []

    def make_room(_journal: Journal, store: str) -> bool:
        asked.append(store)
        return True

    monkeypatch.setattr(Journal, "make_room", make_room)
    scene.leave()
    scene.drainer.step()
    with pytest.raises(JournalFull):
        append(scene.own, entry(1, size=5 * SEGMENT))
    scene.backoff.failed()
    scene.drainer.step()
    while_away = list(asked)
    scene.backoff.worked()
    scene.drainer.need()

    scene.drainer.step()

    assert not while_away
    assert asked == [scene.own.ledger.store]
    assert "the journal is full: deleted a file" in caplog.text


def test_a_connection_to_what_is_no_longer_the_primary_is_left(
    scene: Scene, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection to a replaced primary is closed, and its replies are ignored."""
    scene.drainer.need()
    scene.drainer.step()
    append(scene.own, *entries())
    scene.own.sync()
    before = client.info("stats")["total_connections_received"]

    with monkeypatch.context() as demoted:
        demoted.setattr(ScriptConnection, "is_still_primary", lambda _: False)
        scene.drainer.need()
        scene.drainer.step()

    assert client.info("stats")["total_connections_received"] > before
    assert Site(client).pages == {"/": 3}


def test_nothing_is_replayed_while_the_disk_cannot_take_the_note_of_it(
    scene: Scene, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is not to blame; when the disk works again, views are counted."""
    append(scene.own, *entries())
    scene.own.sync()
    with monkeypatch.context() as broken:
        broken.setattr("page_tracker.storage.journal.disk._sync", fails_with(EIO))
        scene.drainer.need()
        scene.drainer.step()
    before = client.keys("*totals")
    scene.backoff.worked()

    scene.drainer.step()

    assert scene.reports[0] is False
    assert not before and not any(scene.watch.noted)
    assert Site(client).pages == {"/": 3}


def test_what_a_replay_gives_up_is_shown_in_the_metrics(
    scene: Scene, client: Redis
) -> None:
    """An alert can be raised for views that are lost."""
    append(scene.own, *entries())
    scene.own.sync()
    scene.drainer.step()
    client.flushall()
    for stream in scene.own.ledger.streams:
        scene.own.ledger.doubts(stream)

    scene.drainer.step()

    samples = Samples(text(scene.meter.row))
    assert samples("page_tracker_journal_lost_views_total", reason="deleted") == 4
    assert scene.own.waiting().views == 0


def test_a_primary_that_became_a_replica_is_not_believed(
    scene: Scene, client: Redis
) -> None:
    """Views age in its data while the new primary may lose them; they stay waiting."""
    append(scene.own, *entries())
    scene.own.sync()
    client.replicaof("127.0.0.1", "1")

    scene.drainer.step()
    client.replicaof("NO", "ONE")
    waiting = scene.own.waiting().views
    scene.backoff.worked()
    scene.drainer.step()

    assert scene.reports == [False]
    assert waiting == 4
    assert scene.own.waiting().views == 0


def test_a_store_without_a_name_is_connected_to_anew_each_time(
    own_valkey: Valkey, tmp_path: Path
) -> None:
    """An open connection may lead to the server that had the address before."""
    client = own_valkey.client()
    client.acl_setuser("default", enabled=True, commands=["-info"])
    proxy = Proxy(own_valkey.path)
    scene = Scene(proxy.url, tmp_path / "journals")
    append(scene.own, *entries())
    scene.own.sync()

    scene.drainer.step()
    proxy.refusing = True  # those who come; who is connected is served
    scene.drainer.step()

    assert scene.reports == [False]
    scene.own.close()
    proxy.close()


def test_a_storage_error_without_a_cause_is_passed_on(scene: Scene) -> None:
    """A storage error without a cause is passed to the watch itself."""
    error = StorageUnavailable("away")

    scene.drainer._note(error)  # pylint: disable=protected-access

    assert scene.watch.noted == [error]
