"""Rankings, from a real store."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from redis import Redis

from page_tracker.errors import StorageUnavailable, UnknownSite
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.reports.lists import WeightedList
from page_tracker.storage.reports.pipeline import ask
from page_tracker.storage.reports.rankings import RankingQuery, RankingRow, Rankings
from page_tracker.storage.reports.top_k import PackedScript, sum_all
from page_tracker.tracking.period import Period
from support.history import History
from support.valkey import Valkey
from support.waiting import PATIENCE

TODAY = date(2026, 11, 24)
SITE = "example.com"
WEEK = Period(date(2026, 11, 18), TODAY)
QUERY = RankingQuery(site=SITE, dimension="pages", period=WEEK, today=TODAY)
ALL = Period(date(2025, 11, 24), TODAY, everything=True)


@pytest.fixture(name="rankings")
def fixture_rankings(valkey: Valkey, client: Redis) -> Rankings:
    """The rankings of a store that knows the site."""
    client.sadd(keys.SITES, SITE)
    return Rankings(connect(valkey.url, timeout=PATIENCE))


def put(
    client: Redis, day: str, views: dict[str, int], dimension: str = "pages"
) -> None:
    """Store the list of a day as if nothing else was seen in it."""
    scores: Any = views
    client.zadd(keys.top(SITE, dimension, day), scores)
    for member, count in views.items():
        client.zincrby(keys.top(SITE, dimension, day[:7]), count, member)
    client.hset(keys.days(SITE), f"{day}:views", str(sum(views.values())))


def names(rows: list[RankingRow]) -> list[tuple[str, int]]:
    """Return the members of some rows with their views."""
    return [(row.name, row.views) for row in rows]


def test_members_are_ranked_by_the_sum_of_their_days(
    rankings: Rankings, client: Redis
) -> None:
    """Members are ranked by the sum of the period's days, and of no others."""
    put(client, "2026-11-17", {"before": 100})
    put(client, "2026-11-18", {"one": 5, "always": 4})
    put(client, "2026-11-24", {"other": 6, "always": 4})

    ranking = rankings.top(QUERY)

    assert names(ranking.rows) == [("always", 8), ("other", 6), ("one", 5)]
    assert (ranking.total, ranking.more, ranking.before) == (19, False, None)


def test_as_many_views_are_ranked_by_name(rankings: Rankings, client: Redis) -> None:
    """Members with equal views are ranked by name, so that paging is stable."""
    for day in ("2026-11-23", "2026-11-24"):
        put(client, day, dict.fromkeys("dbace", 1))

    pages = [
        rankings.top(replace(QUERY, limit=2, offset=offset)) for offset in (0, 2, 4, 6)
    ]

    assert [[row.name for row in page.rows] for page in pages] == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
        [],
    ]
    assert [page.more for page in pages] == [True, True, False, False]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 40])
