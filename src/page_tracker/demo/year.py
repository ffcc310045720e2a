"""The year: all that has happened on the made-up site, day by day until now."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from page_tracker.demo.arrivals import Arrival, arrivals
from page_tracker.demo.choice import Choice
from page_tracker.demo.pages import PAGES
from page_tracker.demo.sources import DIRECT
from page_tracker.demo.visits import Visits
from page_tracker.tracking.hours import Hour, hours_of
from page_tracker.tracking.view import Ignored, View

DAYS = 365
"""The days of the year, with today."""

# From midnight on.
_HOURS = (
    *(22, 15, 11, 9, 9, 12, 20, 35, 55, 70, 76, 74),
    *(67, 72, 79, 80, 76, 70, 64, 62, 63, 60, 49, 34),
)
_HOUR = 3600.0

# Of each view that counts, how many are left out, and why.
_LEFT_OUT = 0.13
_REASONS = Choice({"bot": 85, "prefetch": 8, "own_visit": 5, "spam_referrer": 2})

# Who is there right now, and since how many seconds at most.
_PRESENT, _SINCE = 6, 240

Happened = tuple[float, View | Ignored]
"""When something happened, in seconds of the epoch, and what."""


class Year:
    """What happened on ``site`` until ``now``, in seconds of the epoch.

    The same each time for the same arguments; with another ``seed`` it is another year.
    """

    def __init__(self, site: str, zone: ZoneInfo, now: float, seed: int = 1) -> None:
        self._site = site
        self._zone = zone
        self._now = now
        self._seed = seed
        self._today = datetime.fromtimestamp(now, zone).date()

    def days(self, count: int = DAYS) -> list[date]:
        """Return the last days in order, today as the last one."""
        ages = reversed(range(count))
        days = (self._today - timedelta(age) for age in ages)
        # A zone may have skipped a day, as it crossed the date line.
        return [day for day in days if hours_of(day, self._zone)]

    def day(self, day: date) -> list[Happened]:
        """Return what has happened on a day, in order, each with its second."""
        age = (self._today - day).days
        # The same numbers each time are what is wanted here; they protect nothing.
        dice = Random(f"{self._seed} {age}")  # nosec B311
        end = min(self._now, _midnight(day + timedelta(days=1), self._zone))
        views = [each for each in self._views(day, age, dice) if each[0] < end]
        happened: list[Happened] = [*views, *self._left_out(views, dice)]
        return sorted(happened, key=lambda each: each[0])

    def _views(self, day: date, age: int, dice: Random) -> Iterator[tuple[float, View]]:
        visits, times = Visits(self._site, age, dice), _Times(day, self._zone)
        for arrival in arrivals(day, age, dice):
            yield from visits.visit(times.pick(dice), arrival)
        if age == 0:
            earliest = _midnight(day, self._zone)
            for place in range(_PRESENT):
                at = self._now - _SINCE * (place + dice.random()) / _PRESENT
                arrival = Arrival(DIRECT, PAGES[place])
                yield from visits.visit(max(at, earliest), arrival)

    def _left_out(
        self, views: list[tuple[float, View]], dice: Random
    ) -> Iterator[tuple[float, Ignored]]:
        for at, _ in views:
            if dice.random() < _LEFT_OUT:
                yield at, Ignored(self._site, _REASONS.pick(dice))


class _Times:
    """Picks the second at which somebody comes; some hours of a day are busier."""

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        hours = {hour: _HOURS[int(hour.name[:2])] for hour in hours_of(day, zone)}
        self._hours: Choice[Hour] = Choice(hours)

    def pick(self, dice: Random) -> float:
        return self._hours.pick(dice).start.timestamp() + _HOUR * dice.random()


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time.min, zone).timestamp()
