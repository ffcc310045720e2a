"""Rows: memory that a process shares with the workers it forks."""

from collections.abc import Sequence
from mmap import mmap

from page_tracker.metrics.row import CELLS, MOMENT, Cells, Row, private_cells

# Of each worker: itself, its successor, and some who take their time to leave.
_ROWS_OF_A_WORKER = 8

_BYTES = CELLS * 8


class Rows:
    """Lends a row to each process; for the parent, before it forks.

    A row's counters stay when its process ends, by whatever, and go on with the next
    process: a sum over all rows never goes back. Nothing is written to a disk.
    """

    def __init__(self, workers: int) -> None:
        places = workers * _ROWS_OF_A_WORKER
        # The first row is not lent: it says how many of the others ever were.
        self._memory = memoryview(mmap(-1, (places + 1) * _BYTES))
        self._ever_lent = self._cells(0)
        self._free = set(range(1, places + 1))
        self._lent: set[int] = set()

    def lend(self) -> tuple[int, Row]:
        """Return a row that no living process has, and its place.

        Where there is none, it is a row that nobody else sees: no worker is missing
        because it cannot be counted.
        """
        place = min(self._free, default=0)
        if not place:
            return 0, Row(private_cells(), self._all_rows)
        self._free.remove(place)
        self._lent.add(place)
        self._ever_lent[0] = max(self._ever_lent[0], place)
        return place, Row(self._cells(place), self._all_rows)

    def take_back(self, living: set[int]) -> None:
        """Take back the rows at all places but these; their moment is over."""
        for place in self._lent - living:
            cells = self._cells(place)
            for cell in range(MOMENT):
                cells[cell] = 0
            self._lent.remove(place)
            self._free.add(place)

    def _cells(self, place: int) -> Cells:
        return self._memory[place * _BYTES : (place + 1) * _BYTES].cast("Q")

    def _all_rows(self) -> Sequence[Cells]:
        return [self._cells(place) for place in range(1, self._ever_lent[0] + 1)]
