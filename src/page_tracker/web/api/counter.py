"""``GET /``: the plain counter."""

from typing import TYPE_CHECKING

from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.sites import PlainCounter
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class CounterPage:
    """Counts each view of the page itself and answers with the number of views."""

    def __init__(self, recorder: Recorder, reports: PlainCounter) -> None:
        self._recorder = recorder
        self._reports = reports

    def get(self, _environ: "WSGIEnvironment") -> PlainResponse:
        """Count one view; waits for nothing except the recorder."""
        return _page(self._recorder.count_view())

    def head(self, _environ: "WSGIEnvironment") -> PlainResponse:
        """Answer like the last ``get``, and count nothing."""
        return _page(self._reports.page_views())


def _page(views: int) -> PlainResponse:
    text = f"This page has been seen {views} times."
    return PlainResponse(text, "text/html; charset=utf-8")
