"""Counts of single pages, queried in the round trip of the current batch."""

from collections.abc import Iterable
from datetime import date

from page_tracker.storage import keys
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.tracking.period import Period


class PageCounts:
    """Queries numbers of pages along with the calls of other requests.

    Sites and paths are canonical; unknown ones have 0. Every method raises
    :class:`StorageError`.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def views(self, site: str, path: str) -> int:
        """Return the views of all time."""
        return self._score([keys.pages(site)], path)

    def visitors(self, site: str, path: str) -> int:
        """Return the visitors of all time, summed over days."""
        return self._score([keys.page_visitors(site)], path)

    def views_in(self, site: str, path: str, period: Period, today: date) -> int:
        """Return the views in a period, as far as its lists are kept.

        A month counts as one list if only days after ``today`` are outside the period,
        so that a year does not need 365 lists.
        """
        parts = period.by_month(today)
        times = (at for part in parts for at in part.lists)
        return self._score((keys.top(site, "pages", at) for at in times), path)

    def _score(self, lists: Iterable[str], path: str) -> int:
        names = tuple(lists)
        return self._recorder.call(lambda batch: batch.score(names, path))
