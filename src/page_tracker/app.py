"""The WSGI callable: finds the endpoint of a request, and answers errors."""

import os
from collections.abc import Iterable
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from page_tracker.environment import load
from page_tracker.metrics.meter import Meter, Requests
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web import problems
from page_tracker.web.problems import FailureLog
from page_tracker.web.router import Names, Route, Router
from page_tracker.web.routes import routes
from page_tracker.web.security_headers import Header, with_security_headers
from page_tracker.web.services import build_services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from page_tracker.web.router import Endpoint, Response


class Application:
    """The service as a plain WSGI callable (PEP 3333), for any server."""

    def __init__(
        self, router: Router, recorder: Recorder, meter: Meter | None = None
    ) -> None:
        self._router = router
        self.recorder = recorder
        self._meter = meter or Meter()
        self._numbers = {each: at for at, each in enumerate(router.routes, 1)}
        labels = [(each.method, each.pattern) for each in self._numbers]
        self._requests = Requests(self._meter.row, labels)
        self._failures = FailureLog()
        self._aside: "Endpoint | None" = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[Header], *info: Any) -> Any:
            return start_response(status, with_security_headers(headers), *info)

        return self.answer(environ, start)

    def answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer without protection, for a server that adds it to every answer."""
        began = perf_counter_ns()
        headers: problems.Headers = []
        number = 0
        try:
            method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
            route, names = self._match(method, path)
            number = self._numbers[route]
            if route.shared:
                headers = [("Access-Control-Allow-Origin", "*")]
            aside = self._aside if route.aside else None
            response: Response = (aside or route.endpoint)(environ, **names)
        except Exception as exc:  # pylint: disable=broad-exception-caught
            # The outermost frame: whatever happened becomes an answer here.
            request = Request(environ)
            response = problems.answer(request, exc, headers, self._failures)
            if response.status >= "5":
                self._meter.errors.count_error(exc)
        self._requests.count(number, response.status, perf_counter_ns() - began)
        return response(environ, start_response)

    def count_refusal(self, status: str) -> None:
        """Count a request that a server answers itself, as it makes no sense."""
        self._requests.count(0, status, 0)

    def attach_aside(self, endpoint: "Endpoint") -> None:
        """Give the requests of ``aside`` routes to a server's own endpoint."""
        self._aside = endpoint

    def is_inline(self, method: str, path: str) -> bool:
        """Tell whether a server may run this request on its own loop.

        ``path`` is WSGI's PATH_INFO. What no route takes is answered at once.
        """
        try:
            return self._match(method, path)[0].inline
        except HTTPException:
            return True

    def is_aside(self, method: str, path: str) -> bool:
        """Tell whether a request, which is not inline, goes to what is attached."""
        return self._match(method, path)[0].aside

    def _match(self, method: str, path: str) -> tuple[Route, Names]:
        # Servers differ in case and leading slashes, also between the two callers.
        return self._router.match(method.upper(), "/" + path.lstrip("/"))


def create_app(
    settings: Settings | None = None, meter: Meter | None = None
) -> Application:
    """Wire the service; without ``settings`` they come from the environment.

    Nothing is connected before the first request needs it. Without a ``meter`` its
    metrics are those of this process alone. Raises :class:`StartError`.
    """
    meter = meter or Meter()
    parts = build_services(settings or load(os.environ), meter)
    return Application(Router(routes(parts)), parts.recorder, meter)
