"""Totals: a number in large type, and how it has changed."""

from typing import NamedTuple

# From ten times as much on, a factor says more than per cent.
_FACTOR = 10


class Change(NamedTuple):
    """How a number differs from the one of the period before.

    ``way`` is "up", "down" or "same"; ``text`` is by how much, empty if it is the same.
    """

    way: str
    text: str
    before: str


class Total(NamedTuple):
    """A number with its name."""

    name: str
    number: str
    change: Change | None = None


def total(name: str, number: int, before: int | None = None) -> Total:
    """Return a number, compared with the one before if there is one."""
    compared = None if before is None else change(number, before)
    return Total(name, f"{number:,}", compared)


def ratio(
    name: str, pair: tuple[int, int], before: tuple[int, int] | None = None
) -> Total:
    """Return the first number of a pair for each of the second, and its change."""
    now = _per(pair)
    then = _per(before) if before else None
    compared = None
    if now is not None and then is not None:
        # What looks the same is the same.
        tenths, tenths_then = round(now * 10), round(then * 10)
        found = change(tenths, tenths_then)
        compared = found and found._replace(before=f"{then:.1f}")
    return Total(name, "\N{EN DASH}" if now is None else f"{now:.1f}", compared)


def _per(pair: tuple[int, int]) -> float | None:
    number, of = pair
    return number / of if of else None


def change(number: int, before: int) -> Change | None:
    """Return how a number has changed; None if there was nothing before."""
    if not before:
        return None
    if number == before:
        return Change("same", "", f"{before:,}")
    way = "up" if number > before else "down"
    return Change(way, _difference(number, before), f"{before:,}")


def _difference(number: int, before: int) -> str:
    if number >= _FACTOR * before:
        return f"{number // before:,}\N{MULTIPLICATION SIGN}"
    percent = abs(number - before) * 100 / before
    # What is not quite all is not all, and what is not quite nothing is something.
    whole = min(round(percent), 99) if 0 < number < before else round(percent)
    return f"{max(whole, 1)}%"
