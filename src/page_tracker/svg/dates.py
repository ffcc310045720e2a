"""Dates: the start times of a series, formatted for an image.

A start is ``2026-11``, ``2026-11-23``, or an hour in ISO 8601, such as
``2026-11-23T07:00:00+01:00``.
"""

from datetime import datetime

_MONTH, _DAY = len("2026-11"), len("2026-11-23")


def is_hour(start: str) -> bool:
    """Return whether a start is that of an hour."""
    return len(start) > _DAY


def is_month(start: str) -> bool:
    """Return whether a start is that of a month."""
    return len(start) == _MONTH


def has_begun(start: str, now: datetime) -> bool:
    """Return whether a start has come by ``now``, an aware time in its zone.

    The offset distinguishes two hours with one name, when the clock is set back.
    """
    if is_hour(start):
        return _parsed(start) <= now
    return start <= f"{now:%Y-%m-%d}"[: len(start)]


def short(start: str) -> str:
    """Return ``Nov 2026``, ``23 Nov`` or ``07:00``."""
    if len(start) == _MONTH:
        return f"{_parsed(start):%b %Y}"
    if is_hour(start):
        return f"{_parsed(start):%H:%M}"
    return f"{_parsed(start).day} {_parsed(start):%b}"


def tick(start: str) -> str:
    """Return a start as short as an axis needs it: ``Nov \u201926``, ``23 Nov``."""
    if len(start) == _MONTH:
        return f"{_parsed(start):%b \u2019%y}"
    return short(start)


def full(start: str) -> str:
    """Return ``Nov 2026``, ``23 Nov 2026`` or ``23 Nov 2026, 07:00``."""
    if len(start) == _MONTH:
        return short(start)
    day = f"{short(start[:_DAY])} {_parsed(start).year}"
    return f"{day}, {short(start)}" if is_hour(start) else day


def with_weekday(start: str) -> str:
    """Return ``Nov 2026``, ``Mon 23 Nov 2026`` or ``Mon 23 Nov 2026, 07:00``."""
    if len(start) == _MONTH:
        return short(start)
    day = f"{_parsed(start):%a} {full(start[:_DAY])}"
    return f"{day}, {short(start)}" if is_hour(start) else day


def span(first: str, last: str) -> str:
    """Return the days, or months, from the first to the last; one if they are equal.

    ``1\u201330 Nov 2026``, ``1 Oct \u2013 30 Nov 2026``, ``Nov 2025 \u2013 Nov 2026``.
    """
    start, end = day_of(first), day_of(last)
    if start == end:
        return full(start)
    if len(start) == _DAY and start[:_MONTH] == end[:_MONTH]:
        return f"{_parsed(start).day}\u2013{full(end)}"
    same_year = start[:4] == end[:4] and len(start) == _DAY
    return f"{short(start) if same_year else full(start)} \u2013 {full(end)}"


def day_of(start: str) -> str:
    """Return the day of an hour; other starts are returned unchanged."""
    return start[:_DAY]


def _parsed(start: str) -> datetime:
    return datetime.fromisoformat(start if len(start) > _MONTH else f"{start}-01")
