"""Memory: what a site takes in the store, from one simulated month to the next."""

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from page_tracker.storage import keys

from .simulation import RULES, Simulation
from .store import Store
from .traffic import SITE, Traffic

FIRST = date(2025, 1, 1)
MONTH = 365.25 / 12  # days
LOOKED_AT = 10  # days of which the mean is taken


@dataclass(frozen=True)
class Size:
    """A site with so many pages and so many views a day, and the days to record."""

    pages: int
    views: int
    days: int


# About 1,000 and 10,000 different pages a day, and a million views of each site.
SIZES = (Size(5000, 2740, days=365), Size(50_000, 35_000, days=31))


@dataclass(frozen=True)
class Month:
    """Views since the beginning, and the bytes that the site takes after them."""

    month: str
    views: int
    memory: int


@dataclass(frozen=True)
class Growth:
    """How a site with so many views and different pages a day has grown.

    ``kept`` is an estimate of its bytes on the day on which lists of days begin to be
    forgotten, ``monthly`` of those that each later month adds for ever.
    """

    views: int
    pages: int
    months: list[Month]
    kept: float
    monthly: float

    def __str__(self) -> str:
        title = f"memory: {self.views:,} views of {self.pages:,} pages a day"
        rows = [_row(each.month, each.memory, each.views) for each in self.months]
        kept = _row(
            f"after {RULES.keep_days} days, about",
            self.kept,
            RULES.keep_days * self.views,
        )
        monthly = _row("then each month, about", self.monthly, int(MONTH * self.views))
        return "\n".join([title, *rows, kept, monthly])


def _row(time: str, memory: float, views: int) -> str:
    each = memory / views
    return (
        f"{time:>24}{views:>12,} views{memory / 1e6:>9,.1f} MB{each:>8.1f} MB a million"
    )


def grow(store: Store, size: Size) -> Growth:
    """Record months of views in the emptied store, and look at it after each."""
    store.forget()
    with closing(Simulation(store.url, Traffic(size.pages))) as site:
        months = list(_months(store, site, size))
    return _growth(store, size, months)


def _months(store: Store, site: Simulation, size: Size) -> Iterator[Month]:
    empty, recorded = store.memory(), 0
    days = (FIRST + timedelta(number) for number in range(size.days))
    for month, some in groupby(days, lambda day: str(day)[:7]):
        print(f"memory: {size.pages:,} pages, {month}", file=sys.stderr)
        for day in some:
            site.day(day, size.views)
            recorded += size.views
        yield Month(month, recorded, store.memory() - empty)


def _growth(store: Store, size: Size, months: list[Month]) -> Growth:
    """Find out what lists take by deleting those of the last days and month."""
    last = FIRST + timedelta(size.days - 1)
    days = [str(last - timedelta(ago)) for ago in range(LOOKED_AT)]
    pages = store.members(keys.top(SITE, "pages", str(last)))
    daily = store.delete(_lists(*days)) / LOOKED_AT
    hours = store.delete(keys.hours(SITE, day) for day in days) / LOOKED_AT
    monthly = store.delete(_lists(f"{last:%Y-%m}"))
    more = RULES.keep_days - size.days
    more_hours = max(RULES.keep_hours_days - size.days, 0)
    more_memory = more * (daily + monthly / MONTH) + more_hours * hours
    return Growth(
        views=size.views,
        pages=pages,
        months=months,
        kept=months[-1].memory + more_memory,
        monthly=monthly,
    )


def _lists(*times: str) -> Iterator[str]:
    return (keys.top(SITE, each, time) for each in keys.DIMENSIONS for time in times)
