"""Names of the owner's own for what pages load."""

import pytest
from werkzeug.test import Client

from page_tracker.app import create_app
from page_tracker.environment import load
from page_tracker.errors import SettingError
from page_tracker.metrics.meter import Meter
from page_tracker.web.router import Router
from page_tracker.web.routes import routes
from page_tracker.web.services import build_services

STORE = {"REDIS_URL": "unix:///nowhere"}
SCRIPT, VIEWS = "PAGE_TRACKER_SCRIPT_PATH", "PAGE_TRACKER_VIEWS_PATH"


def target(client: Client, path: str) -> str:
    """Return the address that the script at a path sends views to."""
    return client.get(path).text.partition('new URL("')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("environ", "targets"),
    [
        pytest.param({}, {"/tracker.js": "api/v1/views"}, id="none"),
        pytest.param({VIEWS: "/v"}, {"/tracker.js": "v"}, id="for views"),
        pytest.param(
            {SCRIPT: "/s.js"},
            {"/tracker.js": "api/v1/views", "/s.js": "api/v1/views"},
            id="for the script",
        ),
        pytest.param(
            {SCRIPT: "/s.js, /a/b.js", VIEWS: "/v,/w"},
            {"/tracker.js": "api/v1/views", "/s.js": "v", "/a/b.js": "../v"},
            id="several",
        ),
        pytest.param({SCRIPT: "/s", VIEWS: "/s"}, {"/s": "s"}, id="one for both"),
    ],
)
def test_the_script_has_its_names_and_the_usual_one(
    environ: dict[str, str], targets: dict[str, str]
) -> None:
    """The script under a name sends views to the first path for them."""
    client = Client(create_app(load(STORE | environ)))

    assert {path: target(client, path) for path in targets} == targets


def test_a_path_for_views_is_one_like_the_usual() -> None:
    """Scripts of all origins may post there, on the loop, and errors are JSON."""
    app = create_app(load(STORE | {VIEWS: "/v,/w"}))
    client = Client(app)

    for path in ("/v", "/w", "/api/v1/views"):
        response = client.post(path, data="{}", content_type="text/plain")
        assert response.status_code == 400
        assert response.content_type == "application/problem+json"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert client.options(path).headers["Access-Control-Allow-Methods"] == "POST"
        match = app.match("POST", path)
        assert match is not None
        assert match.route.inline


@pytest.mark.parametrize(
    "text",
    [
        *("news.js", "/", ",", "//a", "/a/", "/a//b", "/a/../b", "/./a", "/a.", "/.a"),
        *("/a b", "/a?b", "/a#b", "/%61", "/ä", "/{a}", "/a*", "/a;b", "/a,b"),
        *("https://a.example/s.js", "/" + "a" * 65, "/a" * 9, "/s.js,", "/a\\b"),
    ],
)
def test_a_name_that_is_no_plain_path_is_refused(text: str) -> None:
    """A path that a proxy or a browser would write otherwise is no name."""
    for variable in (SCRIPT, VIEWS):
        with pytest.raises(SettingError, match=variable):
            load({variable: text})


def test_no_name_hides_a_path_of_the_service() -> None:
    """Each route's first segment is taken, with all that is below it."""
    parts = build_services(load(STORE), Meter())
    patterns = {route.pattern for route in Router(routes(parts)).routes}

    for segment in {pattern.split("/")[1] for pattern in patterns} - {""}:
        for path in (f"/{segment}", f"/{segment}/a"):
            with pytest.raises(SettingError, match="none of the service's own"):
                load({SCRIPT: path})


def test_names_keep_their_order_and_count_once() -> None:
    """The first name is the one that snippets, and the script, use."""
    settings = load({SCRIPT: "/b.js, /a.js,/b.js"})

    assert settings.script_path == ("/b.js", "/a.js")
