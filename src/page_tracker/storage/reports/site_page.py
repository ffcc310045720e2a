"""Everything that the page of a site shows, read in a few round trips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.reports.pipeline import Rounds, run, text, together
from page_tracker.storage.reports.rankings import Ranking, RankingQuery, Rankings
from page_tracker.storage.reports.series import Series, series_rounds
from page_tracker.storage.reports.sites import (
    Overview,
    first_day_rounds,
    ignored_rounds,
    overview_rounds,
)
from page_tracker.tracking.period import Period


class SiteHead(NamedTuple):
    """A site's numbers of all time, and the first day with data.

    ``sites`` are the names of all sites, in no order.
    """

    overview: Overview
    first_day: date | None
    sites: list[str]


@dataclass(frozen=True, kw_only=True)
class SiteQuery:
    """A request for a site's page: a period, by ``unit``, and the period before.

    ``zone`` is the time zone of its days.
    """

    site: str
    period: Period
    unit: str
    before: Period | None
    zone: ZoneInfo
    rankings: Sequence[RankingQuery]


class SiteAnswer(NamedTuple):
    """The series of a period and of the one before, the rankings, and the rest.

    ``ignored`` is how many views were ignored, by reason.
    """

    series: Series
    before: Series | None
    ignored: dict[str, int]
    rankings: list[Ranking]


class SitePageReports:
    """Reads the page of a site: all of its parts share each round trip.

    All methods raise :class:`UnknownSite` and :class:`StorageError`.
    """

    def __init__(self, client: Redis, rankings: Rankings) -> None:
        self._client = client
        self._rankings = rankings

    def head(self, site: str, today: date) -> SiteHead:
        """Return the data of a site that does not depend on the period."""
        found = together(overview_rounds(site, today), first_day_rounds(site), _sites())
        return SiteHead(*run(self._client, found))

    def ignored(self, site: str, period: Period) -> dict[str, int]:
        """Return how many views of a period were ignored, by reason, most first."""
        return run(self._client, ignored_rounds(site, period))

    def read(self, query: SiteQuery) -> SiteAnswer:
        """Return the numbers of a period; raises :class:`InvalidInput` for its unit."""
        series, before, ignored, *rankings = run(
            self._client,
            together(
                series_rounds(query.site, query.period, query.unit, query.zone),
                _before(query),
                ignored_rounds(query.site, query.period),
                *map(self._rankings.rounds, query.rankings),
            ),
        )
        return SiteAnswer(series, before, ignored, rankings)


def _sites() -> Rounds[list[str]]:
    (names,) = yield [("SMEMBERS", keys.SITES)]
    return list(map(text, names))


def _before(query: SiteQuery) -> Rounds[Series | None]:
    if query.before is None:
        return None
    return (yield from series_rounds(query.site, query.before, query.unit, query.zone))
