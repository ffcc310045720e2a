"""Scores of pages, from a real store."""

from datetime import date
from typing import Any

import pytest
from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.page_counts import PageCounts
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.tracking.period import Period, parse_period
from support.history import History
from support.rules import RULES
from support.valkey import Valkey

SITE, PAGE = "example.com", "/articles/00002"
TODAY = date(2026, 11, 24)
WEEK = Period(date(2026, 11, 18), TODAY)


@pytest.fixture(name="scores")
def fixture_scores(valkey: Valkey) -> PageCounts:
    """What is asked of a recorder."""
    return PageCounts(Recorder(connect(valkey.url, 1), 1, RULES))


def test_a_page_has_its_views_and_visitors(client: Redis, scores: PageCounts) -> None:
    """A page has views and visitors of all time, and views of a period."""
    History(site=SITE, last=TODAY, days=20, pages=5).fill(client)

    store: Any = client
    days = (store.zscore(keys.top(SITE, "pages", day), PAGE) for day in WEEK.days)
    assert scores.views(SITE, PAGE) == store.zscore(keys.pages(SITE), PAGE) > 0
    assert scores.visitors(SITE, PAGE) == store.zscore(keys.page_visitors(SITE), PAGE)
    assert scores.views_in(SITE, PAGE, WEEK, TODAY) == sum(days) > 0


def test_a_year_is_read_from_the_lists_of_its_months(
    client: Redis, scores: PageCounts
) -> None:
    """A badge of twelve months does not ask for the lists of 365 days."""
    client.zadd(keys.top(SITE, "pages", "2026-11"), {"/": 30})
    client.zadd(keys.top(SITE, "pages", "2025-12"), {"/": 12})
    client.zadd(keys.top(SITE, "pages", "2026-11-24"), {"/": 1})
    year = parse_period("12months", None, None, TODAY, None)

    views = scores.views_in(SITE, "/", year, TODAY)

    assert views == 42


def test_unknown_sites_and_pages_have_no_numbers(
    client: Redis, scores: PageCounts
) -> None:
    """An unknown page, day or site has the number 0."""
    client.zadd(keys.pages(SITE), {"/": 1})

    assert scores.views(SITE, "/none") == 0
    assert scores.visitors("b.org", "/") == 0
    assert scores.views_in(SITE, "/", WEEK, TODAY) == 0


def test_a_large_number_comes_to_its_last_digit(
    client: Redis, scores: PageCounts
) -> None:
    """A large number that the owner has set is exact to the last digit."""
    client.zadd(keys.pages(SITE), {"/caf\u00e9": 2**53})

    assert scores.views(SITE, "/caf\u00e9") == 2**53


def test_a_list_of_another_type_counts_as_empty(
    client: Redis, scores: PageCounts, caplog: pytest.LogCaptureFixture
) -> None:
    """The other lists are added up, and the log names the one that cannot be used."""
    first, second, *_ = WEEK.days
    client.set(keys.top(SITE, "pages", first), "text")
    client.zadd(keys.top(SITE, "pages", second), {"/": 7})

    assert scores.views_in(SITE, "/", WEEK, TODAY) == 7
    assert [vars(each)["key"] for each in caplog.records] == [
        keys.top(SITE, "pages", first)
    ]


@pytest.mark.parametrize("score", ["inf", "-inf", "-7", "1e300"])
def test_a_score_that_is_no_count_is_none(
    client: Redis, scores: PageCounts, score: str
) -> None:
    """A badge shows no negative number, and no error."""
    client.execute_command("ZADD", keys.pages(SITE), score, "/")

    assert scores.views(SITE, "/") == 0


def test_asking_changes_nothing(client: Redis, scores: PageCounts) -> None:
    """Reading numbers creates no key."""
    scores.views(SITE, "/")
    scores.views_in(SITE, "/", WEEK, TODAY)

    assert client.keys() == []
