"""Rankings of whatever lists there may be, compared with plain sums."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.tracking.period import Period
from support.valkey import Valkey

TODAY = date(2026, 11, 24)
SITE = "example.com"

DAYS = [TODAY - timedelta(days=ago) for ago in range(76)]
MEMBERS = [f"/{name}" for name in "abcdefghijklmnopqrst\u00fc"]

Past = Mapping[date, Mapping[str, int]]

# What makes few members need many steps.
TOP_K = "page_tracker.storage.reports.top_k"
STEPS = {
    "heads that are long enough": {},
    "short heads": {f"{TOP_K}._LEAST": 2, f"{TOP_K}._TIMES": 1},
    "short heads, few look-ups": {
        f"{TOP_K}._LEAST": 2,
        f"{TOP_K}._TIMES": 1,
        f"{TOP_K}._LOOK_UPS": 1,
    },
    "no heads": {f"{TOP_K}._MOST_IN_PREFIX": 0},
    "small pieces": {f"{TOP_K}._MOST_IN_PREFIX": 0, f"{TOP_K}._MOST_MEMBERS": 100},
    "parts of lists": {
        f"{TOP_K}._MOST_IN_PREFIX": 0,
        f"{TOP_K}._MOST_MEMBERS": 50,
        f"{TOP_K}._PART": 3,
    },
}


@pytest.fixture(name="store", scope="module")
def fixture_store(shared_valkey: Valkey) -> Iterator[Redis]:
    """A store that keeps small lists like large ones, which are read in parts."""
    client = connect(shared_valkey.url, timeout=5)
    client.config_set("zset-max-listpack-entries", 0)
    yield client
    client.config_set("zset-max-listpack-entries", 128)
    client.flushall()


@pytest.fixture(name="steps", scope="module", autouse=True, params=STEPS)
def fixture_steps(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rank in as many steps as may be needed."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in STEPS[request.param].items():
            patch.setattr(name, value)
        yield


def past_of(seed: int) -> Past:
    """Make up lists: so few members and views that many have as many as others."""
    random = Random(seed)
    often = {member: random.choice((1, 1, 2, 3, 3, 30)) for member in MEMBERS}
    return {
        day: {
            member: random.randint(1, often[member])
            for member in random.sample(MEMBERS, random.randint(0, len(MEMBERS)))
        }
        for day in random.sample(DAYS, random.randint(50, len(DAYS)))
    }


def period_of(last: date, length: int) -> Period:
    """Return the period of some days."""
    return Period(last - timedelta(days=length - 1), last)


def write(store: Redis, past: Past) -> None:
    """Store some lists of days, and what they add up to."""
    store.flushall()
    with store.pipeline(transaction=False) as pipe:
        pipe.sadd(keys.SITES, SITE)
        for day, views in past.items():
            scores: Any = views
            if scores:
                pipe.zadd(keys.top(SITE, "pages", f"{day}"), scores)
            pipe.hset(keys.days(SITE), f"{day}:views", str(sum(views.values())))
        for month in {f"{day:%Y-%m}" for day in past}:
            days = [f"{day}" for day in past if f"{day:%Y-%m}" == month]
            lists = [keys.top(SITE, "pages", day) for day in days]
            pipe.zunionstore(keys.top(SITE, "pages", month), lists)
        pipe.zunionstore(
            keys.pages(SITE), [keys.top(SITE, "pages", f"{day}") for day in past]
        )
        pipe.execute()


def sums(past: Past, period: Period) -> list[tuple[str, int]]:
    """Add up the plain way."""
    found: Counter[str] = Counter()
    for day, views in past.items():
        if period.first <= day <= period.last:
            found.update(views)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


@given(
    past=st.builds(past_of, st.integers(0, 10**6)),
    period=st.builds(period_of, st.sampled_from(DAYS), st.integers(1, 75)),
    offset=st.integers(0, 3) | st.integers(0, 25),
    limit=st.integers(1, 5) | st.integers(1, 25),
)
def test_a_ranking_is_what_a_plain_sum_is(
    store: Redis, past: Past, period: Period, offset: int, limit: int
) -> None:
    """Each row and its place, the total, and the views in the period before."""
    write(store, past)
    before = period.before()
    query = RankingQuery(
        site=SITE,
        dimension="pages",
        period=period,
        today=TODAY,
        limit=limit,
        offset=offset,
        before=before,
    )

    ranking = Rankings(store).top(query)

    expected, earlier = sums(past, period), dict(sums(past, before))
    assert [(row.name, row.views) for row in ranking.rows] == expected[
        offset : offset + limit
    ]
    assert ranking.more == (len(expected) > offset + limit)
    assert ranking.total == sum(views for _, views in expected)
    assert ranking.before == sum(earlier.values())
    assert all(row.before == earlier.get(row.name, 0) for row in ranking.rows)
