"""Memory cells with numbers that all workers share."""

from collections.abc import Callable, Sequence
from mmap import mmap
from threading import Lock

from page_tracker.metrics.definitions import Family

Cells = memoryview

CELLS = 4096
"""Cells of a row, of 64 bits each; unused cells take no memory."""

GAUGE_CELLS = 64
"""The first cells of a row are for gauges: this many."""


def private_cells() -> Cells:
    """Return cells for a row that no other process sees."""
    return memoryview(bytearray(CELLS * 8)).cast("Q")


class ProcessCells:
    """Cells that one process writes, and any process of the service reads.

    ``all_rows`` returns the rows of all processes, including this one. Families get
    their cells in the order in which they are added, which is the same in all
    processes. Hold the ``lock`` to change a cell: a process has many threads.
    """

    def __init__(self, cells: Cells, all_rows: Callable[[], Sequence[Cells]]) -> None:
        self.cells = cells
        self.lock = Lock()
        self.families: list[tuple[Family, int]] = []
        self._all_rows = all_rows
        self._next_of_moment = 0
        self._next = GAUGE_CELLS

    @classmethod
    def alone(cls) -> "ProcessCells":
        """Create a row for a process that shares none, as under another server."""
        cells = private_cells()
        return cls(cells, lambda: [cells])

    def add(self, family: Family) -> int:
        """Assign cells to a family; return the first.

        Raises :class:`ValueError` if there are not enough.
        """
        number = family.width * len(family.series)
        first = self._next_of_moment if family.resets_with_worker else self._next
        end = first + number
        if end > (GAUGE_CELLS if family.resets_with_worker else CELLS):
            raise ValueError(f"{family.name} finds no room in a row")
        if family.resets_with_worker:
            self._next_of_moment = end
        else:
            self._next = end
        self.families.append((family, first))
        return first

    def columns(self, first: int, number: int) -> list[tuple[int, ...]]:
        """Return the values of some cells, each in all processes."""
        return [*zip(*(row[first : first + number] for row in self._all_rows()))]


# For each worker: itself, its successor, and some that are still draining.
_ROWS_OF_A_WORKER = 8

_BYTES = CELLS * 8


class SharedCells:
    """Lends a row to each process; used by the parent, before it forks.

    A row's counters stay when its process ends, for any reason, and continue with the
    next process: a sum over all rows never decreases. Nothing is written to a disk.
    """

    def __init__(self, workers: int) -> None:
        places = workers * _ROWS_OF_A_WORKER
        # The first row is not lent: it has the number of rows that were ever lent.
        self._memory = memoryview(mmap(-1, (places + 1) * _BYTES))
        self._ever_lent = self._cells(0)
        self._free = set(range(1, places + 1))
        self._lent: set[int] = set()

    def lend(self) -> tuple[int, ProcessCells]:
        """Return the index of a free row, and the row.

        If no row is free, return a private one: a worker must not fail because it
        cannot be counted.
        """
        place = min(self._free, default=0)
        if not place:
            return 0, ProcessCells(private_cells(), self._all_rows)
        self._free.remove(place)
        self._lent.add(place)
        self._ever_lent[0] = max(self._ever_lent[0], place)
        return place, ProcessCells(self._cells(place), self._all_rows)

    def take_back(self, living: set[int]) -> None:
        """Take back all rows but these, and reset their gauges."""
        for place in self._lent - living:
            cells = self._cells(place)
            for cell in range(GAUGE_CELLS):
                cells[cell] = 0
            self._lent.remove(place)
            self._free.add(place)

    def _cells(self, place: int) -> Cells:
        return self._memory[place * _BYTES : (place + 1) * _BYTES].cast("Q")

    def _all_rows(self) -> Sequence[Cells]:
        return [self._cells(place) for place in range(1, self._ever_lent[0] + 1)]
