"""Series: the views and visitors of a site from one hour, day or month to the next."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from redis import Redis

from page_tracker.errors import InvalidInput
from page_tracker.storage import keys
from page_tracker.storage.reports.pipeline import HashFields, ask, site_pipeline
from page_tracker.tracking.local_time import hours_of
from page_tracker.tracking.period import Period

UNITS = ("hour", "day", "month")
"""What a point of a series may stand for."""

MAX_POINTS = 2000
"""The most points of a series; any day counts as 24 hours."""


class Point(NamedTuple):
    """The numbers of one unit of time.

    ``start`` is ``2026-11``, ``2026-11-23``, or the first minute of an hour in ISO 8601
    with its offset from UTC.
    """

    start: str
    views: int
    visitors: int


class Series(NamedTuple):
    """The numbers of a period, and those of each unit of time in it, in order."""

    views: int
    visitors: int
    points: list[Point]


def read_series(
    client: Redis, site: str, period: Period, unit: str, zone: ZoneInfo
) -> Series:
    """Return the numbers of a site by ``unit``, which is one of :data:`UNITS`.

    What was not counted is 0. Hours are forgotten before days are: long ago they are 0,
    and add up to less than the period. Raises :class:`InvalidInput` with ``unit`` for
    too many points, :class:`UnknownSite` and :class:`StorageError`.
    """
    if unit != "month" and period.length * (24 if unit == "hour" else 1) > MAX_POINTS:
        raise InvalidInput({"unit": f"would give more than {MAX_POINTS} points"})
    days = list(period.days)
    asked = _numbers(keys.days(site), days)
    (found,) = site_pipeline(client, site, asked.command())
    points = daily = _points(days, asked.numbers(found))
    if unit == "month":
        points = _by_month(daily)
    elif unit == "hour":
        points = _by_hour(client, site, days, zone)
    return Series(*_sums(daily), points)


def _by_month(days: list[Point]) -> list[Point]:
    months = groupby(days, lambda point: point.start[:7])
    return [Point(month, *_sums(list(some))) for month, some in months]


def _by_hour(client: Redis, site: str, days: list[str], zone: ZoneInfo) -> list[Point]:
    all_hours = ((day, hours_of(date.fromisoformat(day), zone)) for day in days)
    hours = {day: some for day, some in all_hours if some}  # a zone may skip a day
    names = {day: [hour.name for hour in some] for day, some in hours.items()}
    asked = [_numbers(keys.hours(site, day), names[day]) for day in names]
    found = ask(client, *(each.command() for each in asked))
    starts = [hour.start.isoformat() for some in hours.values() for hour in some]
    pairs = zip(asked, found, strict=True)
    return _points(starts, [n for each, some in pairs for n in each.numbers(some)])


def _numbers(key: str, times: Iterable[str]) -> HashFields:
    return HashFields(
        key, (f"{at}:{kind}" for at in times for kind in ("views", "visitors"))
    )


def _points(starts: list[str], numbers: list[int]) -> list[Point]:
    return list(map(Point, starts, numbers[::2], numbers[1::2]))


def _sums(points: list[Point]) -> tuple[int, int]:
    views = sum(point.views for point in points)
    return views, sum(point.visitors for point in points)
