"""Reports that are made up: a test says what they report."""

from collections.abc import Sequence
from datetime import date
from typing import NoReturn
from zoneinfo import ZoneInfo

from page_tracker.errors import UnknownSite
from page_tracker.storage.client import connect
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.rankings import (
    Ranking,
    RankingQuery,
    RankingRow,
    Rankings,
)
from page_tracker.storage.reports.series import Point, Series
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


class BrokenRankings(Rankings):
    """What fails when it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__(_NOWHERE)
        self._error = error

    def top(self, query: RankingQuery) -> NoReturn:
        """Fail."""
        raise self._error
