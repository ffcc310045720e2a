"""What a journal could not sync is as if it had never been written."""

import os
import time
from errno import EIO
from pathlib import Path

import pytest

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.journal import Journal, Waiting
from page_tracker.storage.journal.segments import SEGMENT
from support.clock import Clock
from support.journal import (
    AT,
    FAMILY,
    A,
    Make,
    append,
    applied,
    entry,
    fails_with,
    numbers,
)

SYNC = "page_tracker.storage.journal.disk._sync"


def test_what_could_not_be_synced_is_taken_back(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed sync discards the entries and closes the file for good."""
    journal = make()
    append(journal, entry(3, 3))
    journal.sync()
    lost = append(journal, entry(7, 4))
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        journal.sync()
    before = journal.waiting()

    ticket = append(journal, entry(12, 5)._replace(previous=3))
    journal.sync()

    assert lost.settled.is_set()
    assert isinstance(lost.error, JournalFull)
    assert before == Waiting(3, AT + 3)
    assert ticket.error is None
    assert len(list(tmp_path.iterdir())) == 2
    assert numbers(journal) == numbers(make()) == [3, 12]


def test_views_that_were_taken_back_do_not_wait(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Views that were discarded are not pending."""
    append(journal, entry(3, 3))
    journal.sync()
    append(journal, entry(7, 4))
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        journal.sync()

    append(journal, entry(12, 5)._replace(previous=3))

    assert journal.waiting() == Waiting(8, AT + 3)


def test_what_was_taken_back_and_is_in_the_store_all_the_same_does_not_wait(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Views that were discarded, but had reached the store, are not pending."""
    append(journal, entry(3, 3))
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        journal.sync()

    applied(journal, 3)
    before = journal.waiting()
    append(journal, entry(7, 4)._replace(previous=0))

    assert before == Waiting(0, None)
    assert journal.waiting() == Waiting(4, AT + 7)


def test_a_failed_sync_fails_all_files_that_were_written_to(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed sync fails all open files and everything written since."""

    def fail(_disk: Disk, _file: int) -> None:
        tickets.append(append(journal, entry(3)))
        raise OSError(EIO, os.strerror(EIO))

    tickets = [append(journal, entry(number, size=SEGMENT)) for number in (1, 2)]
    with monkeypatch.context() as broken:
        broken.setattr(Disk, "sync", fail)
        journal.sync()
    journal.sync()

    assert len(tickets) == 3
    assert all(isinstance(each.error, JournalFull) for each in tickets)
    assert numbers(journal) == []
    assert journal.waiting() == Waiting(0, None)
    assert journal.ledger.of(FAMILY).previous == 0


def test_a_file_of_which_all_was_taken_back_may_go(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store has all that is left in it, however far its numbers went."""
    append(journal, entry(1))
    applied(journal, 1)
    journal.sync()
    append(journal, entry(2, size=10))
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        journal.sync()
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)

    for _ in range(6):
        journal.tend(A)
        clock.now += 61

    assert journal.is_empty()


def test_a_replay_does_not_begin_where_the_disk_cannot_take_the_note_of_it(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replay sends nothing if the disk cannot take its mark."""
    append(journal, entry(3, 3, sent=False))
    journal.sync()
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        with pytest.raises(JournalFull):
            journal.begin_replay({FAMILY: 3})
    failed = journal.ledger.of(FAMILY).sent

    journal.begin_replay({FAMILY: 3})

    assert (failed, journal.ledger.of(FAMILY).sent) == (0, 3)
