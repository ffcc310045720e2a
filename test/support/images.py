"""Numbers for images, without a store."""

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from page_tracker.errors import StorageError, UnknownSite
from page_tracker.storage.client import connect
from page_tracker.storage.recording.page_counts import PageCounts
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.series import Point, Series
from page_tracker.storage.reports.sites import Overview, SiteNumbers, SiteReports
from page_tracker.tracking.period import Period
from support.rules import RULES

SITE = "a.org"
TOKEN = "correct.horse-battery_staple"
BERLIN = ZoneInfo("Europe/Berlin")
NOON = 1_795_518_000  # of the 24th of November 2026, in Berlin
TODAY = date(2026, 11, 24)
BY_DAY, BY_MONTH = 3, 100

_CLIENT = connect("redis://store.invalid", timeout=0.1)


class Asked(NamedTuple):
    """What a store was asked for."""

    what: str
    site: str
    path: str = ""
    period: Period | None = None


class Scores(PageCounts):
    """The page "/" of the site has some numbers, others have none."""

    def __init__(self) -> None:
        super().__init__(Recorder(_CLIENT, 0.1, RULES))
        self.asked: list[Asked] = []
        self.error: StorageError | None = None

    def views(self, site: str, path: str) -> int:
        """Return 1,234."""
        return self._note(1234, Asked("views", site, path))

    def visitors(self, site: str, path: str) -> int:
        """Return 567."""
        return self._note(567, Asked("visitors", site, path))

    def views_in(self, site: str, path: str, period: Period, today: date) -> int:
        """Return as many as there are days."""
        return self._note(period.length, Asked("views_in", site, path, period))

    def _note(self, number: int, asked: Asked) -> int:
        self.asked.append(asked)
        if self.error is not None:
            raise self.error
        return number if (asked.site, asked.path) == (SITE, "/") else 0


class Sites(SiteReports):
    """The site is known, others are not."""

    def __init__(self) -> None:
        super().__init__(_CLIENT)
        self.units: list[str] = []

    def overview(self, site: str, today: date) -> Overview:
        """Return 12,345 views by 678 visitors."""
        _must_be_known(site)
        return Overview(SiteNumbers(12_345, 678, 9), SiteNumbers(5, 4, 3), 2)

    def series(self, site: str, period: Period, unit: str, zone: ZoneInfo) -> Series:
        """Return three views and two visitors at each moment."""
        _must_be_known(site)
        self.units.append(unit)
        starts = {
            "hour": [f"{period.first}T{hour:02}:00:00+01:00" for hour in range(24)],
            "day": list(period.days),
            "month": list(period.months),
        }[unit]
        count = len(starts)
        return Series(3 * count, 2 * count, [Point(start, 3, 2) for start in starts])

    def first_day(self, site: str) -> date | None:
        """Return the first of October."""
        _must_be_known(site)
        return date(2026, 10, 1)


class Pages(PageSeries):
    """Pages of the site have views by day and month."""

    def __init__(self) -> None:
        super().__init__(_CLIENT)

    def by_day(self, site: str, path: str, period: Period) -> list[int]:
        """Return the same for each day."""
        _must_be_known(site)
        return [BY_DAY] * period.length

    def by_month(self, site: str, path: str, period: Period, today: date) -> list[int]:
        """Return the same for each month."""
        _must_be_known(site)
        return [BY_MONTH for _ in period.months]


def _must_be_known(site: str) -> None:
    if site != SITE:
        raise UnknownSite(site)
