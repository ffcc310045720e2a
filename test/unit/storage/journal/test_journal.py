"""A journal keeps what is acknowledged for as long as it must, and tells what waits."""

import time
from pathlib import Path

import pytest

from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import Entry, Mark, Tried, unpacked
from page_tracker.storage.journal.journal import Journal, Ticket, Waiting
from page_tracker.storage.journal.segments import SEGMENT
from support.journal import (
    AT,
    FAMILY,
    OTHER,
    A,
    Make,
    append,
    applied,
    entry,
    numbers,
)


def notes(directory: Path) -> list[Mark | Tried]:
    """Return the notes in all files of a directory."""
    every = (
        unpacked(path.read_bytes()).entries for path in sorted(directory.iterdir())
    )
    return [each for some in every for each in some if not isinstance(each, Entry)]


def test_what_was_appended_waits_until_the_store_has_it(journal: Journal) -> None:
    """The journal knows how many views wait, and since when."""
    nothing = journal.waiting()
    append(journal, entry(3, 3), entry(7, 4))
    append(journal, entry(12, 5))
    before = journal.waiting()

    applied(journal, 7, at=AT + 20)
    some = journal.waiting()
    applied(journal, 12, at=AT + 30)

    assert nothing == journal.waiting() == Waiting(0, None)
    assert before == Waiting(12, AT + 3)
    assert some == Waiting(5, AT + 20)
    assert numbers(journal) == [3, 7, 12]


def test_views_of_several_sites_wait_together(journal: Journal) -> None:
    """The age of what waits is that of the oldest, whatever its site is."""
    append(journal, entry(7, 7), entry(5, 5, site="b.org"))

    assert journal.waiting() == Waiting(12, AT + 5)


def test_what_was_counted_before_it_is_kept_never_waits(journal: Journal) -> None:
    """The plain counter's views are in the store when they come here."""
    counted = Entry(3, 0, AT, 3, True, "count", (), (b"3",))
    journal.ledger.applied(("count",), 3, A, AT)

    append(journal, counted)

    assert journal.waiting() == Waiting(0, None)
    assert journal.ledger.of(("count",)).last == 3


def test_views_that_the_store_refuses_for_good_do_not_hold_up_the_others(
    journal: Journal,
) -> None:
    """Views of a rejected stream are pending but do not delay others."""
    append(journal, entry(3, 3), entry(5, 5, site="b.org"))

    journal.ledger.blocks(FAMILY)

    assert journal.waiting().views == 8
    assert journal.unblocked() == 5


def test_files_with_nothing_new_are_not_read(journal: Journal, tmp_path: Path) -> None:
    """A replay of the last views does not read all that is kept."""
    append(journal, entry(1, size=SEGMENT))
    append(journal, entry(2, size=SEGMENT))
    for path in sorted(tmp_path.iterdir())[:1]:
        path.write_bytes(b"nothing that could be read")

    found = [each.number for each in journal.entries({FAMILY: 1, OTHER: 0})]

    assert found == [2]


def test_what_the_disk_does_not_have_is_not_durable(journal: Journal) -> None:
    """A replay sends only what a loss of power leaves here."""
    append(journal, entry(1), entry(1, site="b.org"))
    journal.sync()
    append(journal, entry(2))
    append(journal, entry(3))

    before = journal.durable()
    journal.sync()

    assert before == {FAMILY: 1, OTHER: 1}
    assert journal.durable() == {FAMILY: 3, OTHER: 1}


def test_who_writes_is_told_when_the_disk_has_it(journal: Journal) -> None:
    """Each ticket is settled by the first sync after its entries were written."""
    first = append(journal, entry(1))
    before = first.settled.is_set()
    journal.sync()
    second = append(journal, entry(2))

    assert not before
    assert first.settled.is_set() and first.error is None
    assert not second.settled.is_set()


def test_a_sync_leaves_what_is_written_meanwhile_to_the_next(tmp_path: Path) -> None:
    """The disk may have the one, and not the other."""

    class BusyDisk(Disk):
        """A disk during whose sync somebody else writes."""

        def sync(self, file: int) -> None:
            super().sync(file)
            if not meanwhile:
                meanwhile.append(append(journal, entry(2)))

    meanwhile: list[Ticket] = []
    journal = Journal(tmp_path, "w", 60, lambda _: True, lambda: None, BusyDisk())
    ticket = append(journal, entry(1))

    journal.sync()

    assert ticket.settled.is_set()
    assert not meanwhile[0].settled.is_set()
    assert journal.durable() == {FAMILY: 1}


