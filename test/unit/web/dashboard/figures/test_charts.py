"""Charts: the picture and the table say the same."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from page_tracker.svg.columns import Columns
from page_tracker.web.dashboard.figures.charts import ChartRow, ChartView
from page_tracker.web.dashboard.figures.charts import series_chart as chart_of
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.periods import DataRange, ShownPeriod, read_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=BERLIN)
DAYS = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]


def time_of(**query: str) -> ShownPeriod:
    """Read a time as on that day."""
    known = DataRange(date(2026, 11, 24), None, date(2026, 10, 1))
    return read_time(DashboardLink("/dashboard/a", query), known)


def series_chart(time: ShownPeriod, columns: Columns, now: datetime) -> ChartView:
    """Return the chart of a site."""
    return chart_of(DashboardLink("/dashboard/a", {}), time, columns, None, now)


def day(date_of_it: str) -> str:
    """Return the address of a day."""
    return f"/dashboard/a?from={date_of_it}&to={date_of_it}"


def test_a_chart_has_a_table_behind_it() -> None:
    """Row by row, without what is still to come, for which the picture has room."""
    columns = Columns(DAYS, [1000, 2, 3, 0], [500, 1, 1, 0])

    found = series_chart(time_of(period="7d"), columns, NOW)

    assert (found.title, found.unit) == ("Views and visitors per day", "day")
    assert found.rows == [
        ChartRow("Sun 22 Nov 2026", "1,000", "500", day("2026-11-22")),
        ChartRow("Mon 23 Nov 2026", "2", "1", day("2026-11-23")),
        ChartRow("Tue 24 Nov 2026", "3", "1", "/dashboard/a?period=today"),
    ]
    assert found.html.count("chart-column") == 3 and "25 Nov" in found.html


def test_a_page_has_views_only() -> None:
    """The chart of a page has views only."""
    found = series_chart(time_of(), Columns(DAYS[:1], [7], None), NOW)

    assert found.title == "Views per day"
    assert found.rows == [ChartRow("Sun 22 Nov 2026", "7", None, None)]
    assert not found.has_visitors and found.html.count("<path d=") == 1


@pytest.mark.parametrize(
    ("start", "is_past"),
    [
        ("2026-11-24T09:00:00+01:00", True),
        ("2026-11-24T10:00:00+01:00", False),
        ("2026-11-24", True),
        ("2026-11-25", False),
        ("2026-11", True),
        ("2026-12", False),
    ],
)
def test_what_has_begun_is_shown(start: str, is_past: bool) -> None:
    """The hour, the day and the month that it is, as far as they are known."""
    found = series_chart(time_of(), Columns([start], [1], [1]), NOW)

    assert bool(found.rows) is is_past
    assert ("chart-column" in found.html) is is_past


@pytest.mark.parametrize(
    ("starts", "addresses"),
    [
        pytest.param(
            ["2026-10", "2026-11"],
            [
                "/dashboard/a?from=2026-10-01&to=2026-10-31",
                "/dashboard/a?from=2026-11-01&to=2026-11-24",
            ],
            id="months",
        ),
        pytest.param(
            ["2026-11-24T08:00:00+01:00", "2026-11-24T09:00:00+01:00"],
            [None, None],
            id="hours",
        ),
    ],
)
def test_a_row_leads_to_its_month_and_an_hour_nowhere(
    starts: list[str], addresses: list[str | None]
) -> None:
    """A row links to its month, for the current one until today; hours have no link."""
    found = series_chart(time_of(), Columns(starts, [1, 1], [1, 1]), NOW)

    assert [row.address for row in found.rows] == addresses


@pytest.mark.parametrize(("count", "has_before"), [(3, True), (63, False)])
def test_columns_are_compared_with_those_of_before(
    count: int, has_before: bool
) -> None:
    """Beside the lines of very many columns, a third one would be too much."""
    first = date(2026, 8, 1)
    days = [f"{first + timedelta(days=each)}" for each in range(count)]
    columns = Columns(days, [2] * count, [1] * count)

    found = chart_of(
        DashboardLink("/dashboard/a", {}), time_of(), columns, columns, NOW
    )

    assert found.has_before is has_before
    assert ("2 before" in found.html) is has_before
