"""Series of pages: every view of a page is found again, by day and by month."""

from datetime import date, timedelta

import pytest
from redis import Redis

from page_tracker.errors import UnknownSite
from page_tracker.storage import keys
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.tracking.period import Period
from support.history import History

SITE, TODAY = "example.com", date(2026, 11, 24)


@pytest.fixture(name="series")
def fixture_series(client: Redis) -> PageSeries:
    """Three months with a page that is seen each day."""
    History(days=90, pages=5, last=TODAY).fill(client)
    return PageSeries(client)


def scores(client: Redis, times: list[str], path: str) -> list[int]:
    """Return what the lists of some days or months have of a page."""
    found = (client.zscore(keys.top(SITE, "pages", time), path) for time in times)
    return [int(str(score or 0).partition(".")[0]) for score in found]


def test_each_day_of_a_page_is_what_its_list_says(
    client: Redis, series: PageSeries
) -> None:
    """Each day has the views of its list, for any page and any path."""
    client.zadd(keys.top(SITE, "pages", "2026-11-23"), {"/é": 7})
    period = Period(date(2026, 11, 20), TODAY)

    assert series.by_day(SITE, "/é", period) == [0, 0, 0, 7, 0]
    page = "/articles/00003"
    days = series.by_day(SITE, page, period)
    assert all(days) and days == scores(client, list(period.days), page)


def test_a_page_or_a_day_that_is_not_known_has_no_views(series: PageSeries) -> None:
    """An unknown page, or a day without a list, has no views."""
    before = Period(date(2025, 1, 1), date(2025, 1, 2))
    after = Period(TODAY + timedelta(days=1), TODAY + timedelta(days=2))

    assert series.by_day(SITE, "/", before) == [0, 0]
    assert series.by_day(SITE, "/", after) == [0, 0]
    assert series.by_day(SITE, "/none", Period(TODAY, TODAY)) == [0]


def test_a_whole_month_is_known_without_its_days(
    client: Redis, series: PageSeries
) -> None:
    """Lists of days expire, those of months never do; the current one is whole."""
    october, november = scores(client, ["2026-10", "2026-11"], "/")
    for day in Period(date(2026, 10, 1), TODAY).days:
        client.delete(keys.top(SITE, "pages", day))
    period = Period(date(2026, 10, 1), TODAY)

    assert series.by_month(SITE, "/", period, TODAY) == [october, november]
    assert october and november


def test_of_a_part_of_a_month_the_days_are_added_up(
    client: Redis, series: PageSeries
) -> None:
    """For a part of a month, the days are added, at both ends of a period."""
    period = Period(date(2026, 10, 30), date(2026, 11, 2))

    assert series.by_month(SITE, "/", period, TODAY) == [
        sum(scores(client, ["2026-10-30", "2026-10-31"], "/")),
        sum(scores(client, ["2026-11-01", "2026-11-02"], "/")),
    ]


def test_an_unknown_site_has_no_series(series: PageSeries) -> None:
    """An unknown site raises an error, whereas an unknown page has no views."""
    period = Period(TODAY, TODAY)

    with pytest.raises(UnknownSite):
        series.by_day("unknown.example", "/", period)
    with pytest.raises(UnknownSite):
        series.by_month("unknown.example", "/", period, TODAY)
