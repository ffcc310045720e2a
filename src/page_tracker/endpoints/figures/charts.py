"""Charts: a series as a picture, and as the rows of a table."""

from datetime import datetime
from typing import NamedTuple

from page_tracker.drawing.chart import chart
from page_tracker.drawing.columns import Columns
from page_tracker.drawing.dates import full
from page_tracker.endpoints.figures.times import Time


class Row(NamedTuple):
    """What a column shows: ``visitors`` are None where only views are known."""

    start: str
    views: str
    visitors: str | None


class Chart(NamedTuple):
    """A series by its ``unit``; ``svg`` is an element that holds no text as it came."""

    title: str
    unit: str
    svg: str
    rows: list[Row]
    has_visitors: bool


def series_chart(time: Time, columns: Columns, now: datetime) -> Chart:
    """Return the chart of a series; what is still to come has room in it.

    ``now`` is in the zone of the series.
    """
    past = columns.until(now)
    shown = "Views" if columns.visitors is None else "Views and visitors"
    title = f"{shown} by {time.unit}"
    drawn = past._replace(starts=columns.starts) if past.starts else past
    has_visitors = columns.visitors is not None
    return Chart(title, time.unit, chart(drawn, title), _rows(past), has_visitors)


def _rows(columns: Columns) -> list[Row]:
    views = [f"{number:,}" for number in columns.views]
    visitors: list[str | None] = [None] * len(views)
    if columns.visitors is not None:
        visitors = [f"{number:,}" for number in columns.visitors]
    return list(map(Row, map(full, columns.starts), views, visitors))
