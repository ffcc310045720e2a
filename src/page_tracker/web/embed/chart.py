"""``GET /chart/…``: numbers over time as images."""

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from page_tracker.errors import InvalidInput, UnknownSite
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.svg.badge import badge
from page_tracker.svg.chart import chart
from page_tracker.svg.columns import Columns
from page_tracker.svg.sparkline import sparkline
from page_tracker.tracking.path import USUAL_PATHS, Paths
from page_tracker.tracking.period import Period, parse_period
from page_tracker.tracking.shown_host import shown_host
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.embed.image import (
    cache_policy,
    canonical_name,
    canonical_page,
    image,
    refusal,
    split_name,
)
from page_tracker.web.query import read_known_parameters
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


# The hours of earlier days may have expired.
_HOURS_ARE_KEPT = timedelta(days=1)


class ChartData:
    """Reads views and visitors over time; those of unknown pages and sites are 0.

    ``zone`` is the time zone of the days, ``week_starts`` the first day of a week.
    Sites and paths are canonical. Every method raises :class:`StorageError`.
    """

    def __init__(
        self,
        sites: SiteReports,
        pages: PageSeries,
        zone: ZoneInfo,
        week_starts: str = "monday",
    ) -> None:
        self._sites = sites
        self._pages = pages
        self._zone = zone
        self._week_starts = week_starts

    def period(self, asked: Mapping[str, str], site: str) -> Period:
        """Return the period that the query selects, by name or by dates.

        Raises :class:`InvalidInput`.
        """
        name = asked.get("period")
        since = self._first_day(site) if name == "all" else None
        first, last = asked.get("from"), asked.get("to")
        return parse_period(
            name, first, last, self._today(), since, week_starts=self._week_starts
        )

    def of_page(self, site: str, path: str, period: Period) -> Columns:
        """Return the views of a page, by day or by month."""
        by_day = period.default_unit(has_hours=False) == "day"
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
        """Return the views and visitors of a site; recent ones are by hour."""
        unit = period.default_unit(has_hours=False)
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


# Returns the title and the columns for a name without its extension, and a query.
Read = Callable[[str, Mapping[str, str]], tuple[str, Columns]]

_SIZES = ("small", "large")

# Shown instead of a chart if the numbers are private.
_PRIVATE = badge("views", "private", "lightgrey")


class Charts:
    """Draws numbers over time for readers, and a badge for others.

    The query has ``period``, or ``from`` and ``to``, and ``size``: small for a
    sparkline, or large for a chart with axes. Both methods raise :class:`StorageError`,
    and Werkzeug's ``NotFound``.
    """

    def __init__(
        self, histories: ChartData, access: OwnerAuth, paths: Paths = USUAL_PATHS
    ) -> None:
        self._paths = paths
        self._histories = histories
        self._access = access
        self._kept = cache_policy(access.public)

    def page(self, environ: "WSGIEnvironment", site: str, path: str) -> PlainResponse:
        """Draw the views of a page; ``path`` has an extension."""

        def read(stem: str, asked: Mapping[str, str]) -> tuple[str, Columns]:
            name, page = canonical_page(site, stem, self._paths)
            period = self._histories.period(asked, name)
            columns = self._histories.of_page(name, page, period)
            return f"Views of {shown_host(name)}{page}", columns

        return self._answer(environ, path, read)

    def site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Draw the views and visitors of a whole site; ``site`` has an extension."""

        def read(stem: str, asked: Mapping[str, str]) -> tuple[str, Columns]:
            name = canonical_name(stem)
            period = self._histories.period(asked, name)
            return f"Views of {shown_host(name)}", self._histories.of_site(name, period)

        return self._answer(environ, site, read)

    def _answer(
        self, environ: "WSGIEnvironment", name: str, read: Read
    ) -> PlainResponse:
        stem, form = split_name(name, "svg")
        query = environ.get("QUERY_STRING", "")
        try:
            asked = read_known_parameters(query, ("period", "from", "to", "size"))
            size = _size(asked)
            if not self._access.reads(environ):
                return image(_PRIVATE, self._kept)
            title, columns = read(stem, asked)
        except InvalidInput as exc:
            return refusal(form, exc)
        if size == "large":
            return image(chart(columns, title), self._kept)
        return image(sparkline(columns, title), self._kept)


def _size(asked: Mapping[str, str]) -> str:
    size = asked.get("size", "small")
    if size not in _SIZES:
        raise InvalidInput({"size": f"must be one of {', '.join(_SIZES)}"})
    return size