def test_the_next_process_finds_what_waits(make: Make) -> None:
    """The next process finds the pending views, as far as the last mark says."""
    killed = make()
    append(killed, entry(2, 2), entry(7, 5), entry(13, 6))
    applied(killed, 2)
    killed.tend(A)
    applied(killed, 7)

    found = make()

    assert found.waiting() == Waiting(11, AT + 7)
    assert numbers(found) == [2, 7, 13]


def test_the_next_process_finds_that_nothing_waits(make: Make) -> None:
    """After a clean end, the next process finds no pending views, and the store."""
    ended = make()
    append(ended, entry(2, 2))
    applied(ended, 2)
    ended.close()

    found = make()

    progress = found.ledger.of(FAMILY)
    assert (progress.store, progress.applied) == (A, 2)
    assert found.waiting() == Waiting(0, None)


def test_the_next_process_numbers_on(make: Make) -> None:
    """A number of a call in the journal is never given to another."""
    killed = make()
    append(killed, entry(2, 2), entry(7, 5))

    found = make()

    assert found.ledger.of(FAMILY).assigned == 7
    assert found.ledger.of(FAMILY).previous == 7


def test_the_next_process_knows_what_the_store_may_have(make: Make) -> None:
    """The next process knows which calls may have reached the store."""
    killed = make()
    append(killed, entry(1), entry(2, sent=False))
    append(killed, entry(3, site="b.org", size=10, sent=False, views=3))
    killed.begin_replay({OTHER: 3})

    found = make()

    assert found.ledger.of(FAMILY).sent == 1
    assert found.ledger.of(OTHER).sent == 3


def test_a_replay_is_noted_before_it_begins(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a mark of what is known, and once an hour."""
    monkeypatch.setattr(time, "time", lambda: AT + 100.0)
    append(journal, entry(2, 2, sent=False))
    applied(journal, 1)

    for _ in range(2):
        journal.begin_replay({FAMILY: 2})

    assert notes(tmp_path) == [
        Mark(AT + 100, A, ((FAMILY, 1, 0),)),
        Tried(AT + 100, (FAMILY,)),
    ]


def test_the_note_of_a_replay_is_on_the_disk_when_it_begins(journal: Journal) -> None:
    """The mark of a replay, and everything before it, is on disk when it begins."""
    ticket = append(journal, entry(2, 2, sent=False))

    journal.begin_replay({FAMILY: 2})

    assert ticket.settled.is_set()


def test_a_journal_that_is_still_empty_leaves_nothing(
    journal: Journal, tmp_path: Path
) -> None:
    """An empty journal deletes its directory and its spare file."""
    journal.prepare()
    before = len(list(tmp_path.iterdir()))

    journal.close()

    assert before == 1
    assert not tmp_path.exists()


def test_what_others_have_put_there_is_left_alone(make: Make, tmp_path: Path) -> None:
    """Foreign files in the directory are not touched."""
    (tmp_path / "notes.txt").write_text("not ours")
    journal = make()
    append(journal, entry(1))
    journal.close()

    assert numbers(make()) == [1]
    assert (tmp_path / "notes.txt").read_text() == "not ours"


def test_a_torn_end_is_cut(make: Make, tmp_path: Path) -> None:
    """A torn end is cut, and the entries before it are intact."""
    killed = make()
    append(killed, entry(1), entry(2))
    (file,) = tmp_path.iterdir()
    data = file.read_bytes().rstrip(b"\0")
    file.write_bytes(data[:-3] + bytes(100))

    found = make()

    assert numbers(found) == [1]
    assert found.torn > 0


def test_what_stands_behind_a_damaged_place_is_found(
    make: Make, tmp_path: Path
) -> None:
    """A bad block costs the entries in it, and not the rest of the file."""
    killed = make()
    append(killed, entry(1), entry(2), entry(3))
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes().rstrip(b"\0"))
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    found = make()

    assert numbers(found) == [1, 3]
    assert found.torn > 0
