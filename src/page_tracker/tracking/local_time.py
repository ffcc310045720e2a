"""Local days and hours: the names under which the store has an instant."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)

# The farthest any zone has been from UTC since 1970, and a little more.
_FARTHEST = timedelta(hours=16)


class LocalHour(NamedTuple):
    """A local day such as ``2026-11-23``, and the hour in it.

    The hour is ``07``, or ``02b`` if the clock was set back and shows that hour for the
    second time.
    """

    day: str
    hour: str


class Hour(NamedTuple):
    """An hour of a local day: its first minute, aware, and its name as in LocalHour."""

    start: datetime
    name: str


def local_hour(seconds: float, zone: ZoneInfo) -> LocalHour:
    """Return the local day and hour of an instant in Unix time, to the minute."""
    return _local_hour_of_minute(int(seconds // 60), zone)


@lru_cache(maxsize=64)  # the current minute, and those of late views
def _local_hour_of_minute(minute: int, zone: ZoneInfo) -> LocalHour:
    return _local_hour(datetime.fromtimestamp(minute * 60, zone))


def _local_hour(local: datetime) -> LocalHour:
    return LocalHour(f"{local:%Y-%m-%d}", f"{local.hour:02}{'b' * local.fold}")


@lru_cache(maxsize=4096)
def hours_of(day: date, zone: ZoneInfo) -> tuple[Hour, ...]:
    """Return the hours of a local day in order.

    There are 24. On days when the clock is changed there are 23 to 26, because an hour
    may be shown twice in part. A day that a zone skipped as it crossed the date line
    has none.
    """
    first = datetime.combine(day, time.min, zone)
    last = first.replace(hour=23, minute=59)
    # No zone has changed its clock twice in one day.
    if len({each.utcoffset() for each in (*_both(first), *_both(last))}) == 1:
        starts = (first.replace(hour=hour) for hour in range(24))
        return tuple(Hour(start, f"{start.hour:02}") for start in starts)
    return _hours_by_minute(day, zone)


def _both(local: datetime) -> tuple[datetime, datetime]:
    """Return the two instants that a clock's time can mean; they are usually equal."""
    return local, local.replace(fold=1)


def _hours_by_minute(day: date, zone: ZoneInfo) -> tuple[Hour, ...]:
    hours: dict[str, datetime] = {}
    for local in _minutes_around(day, zone):
        if local.date() == day:
            hours.setdefault(_local_hour(local).hour, local)
    return tuple(Hour(start, name) for name, start in hours.items())


def _minutes_around(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    instant = datetime.combine(day, time.min, UTC) - _FARTHEST
    end = instant + timedelta(days=1) + 2 * _FARTHEST
    while instant < end:
        yield instant.astimezone(zone)
        instant += _MINUTE
