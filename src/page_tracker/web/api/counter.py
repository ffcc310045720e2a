"""``GET /``: the plain counter."""

from typing import TYPE_CHECKING

from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.sites import Reports
from page_tracker.web.responses import Plain

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Counter:
    """Counts each view of the page itself and says how many there were."""

    def __init__(self, recorder: Recorder, reports: Reports) -> None:
        self._recorder = recorder
        self._reports = reports

    def get(self, _environ: "WSGIEnvironment") -> Plain:
        """Count one view; waits for nothing but the recorder."""
        return _page(self._recorder.count_view())

    def head(self, _environ: "WSGIEnvironment") -> Plain:
        """Answer as ``get`` did last, and count nothing."""
        return _page(self._reports.page_views())


def _page(views: int) -> Plain:
    text = f"This page has been seen {views} times."
    return Plain(text, "text/html; charset=utf-8")
