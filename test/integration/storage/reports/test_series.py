"""Series, from a real store."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from page_tracker.errors import InvalidInput
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.reports.series import MAX_POINTS, Point
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.tracking.period import Period
from support.history import History
from support.valkey import Valkey
from support.waiting import PATIENCE

SITE = "example.com"
BERLIN = ZoneInfo("Europe/Berlin")
UTC = ZoneInfo("UTC")


@pytest.fixture(name="reports")
def fixture_reports(valkey: Valkey, client: Redis) -> SiteReports:
    """The reports of a store that knows the site."""
    client.sadd(keys.SITES, SITE)
    return SiteReports(connect(valkey.url, timeout=PATIENCE))


def days(first: str, last: str) -> Period:
    """Return the period between two ISO dates."""
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def test_days_without_views_are_zero(reports: SiteReports, client: Redis) -> None:
    """A series has a point for each day; days without views are 0."""
    numbers: Any = {
        "2026-11-22:views": 5,
        "2026-11-22:visitors": 2,
        "2026-11-24:views": 1,
    }
    client.hset(keys.days(SITE), mapping=numbers)

    series = reports.series(SITE, days("2026-11-21", "2026-11-24"), "day", UTC)

    assert series == (
        6,
        2,
        [
            Point("2026-11-21", 0, 0),
            Point("2026-11-22", 5, 2),
            Point("2026-11-23", 0, 0),
            Point("2026-11-24", 1, 0),
        ],
    )


def test_months_have_only_their_days_within_the_period(
    reports: SiteReports, client: Redis
) -> None:
    """The first and the last point may be less than a month."""
    numbers: Any = {
        "2026-09-29:views": 100,
        "2026-09-30:views": 3,
        "2026-09-30:visitors": 1,
        "2026-10-31:views": 2,
        "2026-11-01:views": 100,
    }
    client.hset(keys.days(SITE), mapping=numbers)

    series = reports.series(SITE, days("2026-09-30", "2026-10-31"), "month", UTC)

    assert series == (5, 1, [Point("2026-09", 3, 1), Point("2026-10", 2, 0)])


def test_hours_are_those_that_the_clock_shows(
    reports: SiteReports, client: Redis
) -> None:
    """Hours have their local names and the offset that distinguishes equal ones."""
    numbers: Any = {"02:views": 5, "02:visitors": 4, "02b:views": 3, "23:visitors": 1}
    client.hset(keys.hours(SITE, "2026-10-25"), mapping=numbers)

    series = reports.series(SITE, days("2026-10-25", "2026-10-25"), "hour", BERLIN)

    points = series.points
    assert len(points) == 25
    assert points[2:5] == [
        Point("2026-10-25T02:00:00+02:00", 5, 4),
        Point("2026-10-25T02:00:00+01:00", 3, 0),
        Point("2026-10-25T03:00:00+01:00", 0, 0),
    ]
    assert points[-1] == Point("2026-10-25T23:00:00+01:00", 0, 1)


def test_hours_that_are_forgotten_still_count_for_the_period(
    reports: SiteReports, client: Redis
) -> None:
    """Expired hours are 0, but the period still counts them by day."""
    client.hset(keys.days(SITE), mapping={"2020-01-01:views": 8})

    series = reports.series(SITE, days("2020-01-01", "2020-01-01"), "hour", UTC)

    assert series.views == 8
    assert {point.views for point in series.points} == {0}


def test_a_day_that_a_zone_has_skipped_has_no_hours(reports: SiteReports) -> None:
    """A day that a zone has skipped has no hours."""
    apia = ZoneInfo("Pacific/Apia")

    alone = reports.series(SITE, days("2011-12-30", "2011-12-30"), "hour", apia)
    among = reports.series(SITE, days("2011-12-29", "2011-12-31"), "hour", apia)

    assert alone.points == []
    assert len(among.points) == 48


@pytest.mark.parametrize("unit", ["hour", "day", "month"])
def test_the_points_of_every_unit_add_up_to_the_period(
    reports: SiteReports, client: Redis, unit: str
) -> None:
    """Days, hours and months tell of the same views."""
    past = History(last=date(2026, 11, 2), days=20, zone=BERLIN).fill(client)
    period = Period(past.dates[3], past.dates[-2])

    series = reports.series(past.site, period, unit, BERLIN)

    stored: Any = client.hgetall(keys.days(past.site))
    views = sum(int(stored[f"{day}:views"]) for day in period.days)
    assert series.views == sum(point.views for point in series.points) == views > 0
    assert series.visitors == sum(point.visitors for point in series.points) > 0


@pytest.mark.parametrize(
    ("unit", "length", "allowed"),
    [
        pytest.param("hour", MAX_POINTS // 24, True, id="most hours"),
        pytest.param("hour", MAX_POINTS // 24 + 1, False, id="an hour too many"),
        pytest.param("day", MAX_POINTS, True, id="most days"),
        pytest.param("day", MAX_POINTS + 1, False, id="a day too many"),
        pytest.param("month", 3 * MAX_POINTS, True, id="many months"),
    ],
)
def test_a_series_has_a_limit(
    reports: SiteReports, unit: str, length: int, allowed: bool
) -> None:
    """An answer stays of a size that can be drawn, and a request of bounded cost."""
    last = date(2026, 11, 24)
    period = Period(date.fromordinal(last.toordinal() - length + 1), last)

    if allowed:
        assert reports.series(SITE, period, unit, UTC).points
    else:
        with pytest.raises(InvalidInput) as caught:
            reports.series(SITE, period, unit, UTC)
        assert set(caught.value.errors) == {"unit"}
