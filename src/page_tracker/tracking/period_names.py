"""The words that people use for a period: a name, or its first and last day."""

import re
from datetime import date, timedelta

from page_tracker.errors import InvalidInput
from page_tracker.tracking.period import Period

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
