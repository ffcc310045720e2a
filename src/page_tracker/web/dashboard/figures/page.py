"""The figures of one page of a site."""

from dataclasses import dataclass
from typing import NamedTuple

from page_tracker.storage.reports.members import MemberReports, Members
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.sites import PageNumbers, SiteReports
from page_tracker.svg.columns import Columns
from page_tracker.tracking.period import Period
from page_tracker.web.dashboard.figures.charts import ChartView, series_chart
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import percent
from page_tracker.web.dashboard.figures.periods import Clock, ShownPeriod
from page_tracker.web.dashboard.figures.totals import Total, total


class PageRank(NamedTuple):
    """The place of a page among all that were seen, and its neighbours in the list.

    ``before`` and ``after`` lead to the pages with more and with fewer views.
    """

    number: int
    pages: int
    share: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class PageFigures:
    """All that is shown of a page; what is kept of it alone are its views.

    ``seen`` says that it has any: the owner may have reset it, but not its days.
    ``address`` is where it is. ``rank`` is None if it was not seen in the period.
    """

    page: PageNumbers
    address: str
    seen: bool
    totals: list[Total]
    rank: PageRank | None
    chart: ChartView


class PageReader:
    """Reads what is shown of a page."""

    def __init__(
        self,
        sites: SiteReports,
        series: PageSeries,
        members: MemberReports,
        clock: Clock,
    ) -> None:
        self._sites = sites
        self._series = series
        self._members = members
        self._clock = clock

    def figures(
        self, place: DashboardLink, site: str, path: str, time: ShownPeriod
    ) -> PageFigures:
        """Return the figures of a canonical path; raises :class:`StorageError`.

        Paths that are not known have no views.
        """
        (page,) = self._sites.page_numbers(site, [path])
        pages, entries = self._members.read(
            site,
            self._clock.today(),
            ("pages", time.period),
            ("entry_pages", time.period),
        )
        columns = self._columns(site, path, time.period, time.unit)
        before = None
        if time.before is not None:
            before = self._columns(site, path, time.before, time.unit)
        views = sum(columns.views)
        # Of today, the hours that yesterday had by now are not known.
        compared = None if before is None or time.is_today else sum(before.views)
        totals = [
            total("Views", page.views if time.period.everything else views, compared),
            total("Visits that began here", entries.views.get(path, 0)),
            total("All-time views", page.views),
            total("All-time visitors", page.visitors),
        ]
        chart = series_chart(place, time, columns, before, self._clock.now())
        seen = bool(page.views or views)
        return PageFigures(
            page,
            f"https://{site}{path}",
            seen,
            totals,
            _rank(place, path, pages),
            chart,
        )

    def _columns(self, site: str, path: str, period: Period, unit: str) -> Columns:
        if unit == "day":
            days = list(period.days)
            return Columns(days, self._series.by_day(site, path, period))
        today = self._clock.today()
        views = self._series.by_month(site, path, period, today)
        return Columns(list(period.months), views)


def _rank(place: DashboardLink, path: str, pages: Members) -> PageRank | None:
    paths = [each for each in pages.views if each.startswith("/")]
    if path not in pages.views:
        return None
    at = paths.index(path)
    return PageRank(
        at + 1,
        len(paths),
        percent(pages.views[path], pages.total),
        place.of_page(paths[at - 1]) if at else None,
        place.of_page(paths[at + 1]) if at + 1 < len(paths) else None,
    )
