"""The files of a journal have bounds, and the disk under them may fail."""

import os
import time
from errno import EIO, ENOSPC
from pathlib import Path

import pytest

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.files import SEGMENT
from page_tracker.storage.journal.journal import Journal, Waiting
from page_tracker.storage.journal.segment import Segment
from support.journal import AT, Make, Room, draft, fails_with, numbers


def test_a_full_file_is_followed_by_another(journal: Journal, tmp_path: Path) -> None:
    """Also by one that is large enough for a call that is larger than usual."""
    journal.append([draft(1, size=SEGMENT // 2)])
    journal.append([draft(2, size=SEGMENT // 2)])
    journal.append([draft(3, size=SEGMENT * 2)])

    sizes = [path.stat().st_size for path in sorted(tmp_path.iterdir())]
    assert numbers(journal) == [1, 2, 3]
    assert len(sizes) == 3
    assert sizes[0] < SEGMENT < sizes[2]


def test_what_the_store_has_makes_room_for_what_it_has_not(
    journal: Journal, room: Room
) -> None:
    """A bound is no reason to refuse a view while there is something to give up."""
    room.files = 2
    for sequence in (1, 2, 3):
        total = journal.append([draft(sequence, size=SEGMENT)])
        journal.note_applied(sequence, total, AT)

    assert numbers(journal) == [2, 3]
    assert journal.floor == 1


def test_a_full_journal_takes_nothing_and_keeps_all(
    journal: Journal, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looks again a little later, and not for each view."""
    room.files = 1
    journal.append([draft(1, size=SEGMENT)])
    began = time.monotonic()

    for _ in range(3):
        with pytest.raises(JournalFull):
            journal.append([draft(2, size=SEGMENT)])
    with pytest.raises(JournalFull):
        journal.check()
    asked = room.asked
    room.files = 2
    monkeypatch.setattr(time, "monotonic", lambda: began + 1)
    journal.check()
    journal.append([draft(2)])

    assert asked == 2
    assert numbers(journal) == [1, 2]


@pytest.mark.parametrize("call", ["posix_fallocate", "open", "pwrite"])
def test_a_disk_that_takes_nothing_is_a_full_journal(
    journal: Journal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    call: str,
) -> None:
    """The log says why; when there is room again, it goes on."""
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails_with(ENOSPC))
        with pytest.raises(JournalFull, match="No space left"):
            journal.append([draft(1)])
    left = [path.stat().st_size for path in tmp_path.iterdir()]
    later = time.monotonic() + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    journal.append([draft(2)])

    assert sum(left) == 0
    assert numbers(journal) == [2]
    assert "No space left" in caplog.text


def test_a_disk_that_is_full_is_seen_before_anything_is_sent(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plain counter asks before it counts."""
    monkeypatch.setattr(os, "posix_fallocate", fails_with(ENOSPC))

    with pytest.raises(JournalFull, match="No space left"):
        journal.check()


def test_what_could_not_be_synced_is_taken_back(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file takes no more: after a failure, the next sync says that all is well."""
    journal = make()
    journal.append([draft(1, 3)])
    journal.sync()
    journal.append([draft(2, 4)])
    monkeypatch.setattr("page_tracker.storage.journal.segment._sync", fails_with(EIO))
    with pytest.raises(JournalFull):
        journal.sync()
    monkeypatch.undo()
    journal.sync()
    before = journal.waiting()

    journal.append([draft(3, 5)])
    journal.sync()

    assert before == Waiting(3, AT + 1)
    assert journal.waiting() == Waiting(8, AT + 1)
    assert journal.floor == 2
    assert len(list(tmp_path.iterdir())) == 2
    assert numbers(journal) == numbers(make()) == [1, 3]


def test_what_was_taken_back_and_is_in_the_store_all_the_same_does_not_wait(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replay may have read and sent it before it was found not to be on disk."""
    total = journal.append([draft(1, 3)])
    with monkeypatch.context() as broken:
        broken.setattr("page_tracker.storage.journal.segment._sync", fails_with(EIO))
        with pytest.raises(JournalFull):
            journal.sync()

    journal.note_applied(1, total, AT + 1)
    before = journal.waiting()
    journal.append([draft(2, 4)])

    assert before == Waiting(0, None)
    assert journal.waiting() == Waiting(4, AT + 2)


def test_a_file_that_could_not_be_synced_at_its_end_is_told_of_at_the_next_sync(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept in it may belong to the same turn."""
    with monkeypatch.context() as broken:
        broken.setattr("page_tracker.storage.journal.segment._sync", fails_with(EIO))
        journal.append([draft(1, size=SEGMENT)])
        journal.append([draft(2, size=SEGMENT)])

    with pytest.raises(JournalFull):
        journal.sync()
    journal.sync()

    assert numbers(journal) == []
    assert journal.waiting() == Waiting(0, None)


def test_a_sync_of_nothing_is_done_at_once(journal: Journal) -> None:
    """There is no file yet."""
    journal.sync()

    assert journal.is_empty()


@pytest.mark.parametrize("full", [True, False], ids=["no room", "a full disk"])
def test_a_mark_that_finds_no_room_is_left_out(
    make: Make, room: Room, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """It only saves the next process a question, and pushes out nothing."""
    make().append([draft(1)])
    found = make()
    found.note_applied(1, 1, AT + 1)
    room.files = 1 if full else 2
    monkeypatch.setattr(os, "posix_fallocate", fails_with(ENOSPC))

    found.close()

    assert numbers(make()) == [1]
    assert make().applied == 0


def test_a_file_that_is_gone_is_not_missed(journal: Journal, tmp_path: Path) -> None:
    """One thread reads what another has just seen to be needed no more."""
    journal.append([draft(1)])
    (file,) = tmp_path.iterdir()
    file.unlink()

    assert numbers(journal) == []


@pytest.mark.parametrize("call", ["ftruncate", "close"])
def test_a_file_that_cannot_be_closed_is_told(
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    call: str,
) -> None:
    """What is in it is as good as before."""
    journal.append([draft(1)])
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails_with(EIO))
        journal.close()

    assert "cannot be closed" in caplog.text
    assert numbers(journal) == [1]


def test_a_file_that_cannot_be_deleted_is_kept(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The next look tries again."""
    clock = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    journal.note_applied(1, journal.append([draft(1)]), AT)
    journal.tend()
    clock += 61
    with monkeypatch.context() as broken:
        broken.setattr(Segment, "delete", fails_with(EIO))
        journal.tend()
        clock += 61
        journal.tend()
    kept = numbers(journal)

    journal.tend()

    assert kept == [1]
    assert journal.is_empty()
    assert "cannot be deleted" in caplog.text
