"""Rankings that took long are not found anew for everyone who asks the same."""

import time
from collections.abc import Iterator
from datetime import date

import pytest

from page_tracker.storage.client import connect
from page_tracker.storage.reports.pipeline import Rounds
from page_tracker.storage.reports.rankings import (
    CachedRankings,
    Ranking,
    RankingQuery,
    Rankings,
)
from page_tracker.tracking.period import Period

TODAY = date(2026, 11, 23)
QUERY = RankingQuery(
    site="example.com", dimension="pages", period=Period(TODAY, TODAY), today=TODAY
)


class Slow:
    """Finds a new ranking each time, and takes so many seconds of a clock for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.takes = 0.0
        self.asked = 0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(Rankings, "rounds", lambda _self, _query: self.find())

    def find(self) -> Rounds[Ranking]:
        """Find one, which says how many were found before it."""
        yield from ()
        self.now += self.takes
        self.asked += 1
        return Ranking(total=self.asked, rows=[], more=False, before=None)


@pytest.fixture(name="slow")
def fixture_slow() -> Iterator[Slow]:
    """What finds rankings, and the clock."""
    with pytest.MonkeyPatch.context() as patch:
        yield Slow(patch)


@pytest.fixture(name="rankings")
def fixture_rankings() -> CachedRankings:
    """Rankings of which nothing is remembered yet."""
    return CachedRankings(connect("redis://store.invalid", timeout=0.1))


@pytest.mark.parametrize(
    ("takes", "later", "found"),
    [
        pytest.param(0.001, 0.0, 2, id="a quick one is found anew"),
        pytest.param(0.5, 9.0, 1, id="a slow one is remembered"),
        pytest.param(0.5, 10.0, 2, id="but not for long"),
    ],
)
def test_only_what_took_long_is_remembered_and_for_a_moment(
    slow: Slow, rankings: CachedRankings, takes: float, later: float, found: int
) -> None:
    """Small sites see each view at once; large ones do not wear out their store."""
    slow.takes = takes

    rankings.top(QUERY)
    slow.now += later

    assert rankings.top(QUERY).total == found


def test_the_oldest_ranking_is_forgotten_for_a_new_one(
    slow: Slow, rankings: CachedRankings
) -> None:
    """Strangers who ask for many cannot fill the memory."""
    slow.takes = 0.1
    queries = [
        RankingQuery(
            site=f"{number}.example",
            dimension="pages",
            period=QUERY.period,
            today=TODAY,
        )
        for number in range(33)
    ]

    first = [rankings.top(query).total for query in queries]
    again = rankings.top(queries[1]).total, rankings.top(queries[0]).total

    assert first == list(range(1, 34))
    assert again == (2, 34)
