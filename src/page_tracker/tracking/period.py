"""A span of whole days that a report is about."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

_month_of = itemgetter(slice(7))  # of 2026-11-23


class MonthPart(NamedTuple):
    """What a period has of a month: days ``inside`` of it, and days ``outside``."""

    month: str
    inside: list[str]
    outside: list[str]


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both inclusive.

    ``everything`` promises that nothing was ever counted outside of them: what is kept
    of all time, or of a whole month, may answer for them.
    """

    first: date
    last: date
    everything: bool = False

    @property
    def length(self) -> int:
        """The number of days."""
        return self.last.toordinal() - self.first.toordinal() + 1

    @property
    def days(self) -> Iterator[str]:
        """The days in order, as ``2026-11-23``."""
        ordinals = range(self.first.toordinal(), self.last.toordinal() + 1)
        return (date.fromordinal(each).isoformat() for each in ordinals)

    @property
    def months(self) -> Iterator[str]:
        """The months that the days lie in, in order, as ``2026-11``."""
        return (month for month, _ in groupby(self.days, _month_of))

    def before(self) -> "Period":
        """Return the period of as many days that ends where this one begins."""
        length = timedelta(days=self.length)
        return Period(self.first - length, self.last - length)

    def by_month(self, today: date) -> list[MonthPart]:
        """Split it at the ends of months.

        Days after ``today`` are not outside of it: there is nothing in them yet, so
        that a period until today has all of the current month.
        """
        parts = groupby(self.days, _month_of)
        return [self._part(month, list(days), today) for month, days in parts]

    def _part(self, month: str, inside: list[str], today: date) -> MonthPart:
        others = set(_days_of(month)).difference(inside)
        past = (day for day in others if day <= today.isoformat())
        return MonthPart(month, inside, [] if self.everything else sorted(past))


def _days_of(month: str) -> Iterator[str]:
    first = date.fromisoformat(f"{month}-01")
    _, length = monthrange(first.year, first.month)
    return Period(first, first.replace(day=length)).days
