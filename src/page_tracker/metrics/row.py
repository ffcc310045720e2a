"""A row: the numbers of one process, beside those of the others."""

from collections.abc import Callable, Sequence
from threading import Lock

from page_tracker.metrics.family import Family

Cells = memoryview

CELLS = 4096
"""Cells of a row, of 64 bits each; what is not used takes no memory."""

MOMENT = 64
"""How many of them, the first, are of this moment."""


def private_cells() -> Cells:
    """Return cells for a row that no other process sees."""
    return memoryview(bytearray(CELLS * 8)).cast("Q")


class Row:
    """Cells that one process writes, and any process of the service reads.

    ``all_rows`` finds the rows of all processes, this one's included. Families take
    their places in the order in which they are added, which is the same in all
    processes. Whoever changes a cell holds the ``lock``: a process has many threads.
    """

    def __init__(self, cells: Cells, all_rows: Callable[[], Sequence[Cells]]) -> None:
        self.cells = cells
        self.lock = Lock()
        self.families: list[tuple[Family, int]] = []
        self._all_rows = all_rows
        self._next_of_moment = 0
        self._next = MOMENT

    @classmethod
    def alone(cls) -> "Row":
        """Make a row for a process that shares none, as under another server."""
        cells = private_cells()
        return cls(cells, lambda: [cells])

    def add(self, family: Family) -> int:
        """Give a family its cells; returns the first.

        Raises :class:`ValueError` when there are not enough.
        """
        number = family.width * len(family.series)
        first = self._next_of_moment if family.is_of_this_moment else self._next
        end = first + number
        if end > (MOMENT if family.is_of_this_moment else CELLS):
            raise ValueError(f"{family.name} finds no room in a row")
        if family.is_of_this_moment:
            self._next_of_moment = end
        else:
            self._next = end
        self.families.append((family, first))
        return first

    def columns(self, first: int, number: int) -> list[tuple[int, ...]]:
        """Return each of some cells as all processes have it."""
        return [*zip(*(row[first : first + number] for row in self._all_rows()))]
