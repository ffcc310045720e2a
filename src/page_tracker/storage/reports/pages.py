"""The views of one page by day or month."""

from datetime import date
from itertools import islice

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.broken import score_in
from page_tracker.storage.reports.pipeline import site_pipeline
from page_tracker.tracking.period import Period


class PageSeries:
    """Looks a page up in the lists of days and months, in one round trip.

    Paths are canonical. A page that a list lacks, or whose list has expired, has 0
    views. Every method raises :class:`UnknownSite` and :class:`StorageError`.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

    def by_day(self, site: str, path: str, period: Period) -> list[int]:
        """Return the views of each day of a period, in order."""
        return self._scores(site, path, list(period.days))

    def by_month(self, site: str, path: str, period: Period, today: date) -> list[int]:
        """Return the views in each month of a period, in order.

        If only days after ``today`` are outside the period, the list of the month is
        read, which never expires. Otherwise, the days are added.
        """
        lists = [part.lists for part in period.by_month(today)]
        scores = iter(self._scores(site, path, [at for some in lists for at in some]))
        return [sum(islice(scores, len(some))) for some in lists]

    def _scores(self, site: str, path: str, times: list[str]) -> list[int]:
        lists = [keys.top(site, "pages", time) for time in times]
        scores = site_pipeline(
            self._client, site, *(("ZSCORE", key, path) for key in lists)
        )
        return list(map(score_in, scores, lists))
