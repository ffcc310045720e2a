"""A journal keeps what is acknowledged within its bounds, and tells what waits."""

import os
import time
from collections.abc import Callable
from errno import EIO, ENOSPC
from pathlib import Path

import pytest

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.files import SEGMENT
from page_tracker.storage.journal.journal import Draft, Journal, Waiting
from page_tracker.storage.journal.segment import Segment

AT = 1_795_000_000

# Makes a journal in the test's directory.
Make = Callable[..., Journal]


class Room:
    """Says how many files there may be."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files = 1000
        self.asked = 0

    def __call__(self, _size: int) -> bool:
        self.asked += 1
        return len(list(self.directory.iterdir())) < self.files


@pytest.fixture(name="room")
def fixture_room(tmp_path: Path) -> Room:
    """Room for plenty of files."""
    return Room(tmp_path)


@pytest.fixture(name="make")
def fixture_make(tmp_path: Path, room: Room) -> Make:
    """Make journals that are one after the other in the same directory."""

    def make(keep: float = 60.0) -> Journal:
        journal = Journal(tmp_path, "w", keep, room, lambda: None)
        journal.load()
        return journal

    return make


@pytest.fixture(name="journal")
def fixture_journal(make: Make) -> Journal:
    """A journal with nothing in it."""
    return make()


def draft(sequence: int, views: int = 1, site: str = "a.org", size: int = 10) -> Draft:
    """Make a call that records views of a site."""
    about = (site, "2026-11-23")
    return Draft(sequence, AT + sequence, views, "record", about, (b"x" * size,))


def numbers(journal: Journal, *, everything: bool = True) -> list[int]:
    """Return the numbers of the calls that are kept."""
    return [entry.sequence for entry in journal.entries(everything=everything)]


def test_what_was_appended_waits_until_the_store_has_it(journal: Journal) -> None:
    """It is known how many views wait, and since when."""
    nothing = journal.waiting()
    totals = [journal.append([draft(1, 3), draft(2, 4)]), journal.append([draft(3, 5)])]
    before = journal.waiting()

    journal.note_applied(2, totals[0], AT + 2)
    some = journal.waiting()
    journal.note_applied(3, totals[1], AT + 3)

    assert totals == [7, 12]
    assert nothing == journal.waiting() == Waiting(0, None)
    assert before == Waiting(12, AT + 1)
    assert some == Waiting(5, AT + 2)
    assert numbers(journal) == [1, 2, 3]
    assert numbers(journal, everything=False) == []


def test_what_was_noted_once_is_not_noted_again(journal: Journal) -> None:
    """Two threads may find out about the same call."""
    total = journal.append([draft(1), draft(2)])
    journal.note_applied(2, total, AT + 2)
    journal.append([draft(3)])

    journal.note_applied(1, 1, AT + 1)

    assert journal.applied == 2
    assert journal.waiting().views == 1


def test_what_was_counted_before_it_is_kept_never_waits(journal: Journal) -> None:
    """The plain counter's views are in the store when they come here."""
    journal.append([Draft(1, AT, 0, "count", (), (b"3",))])

    assert journal.applied == 1
    assert journal.waiting() == Waiting(0, None)
    assert journal.last_of(("count",)) == 1


def test_a_counted_view_behind_a_waiting_one_does_not_take_it_along(
    journal: Journal,
) -> None:
    """All up to what is applied must be in the store."""
    journal.append([draft(1)])
    journal.append([Draft(2, AT, 0, "count", (), (b"3",))])

    assert journal.applied == 0
    assert journal.waiting() == Waiting(1, AT + 1)


def test_the_next_process_finds_what_waits(make: Make) -> None:
    """And what was in the store, as far as the last one knew."""
    killed = make()
    total = killed.append([draft(1, 2)])
    killed.note_applied(1, total, AT + 1)
    killed.append([draft(2, 5)])
    killed.append([draft(3, 6)])
    killed.sync()

    found = make()

    assert found.applied == 1
    assert found.waiting() == Waiting(11, AT + 2)
    assert numbers(found) == [1, 2, 3]


