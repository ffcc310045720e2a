"""What a store has is kept for as long as it can be lost there, and not for ever."""

import time
from errno import EIO
from pathlib import Path

import pytest

from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import Known
from page_tracker.storage.journal.segments import SEGMENT
from support.clock import Clock
from support.journal import (
    FAMILY,
    A,
    B,
    Make,
    append,
    applied,
    entry,
    fails_with,
    numbers,
)


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The journal's clock, which only the test moves."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


def test_what_the_store_has_is_kept_for_a_while(journal: Journal, clock: Clock) -> None:
    """Counted from when it was there, not from when it happened; what waits stays."""
    for number in (1, 2, 3):
        append(journal, entry(number, size=SEGMENT))
    kept = []

    for seconds in (100, 0, 59, 2):
        clock.now += seconds
        journal.tend(A)
        kept.append(numbers(journal))
        if seconds == 100:
            applied(journal, 2)

    assert kept == [[1, 2, 3], [1, 2, 3], [1, 2, 3], [3]]
    assert journal.ledger.of(FAMILY).last == 3


@pytest.mark.parametrize("store", [None, B], ids=["nobody", "another store"])
def test_what_only_an_absent_store_has_is_kept(
    journal: Journal, clock: Clock, store: str | None
) -> None:
    """While the store is away, nothing that only it has is deleted."""
    append(journal, entry(1, size=SEGMENT))
    append(journal, entry(2))
    applied(journal, 1)
    journal.tend(A)

    for _ in range(3):
        clock.now += 100
        journal.tend(store)

    assert numbers(journal) == [1, 2]


def test_the_time_that_another_store_was_there_does_not_count(
    journal: Journal, clock: Clock
) -> None:
    """A store that is back must have the views for the whole time."""
    append(journal, entry(1, size=SEGMENT))
    append(journal, entry(2))
    applied(journal, 1)
    kept = []

    for store, seconds in ((A, 50), (B, 50), (A, 0), (A, 59), (A, 2)):
        clock.now += seconds
        journal.tend(store)
        kept.append(numbers(journal))

    assert kept == [[1, 2]] * 4 + [[2]]


def test_a_quiet_journal_empties_itself(
    journal: Journal, tmp_path: Path, clock: Clock
) -> None:
    """An idle journal deletes its files in time."""
    append(journal, entry(1))
    applied(journal, 1)

    for _ in range(6):
        journal.tend(A)
        clock.now += 61

    assert journal.is_empty()
    assert not list(tmp_path.iterdir())


def test_what_a_store_has_is_still_known_when_nothing_is_kept(
    journal: Journal, clock: Clock
) -> None:
    """The next call names the last one, so that a store that has lost it says so."""
    append(journal, entry(1))
    applied(journal, 1)
    for _ in range(6):
        journal.tend(A)
        clock.now += 61

    progress = journal.ledger.of(FAMILY)

    assert progress.previous == 1
    assert not journal.ledger.in_need(A)
    assert journal.ledger.in_need(B) == {FAMILY: Known(A, 1)}


def test_what_a_store_has_can_make_room_before_its_time(
    journal: Journal, tmp_path: Path
) -> None:
    """Entries that the store has are deleted early to make room; others stay."""
    for number in (1, 2, 3):
        append(journal, entry(number, size=SEGMENT))
    append(journal, entry(4))
    applied(journal, 2)

    made = [journal.make_room(store) for store in (B, A, A, A)]

    assert made == [False, True, True, False]
    assert numbers(journal) == [3, 4]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_room_that_a_killed_process_has_set_aside_is_given_back(
    make: Make, tmp_path: Path
) -> None:
    """A megabyte for each of many killed workers would fill the journal."""
    killed = make()
    killed.prepare()
    append(killed, entry(1, size=SEGMENT // 2 + 1))
    killed.prepare()
    before = len(list(tmp_path.iterdir()))
    found = make()

    found.trim()

    (file,) = tmp_path.iterdir()
    assert before == 2
    assert file.stat().st_size == found.size() < SEGMENT
    assert numbers(found) == numbers(make()) == [1]


def test_room_that_cannot_be_given_back_is_no_reason_to_leave_the_views(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be truncated is used as it is."""
    append(make(), entry(1))
    found = make()
    monkeypatch.setattr(Disk, "cut", fails_with(EIO))

    found.trim()

    assert numbers(found) == [1]
