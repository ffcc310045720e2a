"""Live visits to the made-up site, after its year."""

from collections.abc import Iterator
from datetime import date
from heapq import heappop, heappush
from itertools import count
from random import Random

from page_tracker.demo.year import Visits, arrivals
from page_tracker.tracking.view import View

# Seconds between two visitors, on average.
_PAUSE_S = 8.0


def going_on(
    site: str, today: date, start: float, dice: Random
) -> Iterator[tuple[float, View]]:
    """Yield the visits to a site from now on.

    Args:
        site: The canonical name of the site.
        today: The current local day; posts and sources are those of this day.
        start: The current time in seconds of the epoch.
        dice: Decides who comes when.

    Yields:
        A time in seconds of the epoch and a view or event, in order and without end.
    """
    crowd, visits = list(arrivals(today, 0, dice)), Visits(site, 0, dice)
    pending: list[tuple[float, int, View]] = []
    numbers = count()  # orders simultaneous views, which cannot be compared
    while True:
        start += dice.expovariate(1 / _PAUSE_S)
        while pending and pending[0][0] <= start:
            at, _, view = heappop(pending)
            yield at, view
        for at, view in visits.visit(start, dice.choice(crowd)):
            heappush(pending, (at, next(numbers), view))
