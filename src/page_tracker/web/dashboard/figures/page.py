"""The figures of one page; a series as a chart and a table."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.sites import PageNumbers, SiteReports
from page_tracker.svg.chart import chart
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import full
from page_tracker.tracking.period import Period
from page_tracker.web.dashboard.figures.periods import Clock, ShownPeriod
from page_tracker.web.dashboard.figures.totals import Total, total


class ChartRow(NamedTuple):
    """What a column shows: ``visitors`` are None where only views are known."""

    start: str
    views: str
    visitors: str | None


class ChartView(NamedTuple):
    """A series by its ``unit``; ``svg`` is an element that holds no text as it came."""

    title: str
    unit: str
    svg: str
    rows: list[ChartRow]
    has_visitors: bool


def series_chart(time: ShownPeriod, columns: Columns, now: datetime) -> ChartView:
    """Return the chart of a series; what is still to come has room in it.

    ``now`` is in the zone of the series.
    """
    past = columns.until(now)
    shown = "Views" if columns.visitors is None else "Views and visitors"
    title = f"{shown} by {time.unit}"
    drawn = past._replace(starts=columns.starts) if past.starts else past
    has_visitors = columns.visitors is not None
    return ChartView(title, time.unit, chart(drawn, title), _rows(past), has_visitors)


def _rows(columns: Columns) -> list[ChartRow]:
    views = [f"{number:,}" for number in columns.views]
    visitors: list[str | None] = [None] * len(views)
    if columns.visitors is not None:
        visitors = [f"{number:,}" for number in columns.visitors]
    return list(map(ChartRow, map(full, columns.starts), views, visitors))


@dataclass(frozen=True)
class PageFigures:
    """All that is shown of a page; what is kept of it alone are its views.

    ``seen`` says that it has any: the owner may have reset it, but not its days.
    """

    page: PageNumbers
    seen: bool
    totals: list[Total]
    chart: ChartView


class PageReader:
    """Reads what is shown of a page."""

    def __init__(self, sites: SiteReports, series: PageSeries, clock: Clock) -> None:
        self._sites = sites
        self._series = series
        self._clock = clock

    def figures(self, site: str, path: str, time: ShownPeriod) -> PageFigures:
        """Return the figures of a canonical path; raises :class:`StorageError`.

        Paths that are not known have no views.
        """
        (page,) = self._sites.page_numbers(site, [path])
        columns = self._columns(site, path, time)
        views, before = sum(columns.views), self._before(site, path, time)
        of_time = page.views if time.period.everything else views
        totals = [
            total("Views", of_time, before),
            total("Views of all time", page.views),
            total("Visitors of all time", page.visitors),
        ]
        series = series_chart(time, columns, self._clock.now())
        return PageFigures(page, bool(page.views or views), totals, series)

    def _columns(self, site: str, path: str, time: ShownPeriod) -> Columns:
        if time.unit == "day":
            days = list(time.period.days)
            return Columns(days, self._series.by_day(site, path, time.period))
        return Columns(
            list(time.period.months), self._by_month(site, path, time.period)
        )

    def _before(self, site: str, path: str, time: ShownPeriod) -> int | None:
        # Of today, the hours that yesterday had by now are not known.
        if time.before is None or time.is_today:
            return None
        return sum(self._by_month(site, path, time.before))

    def _by_month(self, site: str, path: str, period: Period) -> list[int]:
        return self._series.by_month(site, path, period, self._clock.today())
