"""Histories: what a chart is of, from one moment of a period to the next."""

import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from page_tracker.drawing.columns import Columns
from page_tracker.errors import UnknownSite
from page_tracker.storage.page_series import PageSeries
from page_tracker.storage.site_reports import SiteReports
from page_tracker.tracking.period import Period
from page_tracker.tracking.period_names import parse_period

# The longest period, in days, that is shown by day; longer ones are by month.
_BY_DAY = 92

# Before yesterday, the hours of a day may be forgotten.
_HOURS_ARE_KEPT = timedelta(days=1)


class Histories:
    """Reads views and visitors over time; what is not known has none.

    ``zone`` is where days begin. Sites and paths are canonical. Every method raises
    :class:`StorageError`.
    """

    def __init__(self, sites: SiteReports, pages: PageSeries, zone: ZoneInfo) -> None:
        self._sites = sites
        self._pages = pages
        self._zone = zone

    def period(self, asked: Mapping[str, str], site: str) -> Period:
        """Return what ``period``, or ``from`` and ``to``, mean to a site.

        Raises :class:`InvalidInput`.
        """
        name = asked.get("period")
        since = self._first_day(site) if name == "all" else None
        first, last = asked.get("from"), asked.get("to")
        return parse_period(name, first, last, self._today(), since)

    def of_page(self, site: str, path: str, period: Period) -> Columns:
        """Return the views of a page, by day or by month."""
        by_day = period.length <= _BY_DAY
        starts = list(period.days if by_day else period.months)
        try:
            if by_day:
                views = self._pages.by_day(site, path, period)
            else:
                views = self._pages.by_month(site, path, period, self._today())
        except UnknownSite:
            views = [0] * len(starts)
        return Columns(starts, views)

    def of_site(self, site: str, period: Period) -> Columns:
        """Return the views and visitors of a site: by hour, if it is of late."""
        unit = "day" if period.length <= _BY_DAY else "month"
        if period.length == 1 and period.first >= self._today() - _HOURS_ARE_KEPT:
            unit = "hour"
        try:
            points = self._sites.series(site, period, unit, self._zone).points
        except UnknownSite:
            nothing = [0] * period.length
            return Columns(list(period.days), nothing, nothing)
        columns = Columns(
            [point.start for point in points],
            [point.views for point in points],
            [point.visitors for point in points],
        )
        return columns.until(self._now())

    def _first_day(self, site: str) -> date | None:
        try:
            return self._sites.first_day(site)
        except UnknownSite:
            return None

    def _today(self) -> date:
        return self._now().date()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), self._zone)
