"""``/healthz`` and ``/readyz``: what orchestrators ask."""

import json
import logging
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from page_tracker.errors import StorageError
from page_tracker.plain import Plain
from page_tracker.storage.reports import Reports

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)

_OK = Plain(json.dumps({"status": "ok"}), "application/json")


def alive(_environ: "WSGIEnvironment") -> Plain:
    """Answer 200 for as long as the process serves at all."""
    return _OK


class Readiness:
    """Answers for the store behind the process."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def get(self, _environ: "WSGIEnvironment") -> Plain | Response:
        """Answer 200 when the store answers within its time-out, else 503."""
        try:
            self._reports.ping()
        except StorageError as exc:
            log.warning("not ready: %s", exc)
            body = json.dumps({"status": "unavailable"})
            response = Response(body, status=503, content_type="application/json")
            response.headers["Cache-Control"] = "no-store"
            return response
        return _OK
