"""Scores of pages: single numbers, for who waits for nothing but the recorder."""

from collections.abc import Iterable
from datetime import date

from page_tracker.storage import keys
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.tracking.period import Period


class PageCounts:
    """Asks for numbers of pages in the round trip in which others count.

    Sites and paths are canonical; those that are not known have 0. Every method raises
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

        A month of which only days after ``today`` are outside is one list, so that a
        year does not ask for 365.
        """
        parts = period.by_month(today)
        times = (at for part in parts for at in part.lists)
        return self._score((keys.top(site, "pages", at) for at in times), path)

    def _score(self, lists: Iterable[str], path: str) -> int:
        names = tuple(lists)
        return self._recorder.call(lambda batch: batch.score(names, path))
