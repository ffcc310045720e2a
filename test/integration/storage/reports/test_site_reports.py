"""Reads of sites and pages, from a real store."""

import time
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from page_tracker.errors import StorageUnavailable, UnknownSite
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.reports.sites import (
    Overview,
    PageNumbers,
    SiteNumbers,
    SiteReports,
    SiteTotals,
)
from page_tracker.tracking.period import Period
from support.history import History
from support.valkey import Valkey
from support.waiting import PATIENCE

TODAY = date(2026, 11, 24)
SITE = "example.com"
NOTHING = SiteNumbers(0, 0, 0)


@pytest.fixture(name="reports")
def fixture_reports(valkey: Valkey) -> SiteReports:
    """The reports of the shared store."""
    return SiteReports(connect(valkey.url, timeout=PATIENCE))


def test_without_any_site_there_is_an_empty_list(reports: SiteReports) -> None:
    """A new service has nothing to show, which is no error."""
    assert reports.sites() == []
    assert reports.refused() == {}


def test_sites_are_sorted_by_views_and_then_by_name(
    reports: SiteReports, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All sites, with or without views, are sorted by views and then by name."""
    monkeypatch.setattr("page_tracker.storage.reports.sites._SITES", 2)
    client.sadd(keys.SITES, "b.example", "a.example", "new.example", "most.example")
    for site, views in (("a.example", 7), ("b.example", 7), ("most.example", 70)):
        numbers: Any = {"views": views, "visitors": 5, "events": 1}
        client.hset(keys.totals(site), mapping=numbers)

    sites = reports.sites()

    assert sites == [
        SiteTotals("most.example", SiteNumbers(70, 5, 1)),
        SiteTotals("a.example", SiteNumbers(7, 5, 1)),
        SiteTotals("b.example", SiteNumbers(7, 5, 1)),
        SiteTotals("new.example", NOTHING),
    ]


def test_views_of_no_site_are_summed_by_reason(
    reports: SiteReports, client: Redis
) -> None:
    """Ignored views of no site are summed by reason, the most frequent first."""
    refused: Any = {
        "2026-11-23:too_many_sites": 2,
        "2026-11-23:unknown_site": 3,
        "2026-11-24:unknown_site": 4,
    }
    client.hset(keys.REFUSED, mapping=refused)

    counts = reports.refused()

    assert list(counts.items()) == [("unknown_site", 7), ("too_many_sites", 2)]


def test_an_overview_has_totals_and_today(reports: SiteReports, client: Redis) -> None:
    """An overview has the totals, those of today, and the active visitors."""
    client.hset(keys.totals(SITE), mapping={"views": 9, "visitors": 5, "events": 2})
    client.hset(keys.days(SITE), mapping={f"{TODAY}:views": 4, f"{TODAY}:visitors": 3})
    now = time.time()
    last = {"a": now, "b": now - keys.ACTIVE + 5, "gone": now - keys.ACTIVE - 5}
    client.zadd(keys.active(SITE), last)

    overview = reports.overview(SITE, TODAY)

    assert overview == Overview(SiteNumbers(9, 5, 2), SiteNumbers(4, 3, 0), 2)


@pytest.mark.parametrize("known", ["listed", "counted"])
def test_a_site_is_known_before_anything_was_counted(
    reports: SiteReports, client: Redis, known: str
) -> None:
    """A site without counted views, for example after a reset, is known."""
    if known == "listed":
        client.sadd(keys.SITES, SITE)
    else:
        client.hset(keys.totals(SITE), "views", 0)

    overview = reports.overview(SITE, TODAY)

    assert overview == Overview(NOTHING, NOTHING, 0)


def test_an_unseen_site_is_unknown(reports: SiteReports) -> None:
    """Every report about an unknown site raises UnknownSite."""
    week = Period(TODAY - timedelta(days=6), TODAY)
    zone = ZoneInfo("UTC")

    for ask in (
        lambda: reports.overview(SITE, TODAY),
        lambda: reports.page_numbers(SITE, ["/"]),
        lambda: reports.series(SITE, week, "day", zone),
        lambda: reports.ignored(SITE, week),
        lambda: reports.first_day(SITE),
    ):
        with pytest.raises(UnknownSite, match="nothing was counted"):
            ask()


def test_pages_come_in_the_order_they_were_asked_for(
    reports: SiteReports, client: Redis
) -> None:
    """Pages keep the requested order; unknown ones have 0 views."""
    client.sadd(keys.SITES, SITE)
    client.zadd(keys.pages(SITE), {"/": 9, "/\u00fc": 2**53})
    client.zadd(keys.page_visitors(SITE), {"/": 4})
    client.hset(keys.titles(SITE), "/\u00fc", "\u00dc")

    pages = reports.page_numbers(SITE, ["/\u00fc", "/new", "/"])

    assert pages == [
        PageNumbers("/\u00fc", 2**53, 0, "\u00dc"),
        PageNumbers("/new", 0, 0, None),
        PageNumbers("/", 9, 4, None),
    ]


def test_a_title_that_is_not_utf8_is_shown_with_marks(
    reports: SiteReports, client: Redis
) -> None:
    """Invalid UTF-8 in a title is replaced."""
    client.sadd(keys.SITES, SITE)
    client.hset(keys.titles(SITE), "/", b"caf\xe9")

    (page,) = reports.page_numbers(SITE, ["/"])

    assert page.title == "caf\N{REPLACEMENT CHARACTER}"


def test_ignored_views_are_summed_by_reason(
    reports: SiteReports, client: Redis
) -> None:
    """Within the period only, the most frequent first, and none that was not met."""
    client.sadd(keys.SITES, SITE)
    ignored: Any = {
        "2026-11-22:bot": 100,
        "2026-11-23:own_visit": 2,
        "2026-11-23:bot": 3,
        "2026-11-24:bot": 4,
        "2026-11-24:prefetch": 2,
        "2026-11-25:bot": 100,
    }
    client.hset(keys.ignored(SITE), mapping=ignored)

    counts = reports.ignored(SITE, Period(date(2026, 11, 23), TODAY))

    assert list(counts.items()) == [("bot", 7), ("own_visit", 2), ("prefetch", 2)]


def test_all_that_was_left_out_is_also_what_came_before_the_first_view(
    reports: SiteReports, client: Redis
) -> None:
    """Bots may find a site before anybody else does."""
    ignored: Any = {"2026-11-01:bot": 5, "2026-11-24:bot": 1, "2026-11-24:prefetch": 2}
    client.sadd(keys.SITES, SITE)
    client.hset(keys.ignored(SITE), mapping=ignored)

    counts = reports.ignored(SITE, Period(TODAY, TODAY, everything=True))

    assert list(counts.items()) == [("bot", 6), ("prefetch", 2)]


def test_the_first_day_is_the_first_with_any_numbers(
    reports: SiteReports, client: Redis
) -> None:
    """The first day is the first with any number, also of an event."""
    past = History(days=40, pages=2, views=20).fill(client)
    client.hset(keys.days(past.site), "2020-02-29:events", 1)

    first = reports.first_day(past.site)

    assert first == date(2020, 2, 29)


def test_a_site_without_numbers_has_no_first_day(
    reports: SiteReports, client: Redis
) -> None:
    """A site that was reset has no first day."""
    client.sadd(keys.SITES, SITE)

    assert reports.first_day(SITE) is None


def test_a_store_that_is_away_is_an_error_of_ours(own_valkey: Valkey) -> None:
    """An unreachable store raises StorageError, never a driver's error."""
    reports = SiteReports(connect(own_valkey.url, timeout=PATIENCE))
    own_valkey.stop()

    with pytest.raises(StorageUnavailable):
        reports.sites()
