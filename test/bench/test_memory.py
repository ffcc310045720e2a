"""Letting a simulated site grow in a real store."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from page_tracker.storage import keys

from .memory import Size, grow
from .simulation import Simulation, expired
from .store import Store
from .traffic import SITE, Traffic


@pytest.fixture(name="site")
def start_site(store: Store) -> Iterator[Simulation]:
    """Begin a site with some pages in the store."""
    with closing(Simulation(store.url, Traffic(50))) as site:
        yield site


def test_a_day_has_all_its_views(store: Store, site: Simulation) -> None:
    """What is simulated is recorded on its day, at all hours, by the real code."""
    site.day(date(2025, 1, 1), 480)
    site.day(date(2025, 1, 2), 240)

    days = store.client.hgetall(keys.days(SITE))
    assert store.views(SITE) == 720
    assert (days["2025-01-01:views"], days["2025-01-02:views"]) == ("480", "240")
    assert store.client.hget(keys.hours(SITE, "2025-01-02"), "23:views") == "10"


def test_visitors_are_forgotten_as_days_pass(store: Store, site: Simulation) -> None:
    """Of what recognises visitors there is never more than that of two days."""
    for day in range(1, 5):
        site.day(date(2025, 1, day), 50)

    seen = store.client.keys(keys.seen(SITE, "*"))
    assert sorted(seen) == [keys.seen(SITE, f"2025-01-0{day}") for day in (3, 4)]


def test_lists_of_days_expire_and_those_of_months_do_not() -> None:
    """A day that has been kept for long enough goes with all its lists."""
    gone = expired(date(2026, 2, 5))
    assert keys.top(SITE, "pages", "2025-01-01") in gone
    assert keys.top(SITE, "pages", "2025-01") not in gone


def test_the_growth_of_a_site_is_told_by_month(store: Store) -> None:
    """Each month has the views until its end, and what they take."""
    growth = grow(store, Size(pages=50, views=100, days=59))

    january, february = growth.months
    assert (january.month, january.views) == ("2025-01", 3100)
    assert (february.month, february.views) == ("2025-02", 5900)
    assert 0 < january.memory < february.memory < growth.kept
    assert 0 < growth.monthly < february.memory
    assert "2025-02" in str(growth)
