"""The overview: all sites, and how each has been lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from page_tracker.storage.reports.sites import SiteReports, SiteSummaries, SiteSummary
from page_tracker.svg.plot import Scale, bars
from page_tracker.tracking.period import DEFAULT, parse_period
from page_tracker.web.dashboard.figures.links import SITES, address_of
from page_tracker.web.dashboard.figures.lists import ListView, ignored_list
from page_tracker.web.dashboard.figures.periods import Clock
from page_tracker.web.dashboard.figures.totals import Change, change

# Sites on a page: each takes the store a fraction of a millisecond.
_MANY = 50

_REFUSED = "Skipped: not one of your sites"

# Of the small pictures: how wide a column is, and how deep they are, before they are
# stretched.
_BAR, _DEPTH = 10, 40


class SiteRow(NamedTuple):
    """A site; the numbers are of the last days, but for ``ever``."""

    site: str
    address: str
    views: str
    visitors: str
    change: Change | None
    present: int
    ever: str
    spark: str


@dataclass(frozen=True)
class OverviewPage:
    """A page of the list of sites, with links to the ones before and after it.

    ``refused`` are the views of all time that belonged to none of them.
    """

    rows: list[SiteRow]
    refused: ListView
    more: str | None
    back: str | None


class OverviewReader:
    """Reads the list of sites, those with most views first.

    ``named`` sites are on it also if nothing was counted for them yet.
    """

    def __init__(
        self,
        sites: SiteReports,
        glances: SiteSummaries,
        clock: Clock,
        named: Iterable[str],
    ) -> None:
        self._sites = sites
        self._glances = glances
        self._clock = clock
        self._named = sorted(named)

    def page(self, offset: int) -> OverviewPage:
        """Return the rows from one on; raises :class:`StorageError`."""
        counted = {each.site: each.numbers.views for each in self._sites.sites()}
        names = [*counted, *(site for site in self._named if site not in counted)]
        shown = names[offset : offset + _MANY]
        period = parse_period(DEFAULT, None, None, self._clock.today(), None)
        glances = self._glances.of(shown, period)
        rows = [
            _row(site, counted.get(site, 0), glance)
            for site, glance in zip(shown, glances, strict=True)
        ]
        after = offset + _MANY
        return OverviewPage(
            rows,
            replace(ignored_list(self._sites.refused()), title=_REFUSED),
            _address(after) if after < len(names) else None,
            _address(max(offset - _MANY, 0)) if offset else None,
        )


def _row(site: str, ever: int, glance: SiteSummary) -> SiteRow:
    views = sum(glance.views)
    return SiteRow(
        site,
        address_of("dashboard", site),
        f"{views:,}",
        f"{glance.visitors:,}",
        change(views, glance.before),
        glance.present,
        f"{ever:,}",
        _spark(glance.views),
    )


def _spark(views: Sequence[int]) -> str:
    """Draw bars; the numbers beside them say the same to a screen reader."""
    drawn = bars(views, Scale(_BAR, _DEPTH, max(*views, 1)))
    return (
        f'<svg class="spark" viewBox="0 0 {_BAR * len(views)} {_DEPTH}"'
        f' preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'
    )


def _address(offset: int) -> str:
    return f"{SITES}&offset={offset}" if offset else SITES
