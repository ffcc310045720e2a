"""Columns: the data of a chart."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from page_tracker.svg.dates import has_begun, span, with_weekday
from page_tracker.svg.text import noun


class Columns(NamedTuple):
    """The numbers of a series, column by column, all of one length.

    ``starts`` are times as in :mod:`page_tracker.svg.dates`. ``visitors`` is None if
    only views are known.
    """

    starts: Sequence[str]
    views: Sequence[int]
    visitors: Sequence[int] | None = None

    @property
    def highest(self) -> int:
        """The highest of all numbers, or 0 if there are none."""
        return max((*self.views, *(self.visitors or ())), default=0)

    def thinned(self, most: int) -> "Columns":
        """Return at most ``most`` columns; of adjacent ones, the highest is kept."""
        step = -(-len(self.starts) // most) or 1
        return Columns(
            self.starts[::step],
            list(_highest(self.views, step)),
            None if self.visitors is None else list(_highest(self.visitors, step)),
        )

    def until(self, now: datetime) -> "Columns":
        """Return the columns that have begun by ``now``, in the zone of the starts."""
        count = sum(has_begun(start, now) for start in self.starts)
        visitors = None if self.visitors is None else self.visitors[:count]
        return Columns(self.starts[:count], self.views[:count], visitors)

    def summary(self) -> str:
        """Return a sentence with the sums and the span of time."""
        if not self.starts:
            return "No time at all"
        people = None if self.visitors is None else sum(self.visitors)
        said = _numbers(sum(self.views), people)
        return f"{said}, {span(self.starts[0], self.starts[-1])}"

    def text_of(self, place: int) -> str:
        """Return a text with the numbers of one column."""
        people = None if self.visitors is None else self.visitors[place]
        numbers = _numbers(self.views[place], people, " \N{MIDDLE DOT} ")
        return f"{with_weekday(self.starts[place])} \N{MIDDLE DOT} {numbers}"


def _numbers(views: int, visitors: int | None, between: str = ", ") -> str:
    said = f"{views:,} {noun('view', views)}"
    if visitors is None:
        return said
    return f"{said}{between}{visitors:,} {noun('visitor', visitors)}"


def _highest(numbers: Sequence[int], step: int) -> Iterator[int]:
    starts = range(0, len(numbers), step)
    return (max(numbers[start : start + step]) for start in starts)
