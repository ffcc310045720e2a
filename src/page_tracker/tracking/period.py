"""Spans of days, and their names."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from page_tracker.errors import InvalidInput

_month_of = itemgetter(slice(7))  # of 2026-11-23


MOST_DAYS = 92
"""The longest period that is shown by day: more points do not fit on a screen."""

# The longest period that is shown by hour.
_DAYS_BY_HOUR = 2


class MonthPart(NamedTuple):
    """A period's part of a month: days ``inside`` the period, and days ``outside``."""

    month: str
    inside: list[str]
    outside: list[str]

    @property
    def lists(self) -> list[str]:
        """The days and months whose lists add up to those of the part."""
        return self.inside if self.outside else [self.month]


class Step(Enum):
    """The distance between a period and the earlier one that it is compared with.

    A part of a week is compared with the same days of the week before. A part of a
    month or a year is compared with the one before, up to the same day.
    """

    LENGTH = "as many days as the period has"
    WEEK = "a week"
    MONTH = "a month"
    WHOLE_MONTH = "a month, from its first day to its last"
    YEAR = "a year"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both inclusive.

    ``everything`` promises that nothing was ever counted outside of them: totals of all
    time, or of a whole month, can then be used. ``step`` leads to :meth:`before`, and
    is ignored when periods are compared for equality.
    """

    first: date
    last: date
    everything: bool = False
    step: Step = field(default=Step.LENGTH, compare=False)

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
        """The months that contain the days, in order, as ``2026-11``."""
        return (month for month, _ in groupby(self.days, _month_of))

    def default_unit(self, *, has_hours: bool, most_days: int = MOST_DAYS) -> str:
        """Return the unit in which the period is shown by default.

        ``has_hours`` says that the numbers by hour are kept. Periods of more than
        ``most_days`` are shown by month.
        """
        if has_hours and self.length <= _DAYS_BY_HOUR:
            return "hour"
        return "day" if self.length <= most_days else "month"

    def before(self) -> "Period":
        """Return the period that this one is compared with, one ``step`` earlier.

        After a step of a month or a year, a day that the month does not have becomes
        its last day.
        """
        first, last = self._back(self.first), self._back(self.last)
        if self.step is Step.WHOLE_MONTH:
            last = self.first - timedelta(days=1)
        return replace(self, first=first, last=last, everything=False)

    def _back(self, day: date) -> date:
        if self.step is Step.LENGTH:
            return day - timedelta(days=self.length)
        if self.step is Step.WEEK:
            return day - _WEEK
        return _months_before(day, 12 if self.step is Step.YEAR else 1)

    def by_month(self, today: date) -> list[MonthPart]:
        """Split the period at the ends of months.

        Days after ``today`` do not count as outside, because they are still empty. Thus
        a period until today contains all of the current month.
        """
        parts = groupby(self.days, _month_of)
        return [self._part(month, list(days), today) for month, days in parts]

    def _part(self, month: str, inside: list[str], today: date) -> MonthPart:
        others = set(_days_of(month)).difference(inside)
        past = (day for day in others if day <= today.isoformat())
        return MonthPart(month, inside, [] if self.everything else sorted(past))


_WEEK = timedelta(days=7)


def _months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    _, length = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, length))


def _days_of(month: str) -> Iterator[str]:
    first = date.fromisoformat(f"{month}-01")
    _, length = monthrange(first.year, first.month)
    return Period(first, first.replace(day=length)).days


MAX_DAYS = 3660
"""Days of the longest period between two dates: ten years."""

DEFAULT = "30d"
"""The period of a request that names none."""

NAMES = (
    "today",
    "yesterday",
    "week",
    "last_week",
    "7d",
    "30d",
    "90d",
    "month",
    "last_month",
    "year",
    "12months",
    "all",
)
"""Every name of a period."""

WEEK_STARTS = {"monday": 0, "sunday": 6, "saturday": 5}
"""The days on which a week may start, as :meth:`datetime.date.weekday` counts them."""

_FIRST_YEAR = 1970
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # fromisoformat() accepts more
_NO_DATE = f"must be a date such as 2026-11-23, from {_FIRST_YEAR} on"


def parse_period(  # pylint: disable=too-many-arguments  # as a period depends on them
    name: str | None,
    first: str | None,
    last: str | None,
    today: date,
    since: date | None,
    *,
    week_starts: str = "monday",
) -> Period:
    """Return the period with a name, or the one between two ISO dates.

    Without any argument it is :data:`DEFAULT`, and without ``last`` it ends ``today``.

    Args:
        name: One of :data:`NAMES`, or None.
        first: The first day, or None.
        last: The last day, or None.
        today: The current local day.
        since: The first day with data, for ``all``; None if there is none.
        week_starts: One of :data:`WEEK_STARTS`, for ``week`` and ``last_week``.

    Raises:
        InvalidInput: With the fields ``period``, ``from`` and ``to``.
    """
    if first is None and last is None:
        return _named(DEFAULT if name is None else name, today, since, week_starts)
    if name is not None:
        raise InvalidInput({"period": "must not come together with dates"})
    if first is None:
        raise InvalidInput({"from": "must come with to"})
    return _between(first, today.isoformat() if last is None else last)


def _named(name: str, today: date, since: date | None, week_starts: str) -> Period:
    if name not in NAMES:
        raise InvalidInput({"period": f"must be one of {', '.join(NAMES)}"})
    if name == "all":
        return Period(min(since or today, today), today, everything=True)
    if name == "yesterday":
        yesterday = today - timedelta(days=1)
        return Period(yesterday, yesterday)
    if name in {"week", "last_week"}:
        days = (today.weekday() - WEEK_STARTS[week_starts]) % _WEEK.days
        week = Period(today - timedelta(days=days), today, step=Step.WEEK)
        return week if name == "week" else _whole_week_before(week)
    if name == "last_month":
        month = Period(today.replace(day=1), today, step=Step.WHOLE_MONTH)
        return month.before()
    return _until(today, name)


def _whole_week_before(week: Period) -> Period:
    return Period(week.first - _WEEK, week.first - timedelta(days=1), step=Step.WEEK)


def _until(today: date, name: str) -> Period:
    """Return one of the periods that end today."""
    month = today.replace(day=1)
    if name == "month":
        return Period(month, today, step=Step.MONTH)
    if name == "year":
        return Period(today.replace(month=1, day=1), today, step=Step.YEAR)
    if name == "12months":  # the current month is one of them
        return Period(_months_before(month, 11), today, step=Step.YEAR)
    days = 1 if name == "today" else int(name.removesuffix("d"))
    return Period(today - timedelta(days=days - 1), today)


def _between(first: str, last: str) -> Period:
    start, end = _date(first), _date(last)
    if start is None or end is None:
        bounds = (("from", start), ("to", end))
        raise InvalidInput({name: _NO_DATE for name, day in bounds if day is None})
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
