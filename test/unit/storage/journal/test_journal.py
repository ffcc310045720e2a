"""A journal keeps what is acknowledged for as long as it must, and tells what waits."""

import time
from pathlib import Path

import pytest

from page_tracker.storage.journal.files import SEGMENT
from page_tracker.storage.journal.journal import Draft, Journal, Waiting
from support.journal import AT, Make, draft, numbers


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
