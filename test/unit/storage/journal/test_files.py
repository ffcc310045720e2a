"""The files of a journal have bounds, and the disk under them may fail."""

import os
import time
from errno import EIO, ENOSPC
from pathlib import Path

import pytest

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.segments import SEGMENT
from support.clock import Clock
from support.journal import (
    FAMILY,
    A,
    Make,
    Room,
    append,
    applied,
    entry,
    fails_with,
    numbers,
)


def test_a_full_file_is_followed_by_another(journal: Journal, tmp_path: Path) -> None:
    """A full file is followed by another, as large as a large call needs."""
    append(journal, entry(1, size=SEGMENT // 2))
    append(journal, entry(2, size=SEGMENT // 2))
    append(journal, entry(3, size=SEGMENT * 2))
    journal.sync()

    sizes = [path.stat().st_size for path in sorted(tmp_path.iterdir())]
    assert numbers(journal) == [1, 2, 3]
    assert len(sizes) == 3
    assert sizes[0] < SEGMENT < sizes[2]


def test_the_next_file_is_made_before_it_is_needed(
    journal: Journal, tmp_path: Path
) -> None:
    """The next file is created in advance, once the last one is half full."""
    counts = []

    for number in (1, 2, 3):
        journal.prepare()
        counts.append(len(list(tmp_path.iterdir())))
        append(journal, entry(number, size=SEGMENT // 3))
    journal.prepare()
    counts.append(len(list(tmp_path.iterdir())))

    assert counts == [1, 1, 2, 2]
    assert numbers(journal) == [1, 2, 3]


def test_calls_stand_in_their_order_also_behind_one_that_is_larger_than_usual(
    journal: Journal, make: Make
) -> None:
    """The file that was made beforehand is too small for it, and is used later."""
    journal.prepare()
    append(journal, entry(1, size=SEGMENT // 2))
    journal.prepare()

    append(journal, entry(2, size=SEGMENT * 2))
    append(journal, entry(3))

    assert numbers(journal) == numbers(make()) == [1, 2, 3]


def test_a_file_that_is_made_too_late_is_not_used(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file created in advance is dropped if a newer one was begun meanwhile."""

    def create(disk: Disk, path: Path, head: bytes, size: int) -> int:
        file = made(disk, path, head, size)
        if meanwhile:
            append(journal, meanwhile.pop())
        return file

    made, meanwhile = Disk.create, [entry(1)]
    monkeypatch.setattr(Disk, "create", create)

    journal.prepare()

    assert numbers(journal) == [1]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_cannot_be_made_beforehand_is_made_when_it_is_needed(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a file cannot be created in advance, it is created when it is needed."""
    with monkeypatch.context() as broken:
        broken.setattr(os, "posix_fallocate", fails_with(ENOSPC))
        journal.prepare()
    before = list(tmp_path.iterdir())

    append(journal, entry(1))

    assert not before
    assert numbers(journal) == [1]


def test_no_file_is_made_beforehand_where_there_is_no_room(
    journal: Journal, room: Room, tmp_path: Path
) -> None:
    """No file is created in advance without room for it."""
    room.files = 0

    journal.prepare()

    assert not list(tmp_path.iterdir())


def test_what_the_store_has_makes_room_for_what_it_has_not(
    journal: Journal, room: Room, tmp_path: Path
) -> None:
    """A bound is no reason to refuse a view while there is something to give up."""
    room.files = 2
    for number in (1, 2, 3):
        append(journal, entry(number, size=SEGMENT))
        applied(journal, number)

    assert numbers(journal) == [2, 3]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_file_that_is_written_to_makes_room_when_it_is_full(
    journal: Journal, room: Room, tmp_path: Path
) -> None:
    """The open file is deleted to make room if it is the only one."""
    room.files = 1
    append(journal, entry(1, size=SEGMENT))
    applied(journal, 1)

    append(journal, entry(2, size=SEGMENT))
    journal.sync()

    assert numbers(journal) == [2]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_the_store_has_makes_room_on_a_full_disk(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk may be full before the journals have reached their bound."""

    def create(disk: Disk, path: Path, head: bytes, size: int) -> int:
        if len(list(path.parent.iterdir())) > 1:
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        return made(disk, path, head, size)

    made = Disk.create
    for number in (1, 2):
        append(journal, entry(number, size=SEGMENT))
    applied(journal, 1)
    monkeypatch.setattr(Disk, "create", create)

    append(journal, entry(3))

    assert numbers(journal) == [2, 3]


def test_a_full_journal_takes_nothing_and_keeps_all(
    journal: Journal, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full journal rejects calls, keeps its entries, and checks again later."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    room.files = 1
    append(journal, entry(1, size=SEGMENT))
    asked = room.asked

    for _ in range(3):
        with pytest.raises(JournalFull):
            append(journal, entry(2, size=SEGMENT))
    with pytest.raises(JournalFull):
        journal.check()
    asked = room.asked - asked
    room.files = 2
    clock.now += 1
    journal.check()
    append(journal, entry(2))

    assert asked == 1
    assert numbers(journal) == [1, 2]


def test_a_call_that_does_not_fit_takes_no_room_from_smaller_ones(
    journal: Journal, room: Room
) -> None:
    """A call that does not fit leaves the rest of the file to smaller ones."""
    room.files = 1
    append(journal, entry(1))
    with pytest.raises(JournalFull):
        append(journal, entry(2, size=SEGMENT))

    append(journal, entry(3, 2)._replace(previous=1))
    journal.sync()

    assert numbers(journal) == [1, 3]


@pytest.mark.parametrize("call", ["posix_fallocate", "open", "pwrite"])
def test_a_disk_that_takes_nothing_is_a_full_journal(
    journal: Journal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    call: str,
) -> None:
    """The log says why; when there is room again, it goes on."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails_with(ENOSPC))
        with pytest.raises(JournalFull, match="No space left"):
            append(journal, entry(1))
    left = [path.stat().st_size for path in tmp_path.iterdir()]
    clock.now += 1
    append(journal, entry(2))

    assert not left
    assert numbers(journal) == [2]
    assert "No space left" in caplog.text


def test_a_file_that_cannot_be_written_to_takes_no_more(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with a failed write stays intact and takes no further call."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    append(journal, entry(1))
    with monkeypatch.context() as broken:
        broken.setattr(os, "pwrite", fails_with(EIO))
        with pytest.raises(JournalFull):
            append(journal, entry(2))
    clock.now += 1

    append(journal, entry(3, 2)._replace(previous=1))
    journal.sync()

    assert numbers(journal) == [1, 3]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_disk_that_is_full_is_seen_before_anything_is_sent(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is detected before the plain counter counts."""
    monkeypatch.setattr(os, "posix_fallocate", fails_with(ENOSPC))

    with pytest.raises(JournalFull, match="No space left"):
        journal.check()


def test_a_sync_of_nothing_is_done_at_once(journal: Journal) -> None:
    """A sync without a file returns at once."""
    journal.sync()

    assert journal.is_empty()


@pytest.mark.parametrize("full", [True, False], ids=["no room", "a full disk"])
def test_a_mark_that_finds_no_room_is_left_out(
    make: Make, room: Room, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """A mark that does not fit is dropped, and deletes nothing."""
    append(make(), entry(1))
    found = make()
    applied(found, 1)
    room.files = 1 if full else 2
    monkeypatch.setattr(os, "posix_fallocate", fails_with(ENOSPC))

    found.close()

    assert numbers(make()) == [1]
    assert make().ledger.of(FAMILY).applied == 0


def test_a_replay_begins_also_where_it_cannot_be_noted(make: Make, room: Room) -> None:
    """The note is of use only to who comes a week later."""
    append(make(), entry(1, sent=False))
    found = make()
    room.files = 1

    found.begin_replay({FAMILY: 1})

    assert found.ledger.of(FAMILY).sent == 1
    assert make().ledger.of(FAMILY).sent == 0


def test_a_file_that_is_gone_is_not_missed(journal: Journal, tmp_path: Path) -> None:
    """A file that was deleted meanwhile is skipped."""
    append(journal, entry(1))
    (file,) = tmp_path.iterdir()
    file.unlink()

    assert numbers(journal) == []


@pytest.mark.parametrize("call", ["ftruncate", "close"])
def test_a_file_that_cannot_be_closed_is_as_good_as_before(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The disk has its entries; only the room behind them is not given back."""
    append(journal, entry(1))
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails_with(EIO))
        journal.close()

    assert numbers(journal) == [1]


def test_a_file_that_cannot_be_deleted_is_left_to_the_next_process(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, and nothing of it is sent again."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    journal = make()
    append(journal, entry(1))
    applied(journal, 1)
    with monkeypatch.context() as broken:
        broken.setattr(Disk, "delete", fails_with(EIO))
        for _ in range(6):
            journal.tend(A)
            clock.now += 61
    is_empty = journal.is_empty()
    journal.close()

    assert is_empty
    assert "cannot be deleted" in caplog.text
    assert numbers(make()) == [1]


@pytest.mark.parametrize("step", ["append", "tend", "begin_replay"])
def test_a_clock_that_was_set_back_does_not_disturb_the_order(
    make: Make, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The name of each file sorts behind those of all files before it."""
    nanoseconds = iter(range(2**60, 0, -1))
    monkeypatch.setattr(time, "time_ns", lambda: next(nanoseconds))
    journal = make()

    for number in (1, 2, 3):
        append(journal, entry(number, size=SEGMENT))
        if step == "tend":
            applied(journal, number)
            journal.tend(A)
        elif step == "begin_replay":
            journal.begin_replay({FAMILY: number})

    assert numbers(make()) == [1, 2, 3]
