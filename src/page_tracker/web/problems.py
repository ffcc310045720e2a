"""The one map from errors to statuses (RFC 9457), and the log of failures."""

import json
import logging
from collections.abc import Callable, Hashable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from page_tracker.errors import (
    InvalidInput,
    JournalFull,
    NotAllowed,
    Overloaded,
    PageTrackerError,
    StorageError,
    StorageResting,
    TokenNeeded,
    TooOften,
    UnknownPage,
    UnknownSite,
)
from page_tracker.storage.reminder import Reminder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)


class FailureLog:
    """Logs failures of the service, of which one client may cause thousands a second.

    A traceback has 4 KB. Failures of the same type, cause and place are one kind.
    """

    def __init__(self, reminder: Reminder | None = None) -> None:
        self._reminder = reminder or Reminder()

    def add(self, exc: Exception, method: str, path: str) -> None:
        """Log a failure with its traceback, or one short line at level debug.

        The traceback is logged with the number of those that were suppressed before it.
        A full journal and a store that is being avoided were logged when that began.
        """
        where: dict[str, object] = {"method": method, "path": path}
        if isinstance(exc, (JournalFull, StorageResting)):
            log.debug("request failed: %s", exc, extra=where)
            return
        left_out = self._reminder.due(_kind_of(exc))
        if left_out is None:
            log.debug("request failed again: %s", type(exc).__name__, extra=where)
            return
        more = {"left_out": left_out} if left_out else {}
        log.error("request failed", exc_info=exc, extra=where | more)


def _kind_of(exc: Exception) -> Hashable:
    """Return the type, the type of the cause, and the line that raised an exception."""
    trace = exc.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else None
    return type(exc), type(exc.__cause__), place


# The one map from errors to statuses; Werkzeug's HTTP errors have their own.
STATUS: dict[type[PageTrackerError], HTTPStatus] = {
    InvalidInput: HTTPStatus.BAD_REQUEST,
    TokenNeeded: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
    UnknownSite: HTTPStatus.NOT_FOUND,
    UnknownPage: HTTPStatus.NOT_FOUND,
    Overloaded: HTTPStatus.SERVICE_UNAVAILABLE,
    JournalFull: HTTPStatus.SERVICE_UNAVAILABLE,
    StorageError: HTTPStatus.INTERNAL_SERVER_ERROR,
}

SORRY = "Sorry, something went wrong \N{PENSIVE FACE}"

# Seconds after which there may be room again.
_LATER = "5"

_OFFERED = ("text/plain", "text/html", "application/json", "application/problem+json")
_API = "/api/"  # below it, problems are always JSON

Headers = list[tuple[str, str]]


class ProblemAnswer(Protocol):
    """A response to an error."""

    @property
    def status(self) -> str:
        """The status, such as ``404 Not Found``."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", /
    ) -> Iterable[bytes]: ...


# Makes an error page from the status, the detail in other formats, and the error.
ProblemPage = Callable[[HTTPStatus, str, Exception], ProblemAnswer]


def answer(
    request: Request,
    exc: Exception,
    headers: Headers,
    failures: FailureLog,
    page: ProblemPage | None = None,
) -> ProblemAnswer:
    """Return the response to an error, with some more headers.

    A failure of the service is logged to ``failures``. Clients that prefer HTML get a
    ``page``, if there are pages.
    """
    said = _answer(request, exc, headers, failures)
    if page is None or not _wants_html(request):
        return said
    status = HTTPStatus(said.status_code)
    return _Page(page(status, said.get_data(as_text=True), exc), said.headers)


def _wants_html(request: Request) -> bool:
    """Return whether the client prefers HTML, except for the plain counter.

    Images in pages, and programs, do not request HTML by name.
    """
    if request.path == "/" or request.path.startswith(_API):
        return False
    best = request.accept_mimetypes.best_match(_OFFERED)
    return best == "text/html" and bool(request.accept_mimetypes.values())


class _Page:
    """A page with the headers of another response that it lacks."""

    def __init__(self, page: ProblemAnswer, headers: Iterable[tuple[str, str]]) -> None:
        self.status = page.status
        self._page = page
        self._headers = list(headers)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, own: Headers, *info: Any) -> Any:
            names = {name.lower() for name, _ in own}
            more = [pair for pair in self._headers if pair[0].lower() not in names]
            return start_response(status, [*own, *more], *info)

        return self._page(environ, start)


def _answer(
    request: Request, exc: Exception, headers: Headers, failures: FailureLog
) -> Response:
    if isinstance(exc, HTTPException):
        own = [pair for pair in exc.get_headers() if pair[0] != "Content-Type"]
        status = HTTPStatus(exc.code or 500)
        return _problem(request, status, exc.description or "", [*own, *headers])
    status = _status_of(exc)
    headers = [*headers, *_hints(exc, status)]
    if status >= 500:
        failures.add(exc, request.method, request.path)
        return _problem(request, status, SORRY, headers)
    errors = exc.errors if isinstance(exc, InvalidInput) else None
    return _problem(request, status, str(exc), headers, errors)


def _status_of(exc: Exception) -> HTTPStatus:
    for kind, status in STATUS.items():
        if isinstance(exc, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _hints(exc: Exception, status: HTTPStatus) -> Headers:
    """Return headers with advice for the client."""
    if status == HTTPStatus.UNAUTHORIZED:  # RFC 6750, section 3
        return [("WWW-Authenticate", "Bearer")]
    if isinstance(exc, TooOften):
        return [("Retry-After", str(exc.seconds))]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return [("Retry-After", _LATER)]
    return []


def _problem(
    request: Request,
    status: HTTPStatus,
    detail: str,
    headers: Headers,
    errors: dict[str, str] | None = None,
) -> Response:
    """Answer in JSON (RFC 9457) if the client accepts it, else in plain text.

    ``errors`` are reasons by field: an extension member, as RFC 9457 allows.
    """
    body, content_type = detail, "text/plain; charset=utf-8"
    if _wants_json(request):
        problem = {"title": status.phrase, "status": status.value, "detail": detail}
        more = {} if errors is None else {"errors": errors}
        body, content_type = json.dumps(problem | more), "application/problem+json"
    response = Response(body, status=status, content_type=content_type)
    response.headers.extend([*headers, ("Cache-Control", "no-store")])
    return response


def _wants_json(request: Request) -> bool:
    best = request.accept_mimetypes.best_match(_OFFERED) or ""
    return request.path.startswith(_API) or "json" in best
