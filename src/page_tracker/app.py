"""The WSGI callable: finds the endpoint of a request, and answers errors."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from page_tracker import problems
from page_tracker.countries import Countries
from page_tracker.endpoints.access import Access
from page_tracker.endpoints.counter import Counter
from page_tracker.endpoints.health import Readiness, alive
from page_tracker.endpoints.owning import Owning
from page_tracker.endpoints.recording import Recording
from page_tracker.errors import StartError
from page_tracker.intake import Intake
from page_tracker.router import Names, Route, Router
from page_tracker.settings import Settings, load
from page_tracker.storage.connection import connect
from page_tracker.storage.edits import Edits
from page_tracker.storage.recorder import Recorder
from page_tracker.storage.reports import Reports
from page_tracker.storage.rules import Rules

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from page_tracker.router import Endpoint

_API = "/api/v1"
_SITE = f"{_API}/sites/{{site}}"


class Application:
    """The service as a plain WSGI callable (PEP 3333), for any server."""

    def __init__(self, router: Router, recorder: Recorder) -> None:
        self._router = router
        self.recorder = recorder
        self._aside: "Endpoint | None" = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        headers: problems.Headers = []
        try:
            method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
            route, names = self._match(method, path)
            if route.shared:
                headers = [("Access-Control-Allow-Origin", "*")]
            aside = self._aside if route.aside else None
            response = (aside or route.endpoint)(environ, **names)
        except Exception as exc:  # pylint: disable=broad-exception-caught
            # The outermost frame: whatever happened becomes an answer here.
            response = problems.answer(Request(environ), exc, headers)
        return response(environ, start_response)

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
    recorder = Recorder(client, settings.redis_timeout, _rules(settings))
    reports = Reports(client)
    counter = Counter(recorder, reports)
    countries = Countries.open(settings.country_header, settings.country_database)
    recording = Recording(Intake(recorder, countries, settings))
    access = Access(settings.token, settings.reading == "public")
    routes = [
        Route("GET", "/", counter.get, inline=True),
        Route("HEAD", "/", counter.head),
        Route("GET", "/healthz", alive, inline=True),
        Route("GET", "/readyz", Readiness(reports).get),
        Route("POST", f"{_API}/views", recording.post, inline=True, shared=True),
        Route("OPTIONS", f"{_API}/views", recording.options, inline=True, shared=True),
        *_owning(Owning(Edits(client), access)),
    ]
    return Application(Router(routes), recorder)


def _owning(owning: Owning) -> list[Route]:
    return [
        Route("POST", f"{_SITE}/pages/set", owning.set_page),
        Route("POST", f"{_SITE}/pages/reset", owning.reset_page),
        Route("POST", f"{_SITE}/pages/delete", owning.delete_page),
        Route("POST", f"{_SITE}/pages/move", owning.move_page),
        Route("POST", f"{_SITE}/reset", owning.reset_site),
        Route("POST", f"{_SITE}/delete", owning.delete_site),
    ]


def _rules(settings: Settings) -> Rules:
    return Rules(
        zone=settings.timezone,
        # Who names the sites has bounded them.
        sites=sys.maxsize if settings.sites else settings.max_sites,
        pages=settings.max_pages,
        members=settings.max_members,
        seen=settings.max_seen,
        keep_days=settings.keep_days,
        keep_hours_days=settings.keep_hours_days,
    )
