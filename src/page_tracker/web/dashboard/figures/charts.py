"""A series as a chart and as a table."""

from calendar import monthrange
from datetime import date, datetime
from typing import NamedTuple

from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import is_hour, is_month, with_weekday
from page_tracker.svg.page_chart import MAX_BARS, MAX_TOLD, PageChart
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.periods import ShownPeriod


class ChartRow(NamedTuple):
    """What a column shows: ``visitors`` are None where only views are known.

    ``address`` leads to the day or the month alone, if it is one of several, but not
    of very many.
    """

    start: str
    views: str
    visitors: str | None
    address: str | None


class ChartView(NamedTuple):
    """A series by its ``unit``; ``html`` is an element without any text as it came."""

    title: str
    unit: str
    html: str
    rows: list[ChartRow]
    has_visitors: bool
    has_before: bool


def series_chart(
    place: DashboardLink,
    time: ShownPeriod,
    columns: Columns,
    before: Columns | None,
    now: datetime,
) -> ChartView:
    """Return the chart of a series; what is still to come has room in it.

    ``now`` is in the zone of the series. ``before`` is the period to compare it with.
    """
    past = columns.until(now)
    has_visitors = columns.visitors is not None
    title = f"{'Views and visitors' if has_visitors else 'Views'} per {time.unit}"
    drawn = past._replace(starts=columns.starts) if past.starts else past
    compared = [] if before is None else list(before.views[: len(columns.starts)])
    if len(columns.starts) > MAX_BARS:  # beside lines, it would be a third line
        compared = []
    return ChartView(
        title,
        time.unit,
        PageChart(drawn, title, compared, so_far=not time.is_over).html(),
        _rows(past, place, now.date()),
        has_visitors,
        has_before=any(compared),
    )


def _rows(columns: Columns, place: DashboardLink, today: date) -> list[ChartRow]:
    views = [f"{number:,}" for number in columns.views]
    visitors: list[str | None] = [None] * len(views)
    if columns.visitors is not None:
        visitors = [f"{number:,}" for number in columns.visitors]
    several = 1 < len(columns.starts) <= MAX_TOLD
    addresses = [
        _address(place, start, today) if several else None for start in columns.starts
    ]
    names = map(with_weekday, columns.starts)
    return list(map(ChartRow, names, views, visitors, addresses))


def _address(place: DashboardLink, start: str, today: date) -> str | None:
    if is_hour(start):
        return None
    if is_month(start):
        first = date.fromisoformat(f"{start}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return place.between(first, min(last, today))
    day = date.fromisoformat(start)
    return place.in_period("today") if day == today else place.between(day, day)
