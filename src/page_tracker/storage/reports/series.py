"""Series: the views and visitors of a site by hour, day or month."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from redis import Redis

from page_tracker.errors import InvalidInput
from page_tracker.storage import keys
from page_tracker.storage.reports.pipeline import (
    Command,
    HashFields,
    Rounds,
    run,
    site_rounds,
)
from page_tracker.tracking.local_time import hours_of
from page_tracker.tracking.period import Period

UNITS = ("hour", "day", "month")
"""The units of time of a point of a series."""

MAX_POINTS = 2000
"""Points of a series, at most; any day counts as 24 hours."""


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

    Units without a view have 0. Hours expire before days: those of long ago are 0, and
    add up to less than the period. Raises :class:`InvalidInput` with ``unit`` for too
    many points, :class:`UnknownSite` and :class:`StorageError`.
    """
    return run(client, series_rounds(site, period, unit, zone))


def series_rounds(
    site: str, period: Period, unit: str, zone: ZoneInfo
) -> Rounds[Series]:
    """Read what :func:`read_series` returns, in one round."""
    if unit != "month" and period.length * (24 if unit == "hour" else 1) > MAX_POINTS:
        raise InvalidInput({"unit": f"would give more than {MAX_POINTS} points"})
    days = list(period.days)
    asked = _numbers(keys.days(site), days)
    hours = _Hours(site, days if unit == "hour" else [], zone)
    found, *by_hour = yield from site_rounds(site, asked.command(), *hours.commands())
    points = daily = _points(days, asked.numbers(found))
    if unit == "month":
        points = _by_month(daily)
    elif unit == "hour":
        points = hours.points(by_hour)
    return Series(*_sums(daily), points)


def _by_month(days: list[Point]) -> list[Point]:
    months = groupby(days, lambda point: point.start[:7])
    return [Point(month, *_sums(list(some))) for month, some in months]


class _Hours:
    """The hours of some days of a site; a zone may skip a day."""

    def __init__(self, site: str, days: list[str], zone: ZoneInfo) -> None:
        all_hours = ((day, hours_of(date.fromisoformat(day), zone)) for day in days)
        self._hours = {day: some for day, some in all_hours if some}
        self._asked = [
            _numbers(keys.hours(site, day), [hour.name for hour in some])
            for day, some in self._hours.items()
        ]

    def commands(self) -> list[Command]:
        """Return the commands that read the hours."""
        return [each.command() for each in self._asked]

    def points(self, found: list[Any]) -> list[Point]:
        """Return the hours with their numbers, given the replies."""
        hours = [hour for some in self._hours.values() for hour in some]
        pairs = zip(self._asked, found, strict=True)
        numbers = [n for each, answer in pairs for n in each.numbers(answer)]
        return _points([hour.start.isoformat() for hour in hours], numbers)


def _numbers(key: str, times: Iterable[str]) -> HashFields:
    return HashFields(
        key, (f"{at}:{kind}" for at in times for kind in ("views", "visitors"))
    )


def _points(starts: list[str], numbers: list[int]) -> list[Point]:
    return list(map(Point, starts, numbers[::2], numbers[1::2]))


def _sums(points: list[Point]) -> tuple[int, int]:
    views = sum(point.views for point in points)
    return views, sum(point.visitors for point in points)
