"""The callable: its routes, and what a server may run on its own loop."""

from collections.abc import Callable
from pathlib import Path

import pytest
from webtest import TestApp

from page_tracker.app import MATCH, Application, create_app
from page_tracker.errors import StartError
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.problems import SORRY
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router

Wire = Callable[..., Application]


@pytest.fixture(name="wire")
def fixture_wire(recorder: Recorder) -> Wire:
    """Make applications out of routes."""
    return lambda *routes: Application(Router(routes), recorder)


@pytest.fixture(name="service")
def fixture_service(tmp_path: Path) -> TestApp:
    """The whole service; its store is a socket file that is not there."""
    return TestApp(create_app(Settings(redis_url=f"unix://{tmp_path}/none")))


def test_names_in_the_path_reach_the_endpoint(wire: Wire) -> None:
    """The endpoint of a pattern gets the values of its segments as keywords."""

    def greet(_environ: object, site: str, day: str) -> PlainResponse:
        return PlainResponse(f"{site} on {day}", "text/plain")

    site = TestApp(wire(Route("GET", "/sites/{site}/{day}", greet)))

    assert site.get("/sites/example.org/monday").text == "example.org on monday"


@pytest.mark.parametrize(
    ("method", "path", "inline"),
    [
        pytest.param("GET", "/", True, id="a quick route"),
        pytest.param("get", "/", True, id="lower case"),
        pytest.param("GET", "//", True, id="two slashes"),
        pytest.param("GET", "", True, id="no path"),
        pytest.param("HEAD", "/", True, id="HEAD of a quick route"),
        pytest.param("GET", "/slow", False, id="a slow route"),
        pytest.param("get", "//slow", False, id="a slow route, written oddly"),
        pytest.param("HEAD", "/slow", False, id="HEAD of a slow route"),
        pytest.param("POST", "/slow", True, id="a wrong method"),
        pytest.param("GET", "/none", True, id="an unknown path"),
        pytest.param("OPTIONS", "*", True, id="an asterisk"),
        pytest.param("GET", "/\x00\xff", True, id="bytes that are no text"),
    ],
)
def test_a_server_learns_what_it_may_run_on_its_loop(
    wire: Wire, method: str, path: str, inline: bool
) -> None:
    """Quick routes, and refusals, which are quick too; it never raises."""
    answer = PlainResponse("", "text/plain")
    app = wire(
        Route("GET", "/", lambda _: answer, inline=True),
        Route("GET", "/slow", lambda _: answer),
    )

    match = app.match(method, path)

    assert (match is None or match.route.inline) is inline


def test_a_route_that_the_server_has_matched_is_not_matched_again(wire: Wire) -> None:
    """The application answers with the route in the environ, whatever the path is."""
    app = wire(Route("GET", "/a", lambda _: PlainResponse("a", "text/plain")))
    match = app.match("GET", "/a")

    response = TestApp(app).get("/b", extra_environ={MATCH: match})

    assert response.text == "a"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("", id="no path"),
        pytest.param("//", id="two slashes"),
        pytest.param("/", id="the root"),
    ],
)
def test_the_root_is_found_however_a_server_spells_it(wire: Wire, path: str) -> None:
    """PEP 3333 lets a path be empty, and clients double slashes."""
    app = wire(Route("GET", "/", lambda _: PlainResponse("root", "text/plain")))

    response = TestApp(app).get("/", extra_environ={"PATH_INFO": path})

    assert response.text == "root"


def test_a_server_may_leave_an_empty_path_out(wire: Wire) -> None:
    """PEP 3333: variables that would be empty may be absent."""
    app = wire(Route("GET", "/", lambda _: PlainResponse("root", "text/plain")))
    heard: list[str] = []

    def start(
        status: str, _headers: object, _info: object = None, /
    ) -> Callable[[bytes], object]:
        heard.append(status)
        return lambda _: None  # PEP 3333's way to write, which nobody uses

    body = app({"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}, start)

    assert (heard, b"".join(body)) == (["200 OK"], b"root")


def test_a_process_is_alive_whatever_its_store_does(service: TestApp) -> None:
    """Liveness does not depend on the store."""
    assert service.get("/healthz").json == {"status": "ok"}


def test_a_process_is_not_ready_without_its_store(service: TestApp) -> None:
    """Readiness fails without the store."""
    response = service.get("/readyz", status=503)

    assert response.json["status"] == "unavailable"
    assert response.json["problem"] == "unreachable"


@pytest.mark.parametrize(
    ("method", "body"),
    [pytest.param("GET", SORRY, id="GET"), pytest.param("HEAD", "", id="HEAD")],
)
def test_a_view_that_cannot_be_counted_is_answered_500(
    service: TestApp, method: str, body: str
) -> None:
    """A view that cannot be counted is answered with 500."""
    assert service.request("/", method=method, status=500).text == body


@pytest.mark.parametrize(
    ("method", "path", "inline"),
    [
        pytest.param("GET", "/", True, id="a view"),
        pytest.param("HEAD", "/", False, id="a look at the counter"),
        pytest.param("GET", "/healthz", True, id="the health"),
        pytest.param("GET", "/readyz", False, id="the readiness"),
        pytest.param("POST", "/api/v1/views", True, id="views that are sent"),
        pytest.param("OPTIONS", "/api/v1/views", True, id="asking for leave to"),
        pytest.param("GET", "/tracker.js", True, id="the script that sends them"),
        pytest.param("POST", "/api/v1/sites/a.org/reset", False, id="an edit"),
    ],
)
def test_only_what_waits_for_nothing_but_the_recorder_is_inline(
    service: TestApp, method: str, path: str, inline: bool
) -> None:
    """Only routes that wait for nothing except the recorder are inline."""
    app = service.app

    assert isinstance(app, Application)
    match = app.match(method, path)
    assert match is not None
    assert match.route.inline is inline


def test_the_settings_come_from_the_environment_when_none_are_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Any WSGI server can be pointed at the factory."""
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/none")

    service = TestApp(create_app())

    assert service.get("/readyz", status=503)


def test_an_application_without_a_store_does_not_start() -> None:
    """The embedded store belongs to the command; other servers must name one."""
    with pytest.raises(StartError, match="REDIS_URL"):
        create_app(Settings(redis_url=None))
