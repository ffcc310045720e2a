"""A row: a process's cells, which its families share out."""

import pytest

from page_tracker.metrics.definitions import Family, MetricKind
from page_tracker.metrics.shared_memory import CELLS, GAUGE_CELLS, ProcessCells

HISTOGRAM = Family("h", "", MetricKind.HISTOGRAM, bounds=(1, 2, 3))


def test_no_two_families_share_a_cell() -> None:
    """Each begins where the one before ends, and takes all cells that it needs."""
    row = ProcessCells.alone()
    twice = Family("b", "", labels=("x",), series=[("1",), ("2",)])

    first = [row.add(each) for each in (Family("a", ""), twice, HISTOGRAM, twice)]

    assert [at - first[0] for at in first] == [0, 1, 3, 8]


def test_what_is_of_this_moment_has_a_place_of_its_own() -> None:
    """The parent clears those cells when a process has ended, and no others."""
    row = ProcessCells.alone()
    kinds = (
        MetricKind.COUNTER,
        MetricKind.GAUGE,
        MetricKind.HISTOGRAM,
        MetricKind.SINCE,
    )

    places = {kind: row.add(Family(kind.name, "", kind)) for kind in kinds}

    assert places[MetricKind.GAUGE] < GAUGE_CELLS > places[MetricKind.SINCE]
    assert places[MetricKind.COUNTER] >= GAUGE_CELLS <= places[MetricKind.HISTOGRAM]


@pytest.mark.parametrize(
    ("kind", "room"),
    [
        pytest.param(MetricKind.COUNTER, CELLS - GAUGE_CELLS, id="counters"),
        pytest.param(MetricKind.GAUGE, GAUGE_CELLS, id="gauges"),
    ],
)
def test_a_family_that_finds_no_room_is_refused(kind: MetricKind, room: int) -> None:
    """A family that does not fit into the row is rejected."""
    series = [(str(number),) for number in range(room)]
    row = ProcessCells.alone()

    row.add(Family("fits", "", kind, ("x",), series))

    with pytest.raises(ValueError, match="too_many finds no room"):
        row.add(Family("too_many", "", kind))


def test_columns_have_a_cell_of_each_process() -> None:
    """Every process sees the cells of all processes."""
    cells = [ProcessCells.alone().cells for _ in range(3)]
    rows = [ProcessCells(each, lambda: cells) for each in cells]

    for number, row in enumerate(rows, 1):
        row.cells[20], row.cells[21] = number, number * 10

    assert rows[1].columns(20, 2) == [(1, 2, 3), (10, 20, 30)]
