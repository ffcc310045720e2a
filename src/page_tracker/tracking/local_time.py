"""Local days and hours: which of them an instant is in, as the store names them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)

# How far any zone has been from UTC since 1970, and a little more.
_FARTHEST = timedelta(hours=16)


class LocalHour(NamedTuple):
    """A local day such as ``2026-11-23``, and the hour in it.

    The hour is ``07``, and ``02b`` when the clock shows that hour for the second time,
    as it was set back.
    """

    day: str
    hour: str


class Hour(NamedTuple):
    """An hour of a local day: its first minute, aware, and its name as in Moment."""

    start: datetime
    name: str


def moment(seconds: float, zone: ZoneInfo) -> LocalHour:
    """Return the local day and hour of an instant in Unix time, to the minute."""
    return _moment_of_minute(int(seconds // 60), zone)


@lru_cache(maxsize=64)  # those of late views, beside the current one
def _moment_of_minute(minute: int, zone: ZoneInfo) -> LocalHour:
    return _moment_of(datetime.fromtimestamp(minute * 60, zone))


def _moment_of(local: datetime) -> LocalHour:
    return LocalHour(f"{local:%Y-%m-%d}", f"{local.hour:02}{'b' * local.fold}")


@lru_cache(maxsize=4096)
def hours_of(day: date, zone: ZoneInfo) -> tuple[Hour, ...]:
    """Return the hours of a local day in order.

    They are 24; from 23 to 26 where the clock is changed, as an hour may be shown twice
    in part; none in a day that a zone skipped as it crossed the date line.
    """
    first = datetime.combine(day, time.min, zone)
    last = first.replace(hour=23, minute=59)
    # No zone has changed its clock twice in one day.
    if len({each.utcoffset() for each in (*_both(first), *_both(last))}) == 1:
        starts = (first.replace(hour=hour) for hour in range(24))
        return tuple(Hour(start, f"{start.hour:02}") for start in starts)
    return _hours_by_minute(day, zone)


def _both(local: datetime) -> tuple[datetime, datetime]:
    """Return both instants of what the clock shows, which are usually the same."""
    return local, local.replace(fold=1)


def _hours_by_minute(day: date, zone: ZoneInfo) -> tuple[Hour, ...]:
    hours: dict[str, datetime] = {}
    for local in _minutes_around(day, zone):
        if local.date() == day:
            hours.setdefault(_moment_of(local).hour, local)
    return tuple(Hour(start, name) for name, start in hours.items())


def _minutes_around(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    instant = datetime.combine(day, time.min, UTC) - _FARTHEST
    end = instant + timedelta(days=1) + 2 * _FARTHEST
    while instant < end:
        yield instant.astimezone(zone)
        instant += _MINUTE
