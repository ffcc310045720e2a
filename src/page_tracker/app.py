"""The WSGI callable: wires the routes, and maps each error to one answer."""

import json
import logging
import os
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from page_tracker.endpoints.counter import Counter
from page_tracker.endpoints.health import Readiness, alive
from page_tracker.errors import (
    PageTrackerError,
    StartError,
    StorageError,
    StorageResting,
)
from page_tracker.router import Names, Route, Router
from page_tracker.settings import Settings, load
from page_tracker.storage.connection import connect
from page_tracker.storage.recorder import Recorder
from page_tracker.storage.reports import Reports

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

# The one map from errors to statuses; Werkzeug's HTTP errors carry their own.
STATUS: dict[type[PageTrackerError], HTTPStatus] = {
    StorageError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

_OFFERED = ("text/plain", "text/html", "application/json", "application/problem+json")

SORRY = "Sorry, something went wrong \N{PENSIVE FACE}"


class Application:
    """The service as a plain WSGI callable (PEP 3333), for any server."""

    def __init__(self, router: Router, recorder: Recorder) -> None:
        self._router = router
        self.recorder = recorder

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        try:
            method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
            route, names = self._match(method, path)
            response = route.endpoint(environ, **names)
        except Exception as exc:  # pylint: disable=broad-exception-caught
            # The outermost frame: whatever happened becomes an answer here.
            response = _answer(Request(environ), exc)
        return response(environ, start_response)

    def is_inline(self, method: str, path: str) -> bool:
        """Tell whether a server may run this request on its own loop.

        ``path`` is WSGI's PATH_INFO. What no route takes is answered at once.
        """
        try:
            return self._match(method, path)[0].inline
        except HTTPException:
            return True

    def _match(self, method: str, path: str) -> tuple[Route, Names]:
        # Servers differ in case and leading slashes, also between the two callers.
        return self._router.match(method.upper(), "/" + path.lstrip("/"))


def create_app(settings: Settings | None = None) -> Application:
    """Wire the service; without ``settings`` they come from the environment.

    Nothing is connected before the first request needs it. Raises
    :class:`StartError`.
    """
    settings = settings or load(os.environ)
    if not settings.redis_url:  # only the command starts a store of its own
        raise StartError("REDIS_URL: a store must be named")
    client = connect(settings.redis_url, settings.redis_timeout)
    recorder = Recorder(client, settings.redis_timeout)
    reports = Reports(client)
    counter = Counter(recorder, reports)
    routes = [
        Route("GET", "/", counter.get, inline=True),
        Route("HEAD", "/", counter.head),
        Route("GET", "/healthz", alive, inline=True),
        Route("GET", "/readyz", Readiness(reports).get),
    ]
    return Application(Router(routes), recorder)


def _answer(request: Request, exc: Exception) -> Response:
    if isinstance(exc, HTTPException):
        detail = exc.description or ""
        headers = [pair for pair in exc.get_headers() if pair[0] != "Content-Type"]
        return _problem(request, HTTPStatus(exc.code or 500), detail, headers)
    _log_failure(request, exc)
    return _problem(request, _status_of(exc), SORRY, [])


def _status_of(exc: Exception) -> HTTPStatus:
    for kind, status in STATUS.items():
        if isinstance(exc, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _log_failure(request: Request, exc: Exception) -> None:
    where = {"method": request.method, "path": request.path}
    if isinstance(exc, StorageResting):
        log.debug("request failed: %s", exc, extra=where)
    else:
        log.error("request failed", exc_info=exc, extra=where)


def _problem(
    request: Request, status: HTTPStatus, detail: str, headers: list[tuple[str, str]]
) -> Response:
    """Say it as JSON (RFC 9457) to who asks for JSON, and as plain text to others."""
    body, content_type = detail, "text/plain; charset=utf-8"
    if "json" in (request.accept_mimetypes.best_match(_OFFERED) or ""):
        problem = {"title": status.phrase, "status": status.value, "detail": detail}
        body, content_type = json.dumps(problem), "application/problem+json"
    response = Response(body, status=status, content_type=content_type)
    response.headers.extend([*headers, ("Cache-Control", "no-store")])
    return response
