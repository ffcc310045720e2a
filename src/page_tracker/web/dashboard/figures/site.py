"""A site: everything that its page shows of a time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from page_tracker.errors import InvalidInput
from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.storage.reports.series import Series
from page_tracker.storage.reports.sites import Overview, SiteNumbers, SiteReports
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import full
from page_tracker.tracking.period import Period
from page_tracker.web.dashboard.figures import labels
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import (
    ListView,
    ignored_list,
    top_list,
    whole_list,
)
from page_tracker.web.dashboard.figures.page import ChartView, series_chart
from page_tracker.web.dashboard.figures.periods import Clock, ShownPeriod, read_time
from page_tracker.web.dashboard.figures.totals import Total, ratio, total

# Rows of a list beside others, and of one alone.
_FEW, _MANY = 10, 100

# The digits of the highest row that a list can be asked to begin at.
_DIGITS = 6


@dataclass(frozen=True)
class SiteFigures:
    """All that is shown of a site; ``before`` is what it is compared with."""

    totals: list[Total]
    before: str
    chart: ChartView
    lists: list[ListView]
    ignored: ListView


class _Before(NamedTuple):
    """What was counted before, None if it is not known, and when that was."""

    views: int | None
    visitors: int | None
    text: str


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

    def time(self, place: DashboardLink, site: str) -> ShownPeriod:
        """Return the time that is asked for; raises :class:`InvalidInput`."""
        wants_all = place.get("period") == "all"
        first = self._sites.first_day(site) if wants_all else None
        return read_time(place, self._clock.known(first))

    def has_days(self, site: str) -> bool:
        """Tell whether anything was counted, even if the owner has reset it since."""
        return self._sites.first_day(site) is not None

    def figures(
        self, place: DashboardLink, site: str, time: ShownPeriod, all_time: SiteNumbers
    ) -> SiteFigures:
        """Return what is shown of a site; its numbers of all time may have been set."""
        series = self._sites.series(site, time.period, time.unit, self._clock.zone)
        columns, before = _columns(series), self._before(site, time)
        lists = [self._list(place, site, time, name) for name in labels.LISTS]
        return SiteFigures(
            _totals(all_time if time.period.everything else series, before),
            before.text,
            series_chart(time, columns, self._clock.now()),
            lists,
            self.ignored(site, time),
        )

    def ignored(self, site: str, time: ShownPeriod) -> ListView:
        """Return what was left out."""
        return ignored_list(self._sites.ignored(site, time.period))

    def whole_list(
        self, place: DashboardLink, site: str, time: ShownPeriod
    ) -> ListView:
        """Return many rows of the list that is asked for.

        Raises :class:`InvalidInput`.
        """
        name, offset = place.get("list") or "", place.get("offset") or "0"
        if name not in labels.LISTS:
            raise InvalidInput({"list": f"must be one of {', '.join(labels.LISTS)}"})
        if not (offset.isascii() and offset.isdigit() and len(offset) <= _DIGITS):
            raise InvalidInput({"offset": "must be a whole number"})
        query = self._query(site, time, name, _MANY, int(offset))
        return whole_list(place, query, self._rankings.top(query))

    def _before(self, site: str, time: ShownPeriod) -> "_Before":
        if time.before is None:
            return _Before(None, None, "")
        if time.is_today:
            return self._until_now(site, time.period, time.before)
        before = self._sites.series(site, time.before, "month", self._clock.zone)
        return _Before(before.views, before.visitors, time.before_text)

    def _until_now(self, site: str, today: Period, day: Period) -> "_Before":
        """Leave out the hours of an earlier day that today has not begun yet."""
        now, ago = self._clock.now(), today.first - day.first
        series = self._sites.series(site, day, "hour", self._clock.zone)
        then = _columns(series).until(now - ago)
        is_yesterday = ago == timedelta(days=1)
        name = "yesterday" if is_yesterday else f"on {full(f'{day.first}')}"
        text = f"{name} by {now.hour + 1:02}:00"
        return _Before(sum(then.views), sum(then.visitors or ()), text)

    def _list(
        self, place: DashboardLink, site: str, time: ShownPeriod, name: str
    ) -> ListView:
        query = self._query(site, time, name, _FEW)
        return top_list(place, query, self._rankings.top(query))

    def _query(
        self, site: str, time: ShownPeriod, name: str, limit: int, offset: int = 0
    ) -> RankingQuery:
        return RankingQuery(
            site=site,
            dimension=name,
            period=time.period,
            today=self._clock.today(),
            limit=limit,
            offset=offset,
        )


def _columns(series: Series) -> Columns:
    return Columns(
        [point.start for point in series.points],
        [point.views for point in series.points],
        [point.visitors for point in series.points],
    )


def _totals(counted: Series | SiteNumbers, before: _Before) -> list[Total]:
    return [
        total("Views", counted.views, before.views),
        total("Visitors", counted.visitors, before.visitors),
        ratio("Views per visitor", counted.views, counted.visitors),
    ]
