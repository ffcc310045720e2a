"""The period and the unit that are shown, and the choices."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from page_tracker.svg.dates import span
from page_tracker.tracking.period import DEFAULT, Period, Step, parse_period
from page_tracker.web.dashboard.figures.labels import PERIODS, UNITS
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.stepping import step

# The most days that can be shown by hour, and by day.
_MOST_BY_HOUR, _MOST_BY_DAY = 14, 366


# The periods that most people want, and the keys that lead to some.
_COMMON = ("today", "7d", "30d", "month", "12months", "all")
_KEYS = {"today": "t", "yesterday": "y", "week": "w", "month": "m"}


class PeriodChoice(NamedTuple):
    """A link to another time, or to the current one."""

    text: str
    address: str
    is_current: bool
    is_common: bool = False
    key: str = ""


class PeriodView(NamedTuple):
    """What the choice of a period shows; ``back`` and ``on`` lead to its neighbours.

    ``earliest`` is the first day with data.
    """

    choices: list[PeriodChoice]
    back: str | None
    on: str | None
    earliest: date
    today: date
    zone: str


class DataRange(NamedTuple):
    """What is known of time: today, the first day with data, the first with hours.

    ``week_starts`` is one of :data:`WEEK_STARTS`.
    """

    today: date
    first: date | None
    hours: date
    week_starts: str = "monday"


@dataclass(frozen=True)
class ShownPeriod:
    """A period, the units that it can be shown by, and the one that it is shown by."""

    period: Period
    name: str | None
    units: list[str]
    unit: str
    is_over: bool

    @property
    def text(self) -> str:
        """The first and the last day, for people."""
        return span(f"{self.period.first}", f"{self.period.last}")

    @property
    def is_today(self) -> bool:
        """Whether it is the one day that is not over; the day before had more hours."""
        return self.period.length == 1 and not self.is_over

    @property
    def before(self) -> Period | None:
        """The period before, if there is one."""
        return None if self.period.everything else self.period.before()

    @property
    def label(self) -> str:
        """What the period is called; its days if it has no name."""
        return PERIODS[self.name] if self.name else self.text

    @property
    def before_text(self) -> str:
        """What the period before is called."""
        before = self.period.before()
        if self.period.step is not Step.LENGTH:
            return f"in {span(f'{before.first}', f'{before.last}')}"
        if before.length == 1:
            return "the day before"
        return f"in the previous {before.length} days"


def read_time(place: DashboardLink, known: DataRange) -> ShownPeriod:
    """Return the time that is asked for; raises :class:`InvalidInput`.

    A unit that does not fit the period is as if none was given.
    """
    name, first, last = (place.get(each) for each in ("period", "from", "to"))
    if first is None and last is None:
        name = name or usual_period(known)
    period = parse_period(
        name, first, last, known.today, known.first, week_starts=known.week_starts
    )
    # Of a page, hours are not kept.
    units = list(_units(period, known.hours if place.get("page") is None else None))
    asked = place.get("unit")
    usual = period.default_unit(has_hours="hour" in units)
    unit = asked if asked in units else usual
    return ShownPeriod(period, name, units, unit, period.last < known.today)


def usual_period(known: DataRange) -> str:
    """Return the name of the period that is shown unless another is asked for.

    A chart of 30 days that has one column would look broken.
    """
    return "today" if known.first == known.today else DEFAULT


def period_view(
    place: DashboardLink, shown: ShownPeriod, known: DataRange, zone: str
) -> PeriodView:
    """Return the choice of a period; there is nothing before the first known day."""
    first, last = shown.period.first, shown.period.last
    earliest = min(known.first or known.today, known.today)
    back = on = None
    if first > earliest and not shown.period.everything:
        back = _step(place, shown, known, True)
    if last < known.today:
        on = _step(place, shown, known, False)
    choices = period_choices(place, shown)
    return PeriodView(choices, back, on, earliest, known.today, zone)


def _step(
    place: DashboardLink, shown: ShownPeriod, known: DataRange, back: bool
) -> str:
    weeks = known.week_starts
    return step(
        place, shown.period, shown.name, known.today, back=back, week_starts=weeks
    )


def period_choices(place: DashboardLink, shown: ShownPeriod) -> list[PeriodChoice]:
    """Return the links to all periods that have a name."""
    return [
        PeriodChoice(
            text,
            place.in_period(name),
            name == shown.name,
            name in _COMMON,
            _KEYS.get(name, ""),
        )
        for name, text in PERIODS.items()
    ]


def unit_choices(place: DashboardLink, shown: ShownPeriod) -> list[PeriodChoice]:
    """Return the links to the units of a time."""
    return [
        PeriodChoice(UNITS[unit], place.by(unit), unit == shown.unit)
        for unit in shown.units
    ]


def _units(period: Period, hours_since: date | None) -> Iterator[str]:
    """Yield the units that a period can be shown by, at least one."""
    kept = hours_since is not None and period.first >= hours_since
    by_hour = kept and period.length <= _MOST_BY_HOUR
    if by_hour:
        yield "hour"
    if period.length <= _MOST_BY_DAY and not (by_hour and period.length == 1):
        yield "day"
    if period.first.replace(day=1) < period.last.replace(day=1):
        yield "month"


@dataclass(frozen=True)
class Clock:
    """A clock in a zone; ``days_by_hour`` are kept by hour, today's included.

    ``week_starts`` is one of :data:`WEEK_STARTS`.
    """

    zone: ZoneInfo
    days_by_hour: int
    week_starts: str = "monday"

    def now(self) -> datetime:
        """Return the time, aware."""
        return datetime.fromtimestamp(time.time(), self.zone)

    def today(self) -> date:
        """Return the day."""
        return self.now().date()

    def known(self, first: date | None) -> DataRange:
        """Return what is known of time; ``first`` is the first day with data."""
        today = self.today()
        hours = today - timedelta(days=self.days_by_hour - 1)
        return DataRange(today, first, hours, self.week_starts)
