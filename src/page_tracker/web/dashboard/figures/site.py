"""A site: everything that its page shows of a time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from page_tracker.storage.reports.rankings import RankingQuery
from page_tracker.storage.reports.series import Series
from page_tracker.storage.reports.site_page import (
    SiteAnswer,
    SiteHead,
    SitePageReports,
    SiteQuery,
)
from page_tracker.storage.reports.sites import SiteNumbers
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import full
from page_tracker.web.dashboard.figures.cards import Card, cards, lists_on_top
from page_tracker.web.dashboard.figures.charts import ChartView, series_chart
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import ASKED, ListView, ignored_list
from page_tracker.web.dashboard.figures.periods import (
    Clock,
    DataRange,
    ShownPeriod,
    read_time,
)
from page_tracker.web.dashboard.figures.totals import Total, ratio, total


@dataclass(frozen=True)
class SiteFigures:
    """All that is shown of a site; ``before`` is what it is compared with."""

    totals: list[Total]
    before: str
    chart: ChartView
    cards: list[Card]
    ignored: ListView


class _Before(NamedTuple):
    """What was counted before, None if that is not known, and when it was."""

    views: int | None
    visitors: int | None
    text: str


class SiteReader:
    """Reads what pages show of a site; all raise :class:`StorageError`."""

    def __init__(self, reports: SitePageReports, clock: Clock) -> None:
        self._reports = reports
        self._clock = clock

    def head(self, site: str) -> SiteHead:
        """Return the numbers of all time, and who is present.

        Raises :class:`UnknownSite`.
        """
        return self._reports.head(site, self._clock.today())

    def known(self, first_day: date | None) -> DataRange:
        """Return what is known of time."""
        return self._clock.known(first_day)

    @property
    def zone(self) -> str:
        """The name of the zone in which days begin."""
        return str(self._clock.zone)

    def figures(
        self, place: DashboardLink, site: str, time: ShownPeriod, all_time: SiteNumbers
    ) -> SiteFigures:
        """Return what is shown of a site; its numbers of all time may have been set."""
        found = self._reports.read(self._query(place, site, time))
        counted = all_time if time.period.everything else found.series
        before = self._before(found, time)
        return SiteFigures(
            _totals(counted, before),
            before.text,
            self._chart(place, found, time),
            cards(place, found.rankings),
            ignored_list(found.ignored),
        )

    def ignored(self, site: str, first_day: date | None) -> ListView:
        """Return what was left out lately."""
        usual = read_time(DashboardLink("", {}), self.known(first_day))
        return ignored_list(self._reports.ignored(site, usual.period))

    def _query(self, place: DashboardLink, site: str, time: ShownPeriod) -> SiteQuery:
        rankings = [
            RankingQuery(
                site=site,
                dimension=name,
                period=time.period,
                today=self._clock.today(),
                limit=ASKED,
            )
            for name in lists_on_top(place)
        ]
        return SiteQuery(
            site=site,
            period=time.period,
            unit=time.unit,
            before=time.before,
            zone=self._clock.zone,
            rankings=rankings,
        )

    def _chart(
        self, place: DashboardLink, found: SiteAnswer, time: ShownPeriod
    ) -> ChartView:
        columns, before = _columns(found.series), found.before and _columns(
            found.before
        )
        return series_chart(place, time, columns, before, self._clock.now())

    def _before(self, found: SiteAnswer, time: ShownPeriod) -> "_Before":
        if found.before is None:
            return _Before(None, None, "")
        if not time.is_today:
            return _Before(found.before.views, found.before.visitors, time.before_text)
        # The hours of an earlier day that today has not begun yet are left out.
        day = time.period.before().first
        now, ago = self._clock.now(), time.period.first - day
        then = _columns(found.before).until(now - ago)
        name = "yesterday" if ago == timedelta(days=1) else f"on {full(f'{day}')}"
        text = f"by {now.hour + 1:02}:00 {name}"
        return _Before(sum(then.views), sum(then.visitors or ()), text)


def _columns(series: Series) -> Columns:
    return Columns(
        [point.start for point in series.points],
        [point.views for point in series.points],
        [point.visitors for point in series.points],
    )


def _totals(counted: Series | SiteNumbers, before: _Before) -> list[Total]:
    then = None
    if before.views is not None and before.visitors is not None:
        then = (before.views, before.visitors)
    return [
        total("Views", counted.views, before.views),
        total("Visitors", counted.visitors, before.visitors),
        ratio("Views per visitor", (counted.views, counted.visitors), then),
    ]
