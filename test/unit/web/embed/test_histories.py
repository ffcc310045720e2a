"""What charts are of."""

from datetime import date, timedelta

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.tracking.period import Period
from page_tracker.web.embed.chart import ChartData
from support.images import BERLIN, BY_DAY, BY_MONTH, NOON, SITE, TODAY, Pages, Sites


@pytest.fixture(name="now", autouse=True)
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon."""
    monkeypatch.setattr("page_tracker.web.embed.chart.time.time", lambda: NOON)


@pytest.fixture(name="histories")
def fixture_histories() -> ChartData:
    """Those of a site since October."""
    return ChartData(Sites(), Pages(), BERLIN)


def until_today(days: int) -> Period:
    """Return the last days."""
    return Period(TODAY - timedelta(days=days - 1), TODAY)


@pytest.mark.parametrize(
    ("asked", "site", "period"),
    [
        pytest.param({}, SITE, until_today(30), id="nothing"),
        pytest.param({"period": "7d"}, SITE, until_today(7), id="a name"),
        pytest.param(
            {"from": "2026-11-01", "to": "2026-11-03"},
            SITE,
            Period(date(2026, 11, 1), date(2026, 11, 3)),
            id="dates",
        ),
        pytest.param(
            {"period": "all"},
            SITE,
            Period(date(2026, 10, 1), TODAY, everything=True),
            id="all",
        ),
        pytest.param(
            {"period": "all"},
            "b.org",
            Period(TODAY, TODAY, everything=True),
            id="all of an unknown site",
        ),
    ],
)
def test_a_period_is_asked_for_in_words_or_dates(
    histories: ChartData, asked: dict[str, str], site: str, period: Period
) -> None:
    """A period can be requested by name or by dates."""
    assert histories.period(asked, site) == period


def test_a_period_that_is_none_is_refused(histories: ChartData) -> None:
    """An invalid period is rejected by the parameter's name."""
    with pytest.raises(InvalidInput) as caught:
        histories.period({"period": "fortnight"}, SITE)

    assert set(caught.value.errors) == {"period"}


def test_a_page_is_shown_by_day(histories: ChartData) -> None:
    """A page is shown by day, with views only."""
    columns = histories.of_page(SITE, "/", until_today(92))

    assert list(columns.starts) == list(until_today(92).days)
    assert columns.views == [BY_DAY] * 92
    assert columns.visitors is None


def test_a_page_is_shown_by_month_over_a_long_time(histories: ChartData) -> None:
    """A page is shown by month over a long period."""
    columns = histories.of_page(SITE, "/", until_today(93))

    assert list(columns.starts) == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert columns.views == [BY_MONTH] * 4


@pytest.mark.parametrize("days", [7, 365])
def test_a_page_of_an_unknown_site_has_no_views(
    histories: ChartData, days: int
) -> None:
    """A page of an unknown site has no views."""
    known = histories.of_page(SITE, "/", until_today(days))

    columns = histories.of_page("b.org", "/", until_today(days))

    assert columns.starts == known.starts
    assert columns.views == [0] * len(known.views)


@pytest.mark.parametrize(
    ("period", "count"),
    [
        pytest.param(until_today(1), 13, id="the hours of today, until now"),
        pytest.param(until_today(2).before(), 2, id="two days"),
        pytest.param(
            Period(TODAY - timedelta(days=1), TODAY - timedelta(days=1)),
            24,
            id="the hours of yesterday",
        ),
        pytest.param(
            Period(TODAY - timedelta(days=2), TODAY - timedelta(days=2)),
            1,
            id="a day before",
        ),
        pytest.param(until_today(92), 92, id="most days"),
        pytest.param(until_today(93), 4, id="months"),
    ],
)
def test_a_site_is_shown_by_what_suits_the_period(
    histories: ChartData, period: Period, count: int
) -> None:
    """A site is shown by the period's default unit, without the future."""
    columns = histories.of_site(SITE, period)

    assert len(columns.starts) == count
    assert columns.views == [3] * count
    assert columns.visitors == [2] * count


@pytest.mark.parametrize("days", [1, 30])
def test_an_unknown_site_has_no_views(histories: ChartData, days: int) -> None:
    """An unknown site has no views."""
    columns = histories.of_site("b.org", until_today(days))

    assert list(columns.starts) == list(until_today(days).days)
    assert columns.views == columns.visitors == [0] * days
