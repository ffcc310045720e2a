"""Instruments: count into a row, from any thread, in about a microsecond."""

from bisect import bisect_left
from collections.abc import Iterable

from page_tracker.metrics.definitions import OTHER, Family
from page_tracker.metrics.shared_memory import ProcessCells


class Counter:
    """Counts by name; a name outside the family counts as OTHER."""

    def __init__(self, row: ProcessCells, family: Family) -> None:
        first = row.add(family)
        self._row = row
        self._cells = {each: at for at, (each,) in enumerate(family.series, first)}
        self._other = self._cells[OTHER]

    def count(self, names: Iterable[str]) -> None:
        """Count each of some names."""
        with self._row.lock:
            for name in names:
                self._row.cells[self._cells.get(name, self._other)] += 1

    def add(self, name: str, number: int) -> None:
        """Add a number to a name's count."""
        with self._row.lock:
            self._row.cells[self._cells.get(name, self._other)] += number

    def count_error(self, exc: BaseException) -> None:
        """Count an error by the name of its class, or else of its nearest base."""
        names = [kind.__name__ for kind in type(exc).__mro__]
        self.count([next((name for name in names if name in self._cells), OTHER)])


class Histogram:
    """Counts sizes in buckets."""

    def __init__(self, row: ProcessCells, family: Family) -> None:
        self._row = row
        self._bounds = family.bounds
        self._first = row.add(family)
        self._sum = self._first + family.width - 1

    def observe(self, size: int) -> None:
        """Count a size; durations are in nanoseconds."""
        cells = self._row.cells
        with self._row.lock:
            cells[self._first + bisect_left(self._bounds, size)] += 1
            cells[self._sum] += size


class Gauge:
    """Shows a current number; those of all workers are summed."""

    def __init__(self, row: ProcessCells, family: Family) -> None:
        self._row = row
        self._cell = row.add(family)

    def show(self, number: int) -> None:
        """Set the number; a negative one becomes 0."""
        with self._row.lock:
            self._row.cells[self._cell] = max(number, 0)


class Flags:
    """Shows which names of a family are currently true."""

    def __init__(self, row: ProcessCells, family: Family) -> None:
        first = row.add(family)
        self._row = row
        self._cells = {name: cell for cell, (name,) in enumerate(family.series, first)}

    def show(self, names: Iterable[str]) -> None:
        """Set the cells of these names to 1 and all others to 0.

        Raises :class:`KeyError` for a name that the family does not have.
        """
        cells = [self._cells[name] for name in names]
        with self._row.lock:
            for cell in self._cells.values():
                self._row.cells[cell] = cell in cells
