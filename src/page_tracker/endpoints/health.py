"""``/healthz`` and ``/readyz``: what orchestrators ask."""

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from page_tracker.errors import StorageError, StorageResting
from page_tracker.plain import Plain
from page_tracker.storage.recorder import Recorder
from page_tracker.storage.reports import Reports

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)

_OK = Plain(json.dumps({"status": "ok"}), "application/json")


def alive(_environ: "WSGIEnvironment") -> Plain:
    """Answer 200 for as long as the process serves at all."""
    return _OK


class Readiness:
    """Answers for the store behind the process, and says what waits for it.

    That is what is in the journal of the worker that answers.
    """

    def __init__(self, reports: Reports, recorder: Recorder) -> None:
        self._reports = reports
        self._recorder = recorder

    def get(self, _environ: "WSGIEnvironment") -> Plain:
        """Answer 200 when the store answers within its time-out, else 503."""
        try:
            self._reports.ping()
        except StorageError as exc:
            # Anybody may ask, as often as they like; the outage was logged as it began.
            level = (
                logging.DEBUG if isinstance(exc, StorageResting) else logging.WARNING
            )
            log.log(level, "not ready: %s", exc)
            return self._answer("unavailable", "503 Service Unavailable")
        return self._answer("ok", "200 OK")

    def _answer(self, word: str, status: str) -> Plain:
        told: dict[str, object] = {"status": word}
        views, since = self._recorder.waiting()
        if since is not None:
            moment = datetime.fromtimestamp(since, UTC).isoformat()
            told["queued"] = {"views": views, "since": moment}
        return Plain(json.dumps(told), "application/json", status)