def test_one_list_is_ranked_like_many(
    rankings: Rankings, client: Redis, limit: int
) -> None:
    """Wherever a page of it begins or ends among members of as many views."""
    views = {f"m{place}": 1 + place // 4 for place in range(20)} | {"most": 9}
    put(client, f"{TODAY}", views)
    today = replace(QUERY, period=Period(TODAY, TODAY), limit=limit)
    expected = sorted(views.items(), key=lambda pair: (-pair[1], pair[0]))

    found = [
        row
        for offset in range(0, 20 + limit, limit)
        for row in rankings.top(replace(today, offset=offset)).rows
    ]

    assert names(found) == expected


def test_a_page_without_views_is_in_no_ranking(
    rankings: Rankings, client: Redis
) -> None:
    """A page that was set to 0 views is in no ranking."""
    client.zadd(keys.pages(SITE), {"/": 3, "/reset": 0})

    ranking = rankings.top(replace(QUERY, period=ALL, limit=1))

    assert names(ranking.rows) == [("/", 3)]
    assert rankings.top(replace(QUERY, period=ALL, offset=1)).rows == []


def test_pages_of_all_time_are_as_the_owner_has_set_them(
    rankings: Rankings, client: Redis
) -> None:
    """A page may have been counted before, by another counter."""
    put(client, "2026-11-24", {"/": 3})
    client.zadd(keys.pages(SITE), {"/": 1003})
    client.hset(keys.totals(SITE), "views", 1003)

    ranking = rankings.top(replace(QUERY, period=ALL))

    assert names(ranking.rows) == [("/", 1003)]
    assert ranking.total == 1003


def test_rows_have_the_views_of_the_period_before(
    rankings: Rankings, client: Redis
) -> None:
    """Rows have the same member's views of the period before."""
    put(client, "2026-11-11", {"new": 0, "old": 5, "gone": 90})
    put(client, "2026-11-17", {"old": 2})
    put(client, "2026-11-24", {"new": 7, "old": 3})

    ranking = rankings.top(replace(QUERY, before=WEEK.before()))

    assert ranking.rows == [
        RankingRow("new", 7, 0, None),
        RankingRow("old", 3, 7, None),
    ]
    assert ranking.before == 97


@pytest.mark.parametrize("dimension", ["pages", "entry_pages"])
def test_pages_have_their_titles(
    rankings: Rankings, client: Redis, dimension: str
) -> None:
    """Pages have the titles that were sent."""
    put(client, f"{TODAY}", {"/": 2, "/about": 1}, dimension)
    client.hset(keys.titles(SITE), "/", "Hello")

    ranking = rankings.top(replace(QUERY, dimension=dimension))

    assert [row.title for row in ranking.rows] == ["Hello", None]


def test_only_pages_have_titles(rankings: Rankings, client: Redis) -> None:
    """A member that is not a page has no title, even if its name is a path."""
    put(client, f"{TODAY}", {"/": 2}, "referrers")
    client.hset(keys.titles(SITE), "/", "Hello")

    ranking = rankings.top(replace(QUERY, dimension="referrers"))

    assert ranking.rows == [RankingRow("/", 2, None, None)]


def test_what_was_not_counted_for_is_empty(rankings: Rankings) -> None:
    """A site that is known may have had no views in a period."""
    for period in (WEEK, Period(TODAY, TODAY), ALL):
        ranking = rankings.top(replace(QUERY, period=period, before=period.before()))

        assert ranking == (0, [], False, 0)


def test_an_unseen_site_is_unknown(rankings: Rankings) -> None:
    """The ranking of an unknown site raises UnknownSite."""
    with pytest.raises(UnknownSite, match="nothing was counted"):
        rankings.top(replace(QUERY, site="no.example"))


def test_a_list_of_another_type_has_no_rows(
    rankings: Rankings, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """A script that finds such a list answers none, and the log names the list."""
    key = keys.top(SITE, "pages", f"{TODAY}")
    client.set(key, "text")

    found = rankings.top(replace(QUERY, period=Period(TODAY, TODAY)))

    assert found.rows == []
    assert [vars(each)["key"] for each in caplog.records] == [key]


def test_a_script_that_the_store_refuses_is_an_error_of_ours(
    valkey: Valkey,
) -> None:
    """A rejected script is an error; only a wrong type reads as an empty list."""
    with pytest.raises(StorageUnavailable, match="invalid cursor"):
        ask(connect(valkey.url, 1), PackedScript("scan").command(["a"], b"no", 1))
    with pytest.raises(StorageUnavailable, match="wrong number of arguments"):
        ask(connect(valkey.url, 1), ("HGET", "a"))


def test_a_list_that_is_replaced_while_it_is_read_ends_there(
    client: Redis, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts of a long list are read one by one, and somebody may come in between."""
    monkeypatch.setattr("page_tracker.storage.reports.top_k._MOST_MEMBERS", 1)
    client.zadd("a", {f"/{number}": 1 for number in range(2000)})
    monkeypatch.setattr("page_tracker.storage.reports.top_k._PART", 10)
    reading, answers = sum_all([WeightedList("a", 1)]), None
    rounds = 0

    with pytest.raises(StopIteration) as end:
        while True:
            commands = reading.send(answers)  # type: ignore[arg-type]
            answers = ask(connect(valkey.url, 1), *commands)
            rounds += 1
            if rounds == 2:  # the first part was read
                client.set("a", "text")

    assert 0 < len(end.value.value) < 2000
    assert (rounds, answers) == (3, [b""])


@pytest.mark.parametrize("flat", [False, True], ids=["most to few", "flat"])
@pytest.mark.parametrize("dimension", keys.DIMENSIONS)
def test_every_ranking_is_exact(
    rankings: Rankings, client: Redis, dimension: str, flat: bool
) -> None:
    """Over months and days, those added and those taken off."""
    past = History(days=100, pages=150, views=900, flat=flat).fill(client)
    period = Period(date(2026, 8, 20), date(2026, 10, 29))
    query = replace(QUERY, dimension=dimension, period=period, limit=7, offset=3)

    ranking = rankings.top(query)

    sums: Counter[str] = Counter()
    for day in period.days:
        found: Any = client.zrange(
            keys.top(past.site, dimension, day), 0, -1, withscores=True
        )
        sums.update({member: int(score) for member, score in found})
    expected = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    assert names(ranking.rows) == expected[3:10]
    assert ranking.total == sums.total()
    assert ranking.more == (len(expected) > 10)


def test_days_that_have_expired_leave_their_month_as_it_was(
    rankings: Rankings, client: Redis
) -> None:
    """A whole month is exact for ever; a part of it has the days that are left."""
    past = History(last=date(2026, 11, 24), days=60, pages=5, views=50).fill(client)
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    most = replace(QUERY, period=replace(october, first=date(2026, 10, 2)))
    before = rankings.top(most).rows
    whole = rankings.top(replace(QUERY, period=october)).rows

    client.delete(keys.top(past.site, "pages", "2026-10-01"))

    assert rankings.top(most).rows == before
    assert rankings.top(replace(QUERY, period=october)).rows == whole
