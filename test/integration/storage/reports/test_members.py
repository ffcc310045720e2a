"""All members of a dimension, from a real store."""

from datetime import date, timedelta

import pytest
from redis import Redis

from page_tracker.errors import UnknownSite
from page_tracker.storage.client import connect
from page_tracker.storage.reports.members import MemberReports
from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.tracking.period import Period
from support.history import History
from support.valkey import Valkey
from support.waiting import PATIENCE

LAST = date(2026, 11, 24)
WEEK = Period(LAST - timedelta(days=6), LAST)
EVER = Period(LAST - timedelta(days=39), LAST, everything=True)


@pytest.fixture(name="members")
def fixture_members(valkey: Valkey) -> MemberReports:
    """Reports of the members of a store."""
    return MemberReports(connect(valkey.url, timeout=PATIENCE))


@pytest.fixture(name="past")
def fixture_past(client: Redis) -> History:
    """A site with 40 days."""
    return History(days=40, pages=60, last=LAST).fill(client)


@pytest.mark.parametrize("dimension", ["pages", "entry_pages", "browsers"])
@pytest.mark.parametrize("period", [WEEK, EVER], ids=["a week", "all time"])
def test_all_members_are_those_that_are_ranked(
    members: MemberReports,
    valkey: Valkey,
    past: History,
    dimension: str,
    period: Period,
) -> None:
    """All members have the order, views and total of the ranking."""
    ranking = Rankings(connect(valkey.url, timeout=PATIENCE)).top(
        RankingQuery(
            site=past.site, dimension=dimension, period=period, today=LAST, limit=1000
        )
    )

    (found,) = members.read(past.site, LAST, (dimension, period))

    assert found.total == ranking.total
    rows = [(row.name, row.views) for row in ranking.rows]
    assert list(found.views.items()) == rows


def test_pages_have_titles_and_visitors(members: MemberReports, past: History) -> None:
    """Pages have the titles and visitors that are known."""
    paths = ["/articles/00001", "/unknown"]

    titles = members.titles(past.site, paths)
    visitors = members.all_time_visitors(past.site, paths)

    assert titles == {"/articles/00001": "All about articles/00001"}
    assert visitors["/articles/00001"] > 0 == visitors["/unknown"]
    assert members.titles(past.site, []) == {}
    assert members.all_time_visitors(past.site, []) == {}


@pytest.mark.usefixtures("client")
def test_an_unknown_site_has_no_members(members: MemberReports) -> None:
    """Reading the members of an unknown site raises UnknownSite."""
    with pytest.raises(UnknownSite):
        members.read("b.org", LAST, ("pages", WEEK))
