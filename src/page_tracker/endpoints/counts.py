"""Counts: the one number that a badge shows."""

import time
from datetime import date
from zoneinfo import ZoneInfo

from page_tracker.errors import UnknownSite
from page_tracker.storage.page_scores import PageScores
from page_tracker.storage.site_reports import SiteReports
from page_tracker.tracking.hours import moment
from page_tracker.tracking.period import Period
from page_tracker.tracking.period_names import parse_period

OF_ALL_TIME = ("views", "visitors")
"""Metrics that are known as soon as a view is counted."""

OF_DAYS = ("today", "7d", "30d")
"""Metrics that are views, on days until today."""

METRICS = (*OF_ALL_TIME, *OF_DAYS)


class Counts:
    """Reads a metric of a page or of a site; what is not known has 0.

    ``zone`` is where days begin. Sites and paths are canonical. Every method raises
    :class:`StorageError`.
    """

    def __init__(self, scores: PageScores, sites: SiteReports, zone: ZoneInfo) -> None:
        self._scores = scores
        self._sites = sites
        self._zone = zone

    def of_page(self, metric: str, site: str, path: str) -> int:
        """Return the number of a page; waits for nothing but the recorder."""
        if metric == "views":
            return self._scores.views(site, path)
        if metric == "visitors":
            return self._scores.visitors(site, path)
        return self._scores.views_in(site, path, self._period(metric))

    def of_site(self, metric: str, site: str) -> int:
        """Return the number of a whole site."""
        try:
            if metric in OF_DAYS:
                period = self._period(metric)
                return self._sites.series(site, period, "day", self._zone).views
            totals = self._sites.overview(site, self._today()).totals
            return totals.views if metric == "views" else totals.visitors
        except UnknownSite:
            return 0

    def _period(self, metric: str) -> Period:
        return parse_period(metric, None, None, self._today(), None)

    def _today(self) -> date:
        return date.fromisoformat(moment(time.time(), self._zone).day)
