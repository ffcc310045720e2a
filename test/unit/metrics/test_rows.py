"""The rows that a parent lends to the workers it forks."""

from page_tracker.metrics.shared_memory import GAUGE_CELLS, SharedCells

COUNTER, GAUGE = GAUGE_CELLS, 0


def test_no_two_living_processes_have_the_same_row() -> None:
    """No two running processes have the same row."""
    rows = SharedCells(1)

    places = [rows.lend()[0] for _ in range(8)]

    assert sorted(set(places)) == places
    assert 0 not in places


def test_all_processes_see_what_each_counts() -> None:
    """All processes see each other's counts."""
    rows = SharedCells(2)
    _, old = rows.lend()
    _, new = rows.lend()

    new.cells[COUNTER] = 7
    old.cells[COUNTER] = 1

    assert old.columns(COUNTER, 1) == new.columns(COUNTER, 1) == [(1, 7)]


def test_a_row_goes_on_with_the_next_process() -> None:
    """The next process continues a row's counters and resets its gauges."""
    rows = SharedCells(1)
    place, dead = rows.lend()
    dead.cells[COUNTER] = dead.cells[GAUGE] = 5

    rows.take_back(set())
    again, heir = rows.lend()

    assert again == place
    assert (heir.cells[COUNTER], heir.cells[GAUGE]) == (5, 0)


def test_the_row_of_a_living_process_is_left_alone() -> None:
    """The row of a running process is not taken back."""
    rows = SharedCells(1)
    place, living = rows.lend()
    living.cells[GAUGE] = 5

    rows.take_back({place, 0})

    assert living.cells[GAUGE] == 5
    assert rows.lend()[0] != place


def test_a_process_for_which_there_is_no_row_counts_for_itself() -> None:
    """A process without a free row counts privately and sees the others."""
    rows = SharedCells(1)
    rows_of_others = [rows.lend()[1] for _ in range(8)]
    rows_of_others[0].cells[COUNTER] = 3

    place, extra = rows.lend()
    extra.cells[COUNTER] = 100
    rows.take_back({place, *range(1, 9)})

    assert place == 0
    assert sum(extra.columns(COUNTER, 1)[0]) == 3
