"""The past that tests put into a store: its numbers must add up."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from page_tracker.storage import keys
from support.history import History


@pytest.fixture(name="past", params=["most to few", "flat"])
def fixture_past(client: Redis, request: pytest.FixtureRequest) -> History:
    """Forty days, across the end of two months and of summer time."""
    return History(
        last=date(2026, 11, 3),
        days=40,
        pages=30,
        views=300,
        flat=request.param == "flat",
        zone=ZoneInfo("Europe/Berlin"),
    ).fill(client)


def numbers(client: Redis, key: str, field: str) -> dict[str, int]:
    """Return the numbers of a hash that are of one kind, by the time they are of."""
    found: Any = client.hgetall(key)
    names = {name.rpartition(":") for name in found}
    return {
        time: int(found[f"{time}:{kind}"]) for time, _, kind in names if kind == field
    }


def sum_of(client: Redis, key: str) -> int:
    """Add up the scores of a sorted set."""
    return sum(int(score) for score in scores(client, key).values())


def scores(client: Redis, key: str) -> dict[str, float]:
    """Return the members of a sorted set, the lowest first."""
    found: Any = client.zrange(key, 0, -1, withscores=True)
    return dict(found)


def test_each_list_of_a_day_adds_up_to_the_day(client: Redis, past: History) -> None:
    """Each list of a day adds up to the day's views, visitors or events."""
    kinds = {"entry_pages": "visitors", "events": "events"}

    for dimension in keys.DIMENSIONS:
        days = numbers(client, keys.days(past.site), kinds.get(dimension, "views"))
        lists = {
            day: sum_of(client, keys.top(past.site, dimension, day)) for day in days
        }
        assert lists == days
        assert len(days) == 40


def test_hours_add_up_to_their_day(client: Redis, past: History) -> None:
    """The hours add up to their day, even on a day with 25 hours."""
    for kind in ("views", "visitors"):
        days = numbers(client, keys.days(past.site), kind)

        hours = {
            day: sum(numbers(client, keys.hours(past.site, day), kind).values())
            for day in days
        }

        assert hours == days
    assert "02b" in numbers(client, keys.hours(past.site, "2026-10-25"), "views")


def test_days_add_up_to_months_and_to_the_totals(client: Redis, past: History) -> None:
    """Days add up to months and totals, and all pages to all views."""
    for kind in ("views", "visitors", "events"):
        days = numbers(client, keys.days(past.site), kind)
        assert client.hget(keys.totals(past.site), kind) == str(sum(days.values()))
    views = numbers(client, keys.days(past.site), "views")
    october = sum(count for day, count in views.items() if day[:7] == "2026-10")

    assert sum_of(client, keys.top(past.site, "pages", "2026-10")) == october
    assert sum_of(client, keys.pages(past.site)) == sum(views.values())


def test_there_are_never_more_visitors_than_views(client: Redis, past: History) -> None:
    """No site, hour or page has more visitors than views."""
    days = numbers(client, keys.days(past.site), "views")
    for key in (keys.days(past.site), *(keys.hours(past.site, day) for day in days)):
        views, visitors = (numbers(client, key, kind) for kind in ("views", "visitors"))
        assert all(0 <= visitors[time] <= views[time] for time in views)
    pages = scores(client, keys.pages(past.site))
    people = scores(client, keys.page_visitors(past.site))

    assert all(0 < people[path] <= pages[path] for path in pages)


def test_most_views_go_to_few_pages_unless_they_are_flat(
    client: Redis, past: History
) -> None:
    """Most views go to few pages, unless the distribution is flat."""
    pages = list(scores(client, keys.pages(past.site)).values())

    assert len(pages) == 30
    assert (pages[-1] > 2 * pages[-10]) is not past.flat


def test_the_same_options_give_the_same_past(client: Redis, past: History) -> None:
    """A number that a test expects is there the next time, too."""
    before = scores(client, keys.pages(past.site))
    client.flushall()

    past.fill(client)

    assert scores(client, keys.pages(past.site)) == before
