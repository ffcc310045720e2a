"""Glances: sites as they were lately, all in one round trip."""

from datetime import date, timedelta

import pytest
from redis import Redis

from page_tracker.storage.reports.sites import SiteReports, SiteSummaries, SiteSummary
from page_tracker.tracking.period import Period
from support.history import History

TODAY = date(2026, 11, 24)
WEEK = Period(TODAY - timedelta(days=6), TODAY)


@pytest.mark.parametrize("length", [1, 7, 30])
def test_a_glance_agrees_with_the_reports_of_its_site(
    client: Redis, length: int
) -> None:
    """A summary agrees with the site's reports, by day, in sum and before."""
    History(site="a.example", days=70, last=TODAY, present=4).fill(client)
    History(site="b.example", days=70, last=TODAY, present=0, seed=2).fill(client)
    period = Period(TODAY - timedelta(days=length - 1), TODAY)
    reports, utc = SiteReports(client), History().zone

    found = SiteSummaries(client).of(["a.example", "b.example"], period)

    for site, glance in zip(["a.example", "b.example"], found, strict=True):
        series = reports.series(site, period, "day", utc)
        before = reports.series(site, period.before(), "day", utc)
        assert glance.views == [point.views for point in series.points]
        assert (glance.visitors, glance.before) == (series.visitors, before.views)
    assert [glance.present for glance in found] == [4, 0]


def test_sites_that_are_not_known_have_nothing(client: Redis) -> None:
    """The summaries of unknown sites are 0."""
    assert SiteSummaries(client).of(["a.example"], WEEK) == [
        SiteSummary([0] * 7, 0, 0, 0)
    ]


def test_without_sites_there_is_nothing_to_see(client: Redis) -> None:
    """Without sites there are no summaries."""
    assert not SiteSummaries(client).of([], WEEK)
