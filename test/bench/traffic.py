"""Traffic: plausible views of a site, without a browser and without HTTP."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from page_tracker.tracking.view import Properties, View
from page_tracker.tracking.visitor import page_hash

SITE = "example.com"
FRESH = 0.7  # of a day's views are the first of a visitor
# How many members the list of each property has, most of them rare.
MEMBERS = {
    "referrer": 200,
    "campaign": 10,
    "browser": 15,
    "system": 8,
    "device": 3,
    "language": 25,
    "country": 80,
}


class Zipf:
    """Things of which the second is met half as often as the first, and so on."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        weights = (1 / place for place in range(1, len(names) + 1))
        self._weights = list(accumulate(weights))

    def some(self, random: Random, count: int) -> list[str]:
        """Pick as many at random; they repeat."""
        return random.choices(self._names, cum_weights=self._weights, k=count)


class Traffic:
    """The views of a site with so many pages; the same ones each time."""

    def __init__(self, pages: int, seed: int = 1) -> None:
        self._random = Random(seed)
        self._paths = Zipf(
            [f"/articles/{place:05}-on-something" for place in range(pages)]
        )
        self._lists = [
            Zipf([f"{name}-{place:03}" for place in range(count)])
            for name, count in MEMBERS.items()
        ]

    def day(self, views: int) -> Iterator[View]:
        """Yield the views of one day; seven of ten are by visitors new that day."""
        visitors: list[bytes] = []
        paths = self._paths.some(self._random, views)
        lists = (each.some(self._random, views) for each in self._lists)
        for path, *members in zip(paths, *lists, strict=True):
            visitor = self._visitor(visitors)
            yield View(
                SITE,
                path,
                Properties(*members),
                visitor + page_hash(visitor, path),
                f"What we know about {path[10:15]}",
            )

    def _visitor(self, visitors: list[bytes]) -> bytes:
        if visitors and self._random.random() > FRESH:
            return self._random.choice(visitors)
        visitors.append(self._random.randbytes(8))
        return visitors[-1]
