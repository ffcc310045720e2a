"""A site: everything that its page shows of a time."""

from dataclasses import dataclass

from page_tracker.drawing.columns import Columns
from page_tracker.endpoints.figures import words
from page_tracker.endpoints.figures.charts import Chart, series_chart
from page_tracker.endpoints.figures.clock import Clock
from page_tracker.endpoints.figures.lists import (
    List,
    ignored_list,
    top_list,
    whole_list,
)
from page_tracker.endpoints.figures.places import Place
from page_tracker.endpoints.figures.times import Time, read_time
from page_tracker.endpoints.figures.totals import Total, ratio, total
from page_tracker.errors import InvalidInput
from page_tracker.storage.rankings import RankingQuery, Rankings
from page_tracker.storage.series import Series
from page_tracker.storage.site_reports import Overview, SiteReports

# Rows of a list beside others, and of one alone.
_FEW, _MANY = 10, 100

# The digits of the highest row that a list can be asked to begin at.
_DIGITS = 6


@dataclass(frozen=True)
class SiteFigures:
    """All that is shown of a site."""

    totals: list[Total]
    chart: Chart
    lists: list[List]
    ignored: List


class SiteReader:
    """Reads what pages show of a site; all raise :class:`StorageError`."""

    def __init__(self, sites: SiteReports, rankings: Rankings, clock: Clock) -> None:
        self._sites = sites
        self._rankings = rankings
        self._clock = clock

    def overview(self, site: str) -> Overview:
        """Return the numbers of all time, and who is present.

        Raises :class:`UnknownSite`.
        """
        return self._sites.overview(site, self._clock.today())

    def time(self, place: Place, site: str) -> Time:
        """Return the time that is asked for; raises :class:`InvalidInput`."""
        wants_all = place.get("period") == "all"
        first = self._sites.first_day(site) if wants_all else None
        return read_time(place, self._clock.known(first))

    def figures(self, place: Place, site: str, time: Time) -> SiteFigures:
        """Return what is shown of a site."""
        series = self._sites.series(site, time.period, time.unit, self._clock.zone)
        columns = Columns(
            [point.start for point in series.points],
            [point.views for point in series.points],
            [point.visitors for point in series.points],
        )
        lists = [self._list(place, site, time, name) for name in words.LISTS]
        return SiteFigures(
            self._totals(site, time, series),
            series_chart(time, columns, self._clock.now()),
            lists,
            self.ignored(site, time),
        )

    def ignored(self, site: str, time: Time) -> List:
        """Return what was left out."""
        return ignored_list(self._sites.ignored(site, time.period))

    def whole_list(self, place: Place, site: str, time: Time) -> List:
        """Return many rows of the list that is asked for.

        Raises :class:`InvalidInput`.
        """
        name, offset = place.get("list") or "", place.get("offset") or "0"
        if name not in words.LISTS:
            raise InvalidInput({"list": f"must be one of {', '.join(words.LISTS)}"})
        if not (offset.isascii() and offset.isdigit() and len(offset) <= _DIGITS):
            raise InvalidInput({"offset": "must be a whole number"})
        query = self._query(site, time, name, _MANY, int(offset))
        return whole_list(place, query, self._rankings.top(query))

    def _totals(self, site: str, time: Time, series: Series) -> list[Total]:
        views = visitors = None
        if time.before is not None:
            before = self._sites.series(site, time.before, "month", self._clock.zone)
            views, visitors = before.views, before.visitors
        return [
            total("Views", series.views, views),
            total("Visitors", series.visitors, visitors),
            ratio("Views per visitor", series.views, series.visitors),
        ]

    def _list(self, place: Place, site: str, time: Time, name: str) -> List:
        query = self._query(site, time, name, _FEW)
        return top_list(place, query, self._rankings.top(query))

    def _query(
        self, site: str, time: Time, name: str, limit: int, offset: int = 0
    ) -> RankingQuery:
        return RankingQuery(
            site=site,
            dimension=name,
            period=time.period,
            today=self._clock.today(),
            limit=limit,
            offset=offset,
        )
