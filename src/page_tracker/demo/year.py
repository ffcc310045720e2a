"""A year of visits to the made-up site."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import exp
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from page_tracker.demo.choice import Choice
from page_tracker.demo.pages import (
    BLOG,
    MAIN,
    MANUAL,
    PAGES,
    DemoPage,
    newest_post,
    weights_on,
)
from page_tracker.demo.people import Person, somebody
from page_tracker.demo.sources import DIRECT, ROUNDS, USUAL, Round, Source, letter
from page_tracker.tracking.campaign import campaign_name
from page_tracker.tracking.local_time import Hour, hours_of
from page_tracker.tracking.referrer import referrer_name
from page_tracker.tracking.view import Ignored, Properties, View
from page_tracker.tracking.visitor import HASH_BYTES, page_hash


class Arrival(NamedTuple):
    """A person who comes from a source to a page."""

    source: Source
    page: DemoPage


# Visits on a quiet Tuesday at the end of the year, and the days in which the site has
# grown by two thirds.
_VISITS, _GROWTH_DAYS = 205, 340.0

# From Monday on.
_WEEKDAYS = (0.96, 1.0, 0.99, 0.97, 0.88, 0.62, 0.66)

# The share by which a day differs from the expected number, at most.
_CHANCE = 0.14

# Visits a day below which a widely shared post is forgotten.
_FEWEST = 3

_SOURCES = Choice({source: share for source, (share, _) in USUAL.items()})
_SECTIONS = {source: Choice(sections) for source, (_, sections) in USUAL.items()}
_PAGE_AT = {page.path: page for page in PAGES}


def arrivals(day: date, age: int, dice: Random) -> Iterator[Arrival]:
    """Yield all arrivals on a day that is ``age`` days before today, in no order."""
    pages = {each: Choice(weights_on(age, each)) for each in {p.section for p in PAGES}}
    for _ in range(_usual_visits(day, age, dice)):
        source = _SOURCES.pick(dice)
        yield Arrival(source, pages[_SECTIONS[source].pick(dice)].pick(dice))
    for each in _rounds(age):
        yield from _visits_by(each, age, dice)


def _usual_visits(day: date, age: int, dice: Random) -> int:
    expected = _VISITS * exp(-age / _GROWTH_DAYS) * _WEEKDAYS[day.weekday()]
    return _about(expected, dice)


def _rounds(age: int) -> Iterator[Round]:
    yield from ROUNDS
    latest = newest_post(age)
    yield letter(latest.age - 1, latest.path)


def _visits_by(each: Round, age: int, dice: Random) -> Iterator[Arrival]:
    days = each.age - age
    visits = _about(each.visits * each.lasting**days, dice) if days >= 0 else 0
    if visits >= _FEWEST:
        sources = Choice(each.sources)
        for _ in range(visits):
            yield Arrival(sources.pick(dice), _PAGE_AT[each.path])


def _about(expected: float, dice: Random) -> int:
    return round(expected * (1 + _CHANCE * dice.uniform(-1, 1)))


_HOUR = 3600.0

# The shares of all people who opt out, who view another page, and who return on the
# same day, and within how many hours.
_ANONYMOUS, _GOES_ON, _COMES_AGAIN, _WITHIN = 0.035, 0.43, 0.13, 6

# Seconds on a page: at least, and added to that on average.
_SHORTEST, _LONGER = 8, 70

# For each page, the share of its viewers who cause an event.
_EVENTS_ON = {
    "/download": ("Download", 0.36),
    "/newsletter": ("Subscribe", 0.31),
    "/pricing": ("Start a trial", 0.09),
}
_EVENTS_IN = {
    MAIN: ("Outbound link", 0.02),
    MANUAL: ("Copy a command", 0.07),
    BLOG: ("Outbound link", 0.05),
}

_STAYS_IN_SECTION = 0.4
_SECTION = Choice({MAIN: 50, MANUAL: 35, BLOG: 15})


class Visits:
    """The visits of a day that is ``age`` days before today."""

    def __init__(self, site: str, age: int, dice: Random) -> None:
        self._site = site
        self._dice = dice
        self._inside = Source(f"https://{site}/")
        sections = (MAIN, MANUAL, BLOG)
        self._pages = {each: Choice(weights_on(age, each)) for each in sections}

    def visit(self, start: float, arrival: Arrival) -> Iterator[tuple[float, View]]:
        """Yield the visit that a person begins at ``start``, in seconds, in order.

        A person who returns is the same visitor.
        """
        dice, person = self._dice, somebody(self._dice)
        visitor = dice.randbytes(HASH_BYTES)
        if dice.random() < _ANONYMOUS:
            visitor = b""
        yield from self._stay(start, arrival, person, visitor)
        if dice.random() < _COMES_AGAIN:
            again = Arrival(DIRECT, self._some_page(MAIN))
            later = start + _HOUR * dice.uniform(1, _WITHIN)
            yield from self._stay(later, again, person, visitor)

    def _stay(
        self, at: float, arrival: Arrival, person: Person, visitor: bytes
    ) -> Iterator[tuple[float, View]]:
        source, page = arrival
        while True:
            view = self._view(source, page, person, visitor)
            yield at, view
            event, share = _EVENTS_ON.get(page.path) or _EVENTS_IN[page.section]
            if self._dice.random() < share:
                yield at + _SHORTEST * self._dice.random(), view._replace(event=event)
            if self._dice.random() > _GOES_ON:
                return
            at += _SHORTEST + self._dice.expovariate(1 / _LONGER)
            source, page = self._inside, self._some_page(page.section)

    def _some_page(self, section: str) -> DemoPage:
        if self._dice.random() > _STAYS_IN_SECTION:
            section = _SECTION.pick(self._dice)
        return self._pages[section].pick(self._dice)

    def _view(
        self, source: Source, page: DemoPage, person: Person, visitor: bytes
    ) -> View:
        properties = Properties(
            referrer_name(source.referrer, self._site),
            campaign_name(source.query),
            *person,
        )
        on_page = visitor and visitor + page_hash(visitor, page.path)
        return View(self._site, page.path, properties, on_page, page.title)


DAYS = 365
"""The days of the year, including today."""

# The share of each hour, from midnight on.
_HOURS = (
    *(22, 15, 11, 9, 9, 12, 20, 35, 55, 70, 76, 74),
    *(67, 72, 79, 80, 76, 70, 64, 62, 63, 60, 49, 34),
)

# Ignored views for each counted one, and the reasons.
_LEFT_OUT = 0.13
_REASONS = Choice({"bot": 85, "prefetch": 8, "own_visit": 5, "spam_referrer": 2})

# Visitors who are active now, and for how many seconds at most.
_PRESENT, _SINCE = 6, 240

Happened = tuple[float, View | Ignored]
"""When something happened, in seconds of the epoch, and what happened."""


class Year:
    """What happened on ``site`` until ``now``, in seconds of the epoch.

    Equal arguments give the same year; another ``seed`` gives another one.
    """

    def __init__(self, site: str, zone: ZoneInfo, now: float, seed: int = 1) -> None:
        self._site = site
        self._zone = zone
        self._now = now
        self._seed = seed
        self._today = datetime.fromtimestamp(now, zone).date()

    def days(self, count: int = DAYS) -> list[date]:
        """Return the last days in order, ending with today."""
        ages = reversed(range(count))
        days = (self._today - timedelta(age) for age in ages)
        # A zone may have skipped a day, as it crossed the date line.
        return [day for day in days if hours_of(day, self._zone)]

    def day(self, day: date) -> list[Happened]:
        """Return what happened on a day, in order, with the time of each."""
        age = (self._today - day).days
        # The same numbers every time are intended; they protect nothing.
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
    """Picks the second at which a person comes; some hours of a day are busier."""

    def __init__(self, day: date, zone: ZoneInfo) -> None:
        hours = {hour: _HOURS[int(hour.name[:2])] for hour in hours_of(day, zone)}
        self._hours: Choice[Hour] = Choice(hours)

    def pick(self, dice: Random) -> float:
        return self._hours.pick(dice).start.timestamp() + _HOUR * dice.random()


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time.min, zone).timestamp()
