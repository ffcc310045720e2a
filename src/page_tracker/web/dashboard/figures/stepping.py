"""Steps through time: the period before the one that is shown, and the one after."""

from datetime import date, timedelta

from page_tracker.tracking.period import Period, parse_period
from page_tracker.web.dashboard.figures.links import DashboardLink

_DAY = timedelta(days=1)

# Periods whose length depends on the calendar, or that people know by their name.
_DAYS, _WEEKS = ("today", "yesterday"), ("week", "last_week")
_MONTHS = ("month", "last_month", "year")

# Months of the named periods that are stepped by months.
_LENGTHS = {"month": 1, "last_month": 1, "12months": 12, "year": 12}


def step(
    place: DashboardLink,
    period: Period,
    name: str | None,
    today: date,
    *,
    back: bool,
    week_starts: str = "monday",
) -> str:
    """Return the address of the period before the one that is shown, or after it."""
    months = _months(period, name, today)
    found = _neighbour(period, months, name, today, back)
    # On the first day of a month or week, the month or week is the same as today.
    alike = _MONTHS if months else _WEEKS if name in _WEEKS else ()
    for each in (*alike, *_DAYS, *_WEEKS, *_MONTHS):
        named = parse_period(each, None, None, today, None, week_starts=week_starts)
        if (named.first, named.last) == (found.first, found.last):
            return place.in_period(each)
    return place.between(found.first, found.last)


def _months(period: Period, name: str | None, today: date) -> int:
    """Return how many whole months a period is, 0 if it is days."""
    if name in _LENGTHS:
        return _LENGTHS[name]
    ends = (period.last + _DAY).day == 1 or (name is None and period.last == today)
    if name is not None or period.first.day != 1 or not ends or period.length == 1:
        return 0
    return _number(period.last) - _number(period.first) + 1


def _neighbour(
    period: Period, months: int, name: str | None, today: date, back: bool
) -> Period:
    if months:
        first = _first_of(_number(period.first) + (-months if back else months))
        last = _first_of(_number(first) + months) - _DAY
    else:
        # Of a week that is not over, the neighbours have seven days.
        days = 7 if name == "week" else period.length
        shift = timedelta(days=-days if back else days)
        first = period.first + shift
        last = first + timedelta(days=days - 1)
    return Period(first, max(first, min(last, today)))


def _number(day: date) -> int:
    """Number the months, so that they can be added up."""
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
