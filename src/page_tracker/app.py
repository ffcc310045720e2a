"""The WSGI callable: finds the endpoint of a request, and maps errors to responses."""

import os
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from page_tracker.environment import load
from page_tracker.metrics.meter import Meter, Requests
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web import problems
from page_tracker.web.mount import Mount
from page_tracker.web.problems import FailureLog, ProblemPage
from page_tracker.web.router import Match, Router
from page_tracker.web.routes import lazily, routes
from page_tracker.web.security_headers import Header, with_security_headers
from page_tracker.web.services import build_services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from page_tracker.web.router import Endpoint, Response

MATCH = "page_tracker.match"
"""The key in WSGI's environ of the match that a server has found for a request."""


# pylint: disable-next=too-many-instance-attributes  # what finds, counts and logs
class Application:
    """The service as a plain WSGI callable (PEP 3333), for any server."""

    def __init__(
        self,
        router: Router,
        recorder: Recorder,
        meter: Meter | None = None,
        mount: Mount | None = None,
        *,
        notes: Callable[[], Mapping[str, str]] = dict,
        page: ProblemPage | None = None,
    ) -> None:
        """``page`` makes error pages for people; None if there are none."""
        self._page = page
        self._router = router
        self._notes = notes  # entries for the environ of a request to another process
        self._mount = mount or Mount()
        self.recorder = recorder
        self._meter = meter or Meter()
        self._numbers = {each: at for at, each in enumerate(router.routes, 1)}
        labels = [(each.method, each.pattern) for each in self._numbers]
        self._requests = Requests(self._meter.row, labels)
        self._failures = FailureLog()
        self._offload: "Endpoint | None" = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[Header], *info: Any) -> Any:
            return start_response(status, with_security_headers(headers), *info)

        return self.answer(environ, start)

    def answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer without security headers, for a server that adds them itself."""
        if self._mount.is_root and not environ.get("SCRIPT_NAME"):
            return self._answer(environ, start_response)
        with self._mount.entered(environ):
            return self._answer(environ, start_response)

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        began = perf_counter_ns()
        headers: problems.Headers = []
        number = 0
        page = self._page
        try:
            route, names = environ.get(MATCH) or self._match(
                environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
            )
            number = self._numbers[route]
            if route.inline:  # a page takes too long for a server's own loop
                page = None
            if route.shared:
                headers = [("Access-Control-Allow-Origin", "*")]
            offload = None
            if route.offloaded:
                offload = self._offload
                environ |= self._notes()
            response: Response = (offload or route.endpoint)(environ, **names)
        except Exception as exc:  # pylint: disable=broad-exception-caught
            # The outermost frame: every error becomes a response here.
            request = Request(environ)
            response = problems.answer(request, exc, headers, self._failures, page)
            if response.status >= "5":
                self._meter.errors.count_error(exc)
        self._requests.count(number, response.status, perf_counter_ns() - began)
        return response(environ, start_response)

    def count_refusal(self, status: str) -> None:
        """Count a request that a server refuses itself, because it is invalid."""
        self._requests.count(0, status, 0)

    def attach_offload(self, endpoint: "Endpoint") -> None:
        """Send requests for offloaded routes to ``endpoint`` from now on."""
        self._offload = endpoint

    def inner_path(self, path: str, headers: Mapping[str, str], peer: str) -> str:
        """Return the path for :meth:`match`.

        See :meth:`Mount.inner_path`.
        """
        return self._mount.inner_path(path, headers, peer)

    def match(self, method: str, path: str) -> Match | None:
        """Return the route of a request, or None if the request will be refused.

        A server that calls this before the application passes the match on in the
        environ, under :data:`MATCH`, so that the path is parsed once. ``path`` is
        WSGI's PATH_INFO, from :meth:`inner_path`.
        """
        try:
            return self._match(method, path)
        except HTTPException:
            return None

    def _match(self, method: str, path: str) -> Match:
        # Servers differ in case and leading slashes, also between the two callers.
        return self._router.match(method.upper(), "/" + path.lstrip("/"))


def create_app(
    settings: Settings | None = None, meter: Meter | None = None
) -> Application:
    """Assemble the service; by default, ``settings`` come from the environment.

    Nothing connects before the first request needs it. Without a ``meter``, the metrics
    are those of this process alone. Raises :class:`StartError`.
    """
    meter = meter or Meter()
    settings = settings or load(os.environ)
    parts, mount = build_services(settings, meter), Mount.of(settings)
    people = lazily(parts)
    notes, router = parts.intake.forwarding.notes, Router(routes(parts, people))
    return Application(
        router, parts.recorder, meter, mount, notes=notes, page=people.problem
    )
