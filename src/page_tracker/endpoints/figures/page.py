"""A page: its views, from the lists that it is in."""

from dataclasses import dataclass

from page_tracker.drawing.columns import Columns
from page_tracker.endpoints.figures.charts import Chart, series_chart
from page_tracker.endpoints.figures.clock import Clock
from page_tracker.endpoints.figures.times import Time
from page_tracker.endpoints.figures.totals import Total, total
from page_tracker.storage.page_series import PageSeries
from page_tracker.storage.site_reports import Page, SiteReports
from page_tracker.tracking.period import Period


@dataclass(frozen=True)
class PageFigures:
    """All that is shown of a page; what is kept of it alone are its views.

    ``seen`` says that it has any: the owner may have reset it, but not its days.
    """

    page: Page
    seen: bool
    totals: list[Total]
    chart: Chart


class PageReader:
    """Reads what is shown of a page."""

    def __init__(self, sites: SiteReports, series: PageSeries, clock: Clock) -> None:
        self._sites = sites
        self._series = series
        self._clock = clock

    def figures(self, site: str, path: str, time: Time) -> PageFigures:
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
        chart = series_chart(time, columns, self._clock.now())
        return PageFigures(page, bool(page.views or views), totals, chart)

    def _columns(self, site: str, path: str, time: Time) -> Columns:
        if time.unit == "day":
            days = list(time.period.days)
            return Columns(days, self._series.by_day(site, path, time.period))
        return Columns(
            list(time.period.months), self._by_month(site, path, time.period)
        )

    def _before(self, site: str, path: str, time: Time) -> int | None:
        # Of today, the hours that yesterday had by now are not known.
        if time.before is None or time.is_today:
            return None
        return sum(self._by_month(site, path, time.before))

    def _by_month(self, site: str, path: str, period: Period) -> list[int]:
        return self._series.by_month(site, path, period, self._clock.today())
