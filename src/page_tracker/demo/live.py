"""The made-up site after its year: people keep coming."""

from collections.abc import Iterator
from datetime import date
from heapq import heappop, heappush
from itertools import count
from random import Random

from page_tracker.demo.year import Visits, arrivals
from page_tracker.tracking.view import View

# Between two people who come, on average.
_PAUSE_S = 8.0


def going_on(
    site: str, today: date, start: float, dice: Random
) -> Iterator[tuple[float, View]]:
    """Yield what people do on a site from now on.

    Args:
        site: the canonical name of the site.
        today: the day that it is there; its posts and sources are those of this day.
        start: the present time in seconds of the epoch.
        dice: decides who comes when.

    Yields:
        A time in seconds of the epoch and a view or event, in order and without end.
    """
    crowd, visits = list(arrivals(today, 0, dice)), Visits(site, 0, dice)
    pending: list[tuple[float, int, View]] = []
    numbers = count()  # orders what happens at the same time: views cannot be compared
    while True:
        start += dice.expovariate(1 / _PAUSE_S)
        while pending and pending[0][0] <= start:
            at, _, view = heappop(pending)
            yield at, view
        for at, view in visits.visit(start, dice.choice(crowd)):
            heappush(pending, (at, next(numbers), view))
