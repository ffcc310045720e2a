"""Axes: where a chart says how much, and when."""

from collections.abc import Sequence
from typing import NamedTuple

from page_tracker.drawing.dates import day_of, is_hour, short

# Steps between numbers at the side, and moments below, at the most.
_STEPS = 5
_MOMENTS = 6

# Hours above which only days are named.
_NAMED_HOURS = 50


class Mark(NamedTuple):
    """What is written below the column at ``place``."""

    place: int
    text: str


def ticks(highest: int) -> list[int]:
    """Return from two to six numbers, from 0 to one that is not below ``highest``.

    They are as far from each other: by 1, 2 or 5, or a power of ten times that.
    """
    step = _step(highest)
    return list(range(0, -(-max(highest, 1) // step) * step + 1, step))


def _step(highest: int) -> int:
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * _STEPS >= highest:
                return step
        power *= 10


def marks(starts: Sequence[str]) -> list[Mark]:
    """Return a few columns, evenly spread, and what to write below them.

    Of many hours, only the first of a day is marked, by its day.
    """
    by_day = len(starts) > _NAMED_HOURS and is_hour(starts[0])
    names = [day_of(start) if by_day else start for start in starts]
    places = [
        place
        for place, name in enumerate(names)
        if not by_day or place == 0 or names[place - 1] != name
    ]
    step = -(-len(places) // _MOMENTS) or 1
    return [Mark(place, short(names[place])) for place in places[::step]]
