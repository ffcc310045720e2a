"""The report: a table for people, a JSON document for everything else."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from .bars import Bar
from .contender import CONTENDERS, OURS
from .measurement import Measurement, middle
from .memory import Growth
from .reading import Reading

Rounds = Mapping[str, Sequence[Measurement]]


@dataclass(frozen=True)
class Column:
    """A figure in the table: its heading, its unit's factor, and its format."""

    heading: str
    figure: Callable[[Measurement], float]
    factor: float
    form: str

    def cell(self, one: Measurement, ours: Measurement | None) -> str:
        """Return the figure, and in brackets its ratio to page-tracker's."""
        value = format(self.figure(one) * self.factor, self.form)
        if ours is None or not self.figure(ours):
            return value
        return f"{value} ({self.figure(one) / self.figure(ours):.2f})"


COLUMNS = (
    Column("requests/s", lambda one: one.rate, 1, ",.0f"),
    Column("p50 ms", lambda one: one.p50, 1e3, ".2f"),
    Column("p99 ms", lambda one: one.p99, 1e3, ".2f"),
    Column("CPU us/req", lambda one: one.cpu, 1e6, ".1f"),
    Column("PSS MB", lambda one: one.memory, 1e-6, ".1f"),
    Column("RSS MB", lambda one: one.largest, 1e-6, ".1f"),
    Column("start s", lambda one: one.start_up, 1, ".2f"),
    Column("failed", lambda one: one.errors, 1, ".0f"),
    Column("miscounted", lambda one: one.miscounted, 1, ".0f"),
)
TITLES = {contender.name: contender.title for contender in CONTENDERS}


def table(results: Mapping[str, Measurement]) -> str:
    """Lay out the medians, a contender a line, with ratios to page-tracker."""
    ours = results.get(OURS)
    rows = [["", *(column.heading for column in COLUMNS)]]
    for name, one in results.items():
        rows.append([TITLES[name], *(column.cell(one, ours) for column in COLUMNS)])
    widths = [max(map(len, cells)) for cells in zip(*rows)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(w) for cell, w in rest)])


@dataclass(frozen=True)
class Run:
    """All that was measured; what was left out is empty."""

    rounds: Rounds
    readings: Mapping[str, Reading]
    growths: Sequence[Growth]

    @cached_property
    def results(self) -> dict[str, Measurement]:
        """The medians of the contenders."""
        return {name: middle(measured) for name, measured in self.rounds.items()}

    def lines(self) -> Iterator[str]:
        """Yield the parts of the report for people."""
        if self.results:
            yield table(self.results)
        yield from map(str, self.readings.values())
        yield from map(str, self.growths)

    def document(
        self, conditions: Mapping[str, Any], bars: Sequence[Bar]
    ) -> dict[str, Any]:
        """Return the run as JSON: seconds, bytes and requests, without rounding."""
        return {
            "conditions": dict(conditions),
            "contenders": {name: self._contender(name) for name in self.rounds},
            "readings": {name: asdict(one) for name, one in self.readings.items()},
            "memory": [asdict(one) for one in self.growths],
            "bars": [asdict(one) for one in bars],
        }

    def _contender(self, name: str) -> dict[str, Any]:
        return {
            "title": TITLES[name],
            "median": asdict(self.results[name]),
            "ratio": _ratios(self.results[name], self.results.get(OURS)),
            "rounds": [asdict(one) for one in self.rounds[name]],
        }


def _ratios(one: Measurement, ours: Measurement | None) -> dict[str, float]:
    if ours is None:
        return {}
    base = asdict(ours)
    return {
        name: value / base[name] for name, value in asdict(one).items() if base[name]
    }
