"""Charts: the picture and the table say the same."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from page_tracker.svg.columns import Columns
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.page import ChartRow, series_chart
from page_tracker.web.dashboard.figures.periods import DataRange, ShownPeriod, read_time

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=BERLIN)
DAYS = ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]


def time_of(**query: str) -> ShownPeriod:
    """Read a time as on that day."""
    known = DataRange(date(2026, 11, 24), None, date(2026, 10, 1))
    return read_time(DashboardLink("/dashboard/a", query), known)


def test_a_chart_has_a_table_behind_it() -> None:
    """Row by row, without what is still to come, for which the picture has room."""
    columns = Columns(DAYS, [1000, 2, 3, 0], [500, 1, 1, 0])

    found = series_chart(time_of(period="7d"), columns, NOW)

    assert (found.title, found.unit) == ("Views and visitors by day", "day")
    assert found.rows == [
        ChartRow("22 Nov 2026", "1,000", "500"),
        ChartRow("23 Nov 2026", "2", "1"),
        ChartRow("24 Nov 2026", "3", "1"),
    ]
    assert found.svg.count("chart-column") == 3 and "25 Nov" in found.svg


def test_a_page_has_views_only() -> None:
    """Its visitors are not known by day."""
    found = series_chart(time_of(), Columns(DAYS[:1], [7], None), NOW)

    assert found.title == "Views by day"
    assert found.rows == [ChartRow("22 Nov 2026", "7", None)]
    assert not found.has_visitors and "chart-visitors" not in found.svg


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
    assert ("chart-column" in found.svg) is is_past
