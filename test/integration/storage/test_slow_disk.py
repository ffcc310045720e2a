"""A disk that takes long holds only those whose views it keeps, and never the loop."""

import os
import time
from collections.abc import Iterator
from errno import EIO
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from redis import Redis

from page_tracker.errors import JournalFull
from page_tracker.storage.journal import disk as journal_disk
from page_tracker.storage.journal.flusher import Flusher
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.recording.outcomes import Queued
from support.journal import append, entry, journals_in
from support.loop import Loop
from support.proxy import Proxy
from support.records import Site
from support.views import view
from support.waiting import PATIENCE, wait_until


class SlowDisk:
    """Syncs at once, or not before it may, or never."""

    def __init__(self) -> None:
        self.may = Event()
        self.may.set()
        self.asked = Event()
        self.broken = False

    def sync(self, file: int) -> None:
        """Let what was written be on the disk."""
        self.asked.set()
        assert self.may.wait(PATIENCE), "somebody waits for the disk"
        if self.broken:
            raise OSError(EIO, "broken")
        os.fdatasync(file)

    def hold(self) -> None:
        """Let the next sync wait until it may go on."""
        self.may.clear()
        self.asked.clear()


@pytest.fixture(name="disk")
def fixture_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    """The disk of the journal, in the hands of the test."""
    disk = SlowDisk()
    monkeypatch.setattr(journal_disk, "_sync", disk.sync)
    yield disk
    disk.may.set()


@pytest.fixture(name="loop")
def fixture_loop(proxy: Proxy, tmp_path: Path, disk: SlowDisk) -> Iterator[Loop]:
    """A loop with a journal, which has counted a view."""
    loop = Loop(proxy.url, journals_in(tmp_path))
    loop.ask(view())
    loop.run()
    yield loop
    disk.may.set()
    loop.group.close()


def test_nobody_is_told_that_a_view_is_counted_before_it_is_on_the_disk(
    loop: Loop, disk: SlowDisk, client: Redis
) -> None:
    """Meanwhile the loop goes on, and the store counts the next views."""
    disk.hold()
    loop.ask(view())
    loop.turn_until(lambda: Site(client).totals["views"] == 2)
    loop.ask(view())
    loop.turn_until(lambda: Site(client).totals["views"] == 3)
    told = loop.seen()

    disk.may.set()
    loop.run()

    assert told == [1]
    assert sorted(loop.seen()) == [1, 2, 3]


def test_who_counts_what_is_not_kept_does_not_wait_for_the_disk(
    loop: Loop, disk: SlowDisk
) -> None:
    """The number of the plain counter is its acknowledgement."""
    disk.hold()
    loop.ask(view())
    loop.count()

    loop.turn_until(lambda: loop.numbers == [1])

    assert loop.seen() == [1]


@pytest.mark.sensitive
def test_a_view_that_the_store_has_counted_waits_for_the_disk_until_its_deadline(
    loop: Loop, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A counted view waits for the disk until its deadline; it is answered then."""
    loop.timeout = PATIENCE  # for the store; to those who wait for the disk, it is over
    late = SimpleNamespace(
        monotonic=lambda: time.monotonic() + PATIENCE,
        perf_counter_ns=time.perf_counter_ns,
    )
    monkeypatch.setattr("page_tracker.storage.recording.group_commit.time", late)
    disk.hold()
    loop.ask(view())

    loop.run()

    assert not disk.may.is_set()
    assert loop.seen() == [1, 2]


def test_a_view_that_is_queued_waits_for_the_disk_as_long_as_that_takes(
    loop: Loop, disk: SlowDisk, proxy: Proxy, client: Redis
) -> None:
    """A queued view is acknowledged only once the disk has it."""
    proxy.refuse()
    loop.timeout = 0.2
    disk.hold()
    loop.ask(view())
    loop.turn_until(lambda: time.monotonic() > loop.batches[-1].deadline + 0.5)
    told = len(loop.answers)

    disk.may.set()
    loop.run()
    proxy.refusing = False
    loop.run_until(lambda: Site(client).totals["views"] == 2)

    assert told == 1
    assert loop.answers[1:] == [Queued()]


def test_what_the_disk_fails_to_keep_counts_if_the_store_has_it(
    loop: Loop, disk: SlowDisk, client: Redis
) -> None:
    """A view that the disk fails to store counts if the store has it."""
    disk.broken = True
    loop.ask(view())

    loop.run()

    assert loop.seen() == [1, 2]
    assert Site(client).totals == {"views": 2, "visitors": 1}
    assert loop.backlog is not None
    assert loop.backlog.journal.waiting().views == 0


def test_what_neither_the_disk_nor_the_store_has_is_refused(
    loop: Loop, disk: SlowDisk, proxy: Proxy
) -> None:
    """A view that neither disk nor store has is rejected."""
    proxy.refuse()
    loop.timeout = 0.2
    loop.ask(view())
    loop.run()
    disk.hold()
    disk.broken = True
    loop.ask(view())
    loop.group.commit()
    assert disk.asked.wait(PATIENCE)

    disk.may.set()
    loop.run()

    assert loop.answers[1] == Queued()
    assert isinstance(loop.answers[2], JournalFull)


def test_a_flusher_knows_whether_the_disk_was_slow(
    tmp_path: Path, disk: SlowDisk
) -> None:
    """The loop does not wait in place for a disk that was, not even for a moment."""
    journal = journals_in(tmp_path).create()
    flusher = Flusher(journal, patience=0.05)
    ticket = append(journal, entry(1))
    disk.hold()
    flusher.start()
    assert disk.asked.wait(PATIENCE)
    is_early = flusher.wait(ticket, 0.1)

    disk.may.set()
    is_settled = flusher.wait(ticket, PATIENCE)
    wait_until(lambda: flusher.slow)
    flusher.start()
    wait_until(lambda: not flusher.slow)
    flusher.close()
    journal.close()

    assert not is_early
    assert is_settled


def test_a_flusher_ends_while_the_disk_hangs(tmp_path: Path, disk: SlowDisk) -> None:
    """A worker that is stopped waits for the disk no longer than a turn would."""
    journal = journals_in(tmp_path).create()
    flusher = Flusher(journal, patience=0.05)
    append(journal, entry(1))
    disk.hold()
    flusher.start()
    assert disk.asked.wait(PATIENCE)

    flusher.close()

    assert not disk.may.is_set()
    disk.may.set()
    journal.close()


def test_a_mistake_of_ours_does_not_end_the_flusher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected error does not end the flusher."""

    def fail(_journal: Journal) -> None:
        raise ValueError("a mistake")

    monkeypatch.setattr(Journal, "prepare", fail)
    journal = journals_in(tmp_path).create()
    flusher = Flusher(journal, patience=0.05)
    ticket = append(journal, entry(1))
    flusher.start()

    is_settled = flusher.wait(ticket, PATIENCE)
    flusher.close()
    journal.close()

    assert is_settled
    assert "cannot create the next journal file" in caplog.text


def test_the_loop_does_not_wait_in_place_for_a_disk_that_was_slow(
    loop: Loop, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a slow sync, the loop waits in the background instead of in place."""
    assert loop.backlog is not None
    monkeypatch.setattr(
        "page_tracker.storage.recording.group_commit.PATIENCE", PATIENCE
    )
    loop.backlog.flusher.slow = True
    disk.hold()
    loop.ask(view())
    loop.turn_until(lambda: loop.batches[-1].settled)
    told = loop.seen()

    disk.may.set()
    loop.run()

    assert told == [1]
    assert loop.seen() == [1, 2]
