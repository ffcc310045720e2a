"""Spans of days, and their names."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from page_tracker.errors import InvalidInput

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


MAX_DAYS = 3660
"""The most days that may be asked for by their dates: ten years."""

DEFAULT = "30d"
"""The period of who asks for none."""

NAMES = ("today", "yesterday", "7d", "30d", "90d", "month", "year", "all")
"""Every name of a period."""

_FIRST_YEAR = 1970
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # fromisoformat() takes more
_NO_DATE = f"must be a date such as 2026-11-23, from {_FIRST_YEAR} on"


def parse_period(
    name: str | None,
    first: str | None,
    last: str | None,
    today: date,
    since: date | None,
) -> Period:
    """Return the period with a name, or the one between two ISO dates.

    ``since`` is the first day with data, if there is any, for ``all``. Without anything
    it is :data:`DEFAULT`, and without ``last`` it goes on until ``today``. Raises
    :class:`InvalidInput` with the fields ``period``, ``from`` and ``to``.
    """
    if first is None and last is None:
        return _named(DEFAULT if name is None else name, today, since)
    if name is not None:
        raise InvalidInput({"period": "must not come together with dates"})
    if first is None:
        raise InvalidInput({"from": "must come with to"})
    return _between(first, today.isoformat() if last is None else last)


def _named(name: str, today: date, since: date | None) -> Period:
    if name not in NAMES:
        raise InvalidInput({"period": f"must be one of {', '.join(NAMES)}"})
    if name == "yesterday":
        yesterday = today - timedelta(days=1)
        return Period(yesterday, yesterday)
    if name == "all":
        return Period(min(since or today, today), today, everything=True)
    return Period(_first_day(name, today), today)


def _first_day(name: str, today: date) -> date:
    if name == "month":
        return today.replace(day=1)
    if name == "year":
        return today.replace(month=1, day=1)
    days = 1 if name == "today" else int(name.removesuffix("d"))
    return today - timedelta(days=days - 1)


def _between(first: str, last: str) -> Period:
    start, end = _date(first), _date(last)
    if start is None or end is None:
        given = (("from", start), ("to", end))
        raise InvalidInput({name: _NO_DATE for name, day in given if day is None})
    if end < start:
        raise InvalidInput({"to": "must not be before from"})
    period = Period(start, end)
    if period.length > MAX_DAYS:
        raise InvalidInput({"to": f"must be less than {MAX_DAYS} days after from"})
    return period


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if _ISO.fullmatch(text) else date.min
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None
