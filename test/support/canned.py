"""Reports that are made up: a test says what they report."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NoReturn
from zoneinfo import ZoneInfo

from page_tracker.errors import UnknownSite
from page_tracker.storage.client import connect
from page_tracker.storage.reports.members import MemberReports, Members
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.rankings import (
    Ranking,
    RankingQuery,
    RankingRow,
    Rankings,
)
from page_tracker.storage.reports.series import Point, Series
from page_tracker.storage.reports.site_page import (
    SiteAnswer,
    SiteHead,
    SitePageReports,
    SiteQuery,
)
from page_tracker.storage.reports.sites import (
    Overview,
    PageNumbers,
    SiteNumbers,
    SiteReports,
    SiteSummaries,
    SiteSummary,
    SiteTotals,
)
from page_tracker.tracking.period import Period

_NOWHERE = connect("redis://store.invalid", timeout=0.1)


class CannedReports(SiteReports):
    """What ``site`` has: so many views in all, on each day, and of each page.

    The owner may have reset it, and not its days: it still ``has_days`` then.
    ``title`` is that of each page; ``reasons`` are why views were left out.
    """

    def __init__(self, site: str = "a.example", views: int = 7) -> None:
        super().__init__(_NOWHERE)
        self.site = site
        self.views = self.pages = views
        self.title: str | None = None
        self.has_days = True
        self.reasons: dict[str, int] = {}
        self.no_site: dict[str, int] = {}
        self.periods: list[Period] = []

    def sites(self) -> list[SiteTotals]:
        """Return the site."""
        return [SiteTotals(self.site, SiteNumbers(self.views, 5, 0))]

    def refused(self) -> dict[str, int]:
        """Return the reasons of views of no site."""
        return self.no_site

    def overview(self, site: str, today: date) -> Overview:
        """Return its numbers; it is the only one that is known."""
        self._must_know(site)
        numbers = SiteNumbers(self.views, 5, 0)
        return Overview(numbers, numbers, present=3)

    def page_numbers(self, site: str, paths: Sequence[str]) -> list[PageNumbers]:
        """Return the same of each page."""
        self._must_know(site)
        return [PageNumbers(path, self.pages, 5, self.title) for path in paths]

    def series(self, site: str, period: Period, unit: str, zone: ZoneInfo) -> Series:
        """Return as many views on each day; a month and an hour are as short."""
        self._must_know(site)
        self.periods.append(period)
        points = [Point(day, self.views, 5) for day in period.days]
        return Series(self.views * len(points), 5 * len(points), points)

    def ignored(self, site: str, period: Period) -> dict[str, int]:
        """Return the reasons."""
        self._must_know(site)
        return self.reasons

    def first_day(self, site: str) -> date | None:
        """Return a day of last year."""
        self._must_know(site)
        return date(2025, 3, 1) if self.has_days else None

    def _must_know(self, site: str) -> None:
        if site != self.site:
            raise UnknownSite(site)


class CannedRankings(Rankings):
    """The rows of each dimension, none where none are given."""

    def __init__(self, **rows: list[RankingRow]) -> None:
        super().__init__(_NOWHERE)
        self.rows = rows
        self.more = False
        self.queries: list[RankingQuery] = []

    def top(self, query: RankingQuery) -> Ranking:
        """Return the rows, whatever the period is."""
        self.queries.append(query)
        rows = self.rows.get(query.dimension, [])
        return Ranking(sum(row.views for row in rows), rows, self.more, None)


class CannedSeries(PageSeries):
    """Pages with three views on each day, and a hundred in each month; not "/never"."""

    def __init__(self) -> None:
        super().__init__(_NOWHERE)

    def by_day(self, site: str, path: str, period: Period) -> list[int]:
        """Return three for each day."""
        return [0 if path == "/never" else 3 for _ in period.days]

    def by_month(self, site: str, path: str, period: Period, today: date) -> list[int]:
        """Return a hundred for each month."""
        return [100 for _ in period.months]


class CannedGlances(SiteSummaries):
    """Sites with two views on each day."""

    def __init__(self) -> None:
        super().__init__(_NOWHERE)

    def of(self, sites: Sequence[str], period: Period) -> list[SiteSummary]:
        """Return the same for each."""
        return [SiteSummary([2] * period.length, 9, 30, 1) for _ in sites]


class CannedSitePages(SitePageReports):
    """The page of a site, from its reports and rankings."""

    def __init__(self, sites: CannedReports, rankings: CannedRankings) -> None:
        super().__init__(_NOWHERE, rankings)
        self._sites = sites
        self._canned = rankings

    def head(self, site: str, today: date) -> SiteHead:
        """Return the numbers of all time, and that there are two sites."""
        overview = self._sites.overview(site, today)
        first_day = self._sites.first_day(site)
        return SiteHead(overview, first_day, [site, "b.example"])

    def ignored(self, site: str, period: Period) -> dict[str, int]:
        """Return the reasons."""
        return self._sites.ignored(site, period)

    def read(self, query: SiteQuery) -> SiteAnswer:
        """Return as many views on each day, and the rows."""
        look = partial(self._sites.series, query.site, unit=query.unit, zone=query.zone)
        series = look(query.period)
        before = look(query.before) if query.before else None
        rankings = [self._canned.top(each) for each in query.rankings]
        return SiteAnswer(series, before, self._sites.reasons, rankings)


class CannedMembers(MemberReports):
    """The members of each dimension, as the rows of rankings; half as many before.

    ``visitors`` of a page are always 5.
    """

    def __init__(self, rankings: CannedRankings) -> None:
        super().__init__(_NOWHERE)
        self._rankings = rankings

    def read(self, site: str, today: date, *asked: tuple[str, Period]) -> list[Members]:
        """Return the rows of each dimension; before, each had half of its views."""
        return [
            self._members(name, 1 if period.last == today else 2)
            for name, period in asked
        ]

    def titles(self, site: str, paths: Sequence[str]) -> dict[str, str]:
        """Return the titles of the rows."""
        rows = [row for rows in self._rankings.rows.values() for row in rows]
        return {row.name: row.title for row in rows if row.title}

    def all_time_visitors(self, site: str, paths: Sequence[str]) -> dict[str, int]:
        """Return five for each."""
        return dict.fromkeys(paths, 5)

    def _members(self, name: str, part: int) -> Members:
        rows = self._rankings.rows.get(name, [])
        views = {row.name: row.views // part for row in rows if row.views // part}
        return Members(sum(views.values()), views)


def ranked_pages(count: int) -> CannedRankings:
    """Return rankings of so many pages, the first of which has a title."""
    rows = [RankingRow(f"/{n:03}", 1000 - n, None, None) for n in range(count)]
    return CannedRankings(pages=[rows[0]._replace(title="About"), *rows[1:]])


class BrokenSitePages(SitePageReports):
    """What fails when it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__(_NOWHERE, CannedRankings())
        self._error = error

    def head(self, site: str, today: date) -> NoReturn:
        """Fail."""
        raise self._error