def test_the_next_process_finds_that_nothing_waits(make: Make) -> None:
    """Who ends in peace leaves word of what the store has, and which store it was."""
    ended = make()
    ended.store = "run 1"
    ended.note_applied(1, ended.append([draft(1, 2)]), AT + 1)
    ended.close()

    found = make()

    assert (found.applied, found.store) == (1, "run 1")
    assert found.waiting() == Waiting(0, None)


def test_a_journal_that_is_still_empty_leaves_nothing(
    journal: Journal, tmp_path: Path
) -> None:
    """Not even its directory."""
    journal.close()

    assert not tmp_path.exists()


def test_what_others_have_put_there_is_left_alone(make: Make, tmp_path: Path) -> None:
    """It is no part of the journal."""
    (tmp_path / "notes.txt").write_text("not ours")
    journal = make()
    journal.append([draft(1)])
    journal.close()

    assert numbers(make()) == [1]
    assert (tmp_path / "notes.txt").read_text() == "not ours"


def test_a_torn_end_is_cut(make: Make, tmp_path: Path) -> None:
    """What came before it is whole."""
    killed = make()
    killed.append([draft(1)])
    (file,) = tmp_path.iterdir()
    data = file.read_bytes().rstrip(b"\0")
    file.write_bytes(data + data[:-3] + bytes(100))

    found = make()

    assert numbers(found) == [1]
    assert found.torn == len(data) - 3


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


def _fails_with(number: int) -> Callable[..., None]:
    def fail(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


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
        broken.setattr(os, call, _fails_with(ENOSPC))
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
    monkeypatch.setattr(os, "posix_fallocate", _fails_with(ENOSPC))

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
    monkeypatch.setattr("page_tracker.storage.journal.segment._sync", _fails_with(EIO))
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


def test_a_file_that_could_not_be_synced_at_its_end_is_told_of_at_the_next_sync(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept in it may belong to the same turn."""
    with monkeypatch.context() as broken:
        broken.setattr("page_tracker.storage.journal.segment._sync", _fails_with(EIO))
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


def test_what_the_store_has_is_kept_for_a_while(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted from when it was there, not from when it happened; what waits stays."""
    clock = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    journal.append([draft(1, size=SEGMENT)])
    total = journal.append([draft(2, size=SEGMENT)])
    journal.append([draft(3, size=SEGMENT)])
    kept = []

    for seconds in (100, 0, 59, 2):
        clock += seconds
        journal.tend()
        kept.append(numbers(journal))
        if seconds == 100:
            journal.note_applied(2, total, AT + 2)

    assert kept == [[1, 2, 3], [1, 2, 3], [1, 2, 3], [3]]
    assert journal.floor == 2
    assert journal.last_of(("record", "a.org")) == 3


def test_a_quiet_journal_empties_itself(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What recognises visitors is not left on disk until somebody comes again."""
    clock = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    journal.note_applied(1, journal.append([draft(1)]), AT + 1)

    for _ in range(4):
        journal.tend()
        clock += 61

    assert journal.is_empty()
    assert not list(tmp_path.iterdir())
    assert journal.last_of(("record", "a.org")) == 0


@pytest.mark.parametrize("full", [True, False], ids=["no room", "a full disk"])
def test_a_mark_that_finds_no_room_is_left_out(
    make: Make, room: Room, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    """It only saves the next process a question, and pushes out nothing."""
    make().append([draft(1)])
    found = make()
    found.note_applied(1, 1, AT + 1)
    room.files = 1 if full else 2
    monkeypatch.setattr(os, "posix_fallocate", _fails_with(ENOSPC))

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
        broken.setattr(os, call, _fails_with(EIO))
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
        broken.setattr(Segment, "delete", _fails_with(EIO))
        journal.tend()
        clock += 61
        journal.tend()
    kept = numbers(journal)

    journal.tend()

    assert kept == [1]
    assert journal.is_empty()
    assert "cannot be deleted" in caplog.text
