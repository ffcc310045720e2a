"""The path under which browsers find the service."""

import re
from importlib.resources import files
from typing import Any

import pytest
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.tracking.prefix import OWN_SEGMENTS
from page_tracker.tracking.proxies import Proxies
from page_tracker.web.mount import Mount, origin_of, url
from page_tracker.web.routes import routes
from page_tracker.web.services import build_services
from support.html import attribute

STORE = "redis://store.invalid"
TOKEN = "correct.horse-battery_staple"
PEER = "192.0.2.1"
TRUSTED = Proxies.parse(PEER)


def browser(peer: str = PEER, **settings: Any) -> TestApp:
    """Return a browser on the service, behind a proxy."""
    app = create_app(Settings(redis_url=STORE, token=TOKEN, **settings))
    return TestApp(app, extra_environ={"REMOTE_ADDR": peer})


def test_no_path_of_the_service_can_be_a_prefix() -> None:
    """A prefix cannot be a path of the service, which would be ambiguous."""
    services = build_services(Settings(redis_url=STORE), Meter())

    firsts = {route.pattern.split("/")[1] for route in routes(services)}

    assert firsts == {"", *OWN_SEGMENTS}


TEMPLATES = [
    path for path in (files("page_tracker") / "templates").iterdir() if path.is_file()
]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_address_in_a_template_is_below_the_prefix(template: Any) -> None:
    """A link goes through url(), unless it leads to a place of the same page."""
    html = template.read_text("utf-8")

    addresses = re.findall(r'\b(?:href|src|action|formaction)="([^"]*)', html)

    below = re.compile(
        r"\{\{ (url|file|sign_in)\(.*\) \}\}|\{\{ origin \}\}.*|#[a-z-]+"
    )
    elsewhere = {"{{ figures.address }}"}  # the page itself, on its own site
    wrong = [each for each in addresses if not below.fullmatch(each)]
    assert set(wrong) <= elsewhere


@pytest.mark.parametrize("path", ["/stats/sign-in", "/sign-in"])
def test_a_page_is_found_with_its_prefix_and_without(path: str) -> None:
    """Whether the proxy passes the prefix on or not, links and cookies have it."""
    page = browser(url="https://a.org/stats").get(path)

    assert page.form.action == "/stats/sign-in"
    assert attribute(page, "link[rel=stylesheet]", "href").startswith("/stats/static/")
    assert "Path=/stats" in page.headers["Set-Cookie"].split("; ")


def test_a_redirect_leads_below_the_prefix() -> None:
    """A redirect keeps the prefix, also to the sign-in form and back."""
    app = browser(url="https://a.org/stats", reading="token")

    answer = app.get("/stats/dashboard/a.org?period=7d")

    wanted = "/stats/sign-in?next=/dashboard/a.org%3Fperiod%3D7d"
    assert answer.headers["Location"] == wanted


def test_who_signs_in_comes_to_the_page_below_the_prefix() -> None:
    """The page that was wanted is named without the prefix in between."""
    app = browser(url="https://a.org/stats", reading="token")
    form = app.get("/stats/sign-in?next=/dashboard/a.org").form
    form["token"] = TOKEN

    answer = form.submit()

    assert answer.headers["Location"] == "/stats/dashboard/a.org"


@pytest.mark.parametrize(
    ("prefix", "action"),
    [
        pytest.param("/stats", "/stats/sign-in", id="a prefix"),
        pytest.param("/stats/", "/stats/sign-in", id="with a slash"),
        pytest.param("", "/sign-in", id="none"),
        pytest.param("/", "/sign-in", id="the root"),
        pytest.param("//evil.example", "/sign-in", id="another host"),
        pytest.param("/a/..", "/sign-in", id="a climb"),
        pytest.param('/"><script>', "/sign-in", id="markup"),
        pytest.param("/" + "a" * 5000, "/sign-in", id="a long one"),
        pytest.param("/a, /b", "/sign-in", id="two"),
        pytest.param("/api", "/sign-in", id="a path of the service"),
    ],
)
def test_a_trusted_proxy_names_the_prefix(prefix: str, action: str) -> None:
    """A trusted proxy names the prefix; an invalid one is ignored."""
    app = browser(trusted_proxies=TRUSTED)

    page = app.get("/sign-in", headers={"X-Forwarded-Prefix": prefix})

    assert page.form.action == action


def test_a_path_may_have_the_prefix_that_a_proxy_names() -> None:
    """A path may include the prefix that a proxy names."""
    app = browser(trusted_proxies=TRUSTED)

    page = app.get("/stats/sign-in", headers={"X-Forwarded-Prefix": "/stats"})

    assert page.form.action == "/stats/sign-in"


def test_a_prefix_from_an_untrusted_peer_is_ignored() -> None:
    """A prefix from an untrusted peer is ignored."""
    app = browser("192.0.2.2", trusted_proxies=TRUSTED)

    page = app.get("/sign-in", headers={"X-Forwarded-Prefix": "/stats"})

    assert page.form.action == "/sign-in"


def test_the_url_that_is_set_wins_over_a_header() -> None:
    """The configured URL overrides the header."""
    app = browser(url="https://a.org/stats", trusted_proxies=TRUSTED)

    page = app.get("/sign-in", headers={"X-Forwarded-Prefix": "/other"})

    assert page.form.action == "/stats/sign-in"


def test_a_server_may_have_the_service_below_a_path() -> None:
    """A WSGI server names the prefix in SCRIPT_NAME (PEP 3333)."""
    page = browser().get("/sign-in", extra_environ={"SCRIPT_NAME": "/st\u00a0"})

    assert page.form.action == "/st%A0/sign-in"


def test_a_prefix_is_taken_off_once() -> None:
    """A request that is handed to another process is not looked at again."""
    environ: dict[str, Any] = {"PATH_INFO": "/stats/stats/a"}
    mount = Mount("/stats")

    for _ in range(2):
        with mount.entered(environ):
            assert url("/a") == "/stats/a"

    assert environ["PATH_INFO"] == "/stats/a"
    assert url("/a") == "/a"


def test_a_server_is_told_of_the_path_without_its_prefix() -> None:
    """A server gets the path without its prefix, to dispatch by it."""
    app = create_app(Settings(redis_url=STORE, trusted_proxies=TRUSTED))
    headers = {"X_FORWARDED_PREFIX": "/stats"}

    assert app.inner_path("/stats/dashboard", headers, PEER) == "/dashboard"
    assert app.inner_path("/stats/dashboard", headers, "::1") == "/stats/dashboard"


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (None, None),
        ("https://a.org:8443", "https://a.org:8443"),
        ("https://a.org/a", "https://a.org"),
    ],
)
def test_an_origin_has_no_path(address: str | None, origin: str | None) -> None:
    """The path is added to each address, and would be there twice."""
    assert origin_of(address) == origin


def test_the_description_names_the_prefix_as_its_server() -> None:
    """Clients that are made of it send to the right place."""
    app = browser(url="https://a.org/stats")

    answer = app.get("/stats/api/v1/openapi.json")

    assert answer.json["servers"] == [{"url": "/stats"}]
    assert answer.headers["Vary"] == "X-Forwarded-Prefix"
    assert browser().get("/api/v1/openapi.json").json["servers"] == [{"url": "/"}]


def test_an_error_is_in_the_form_of_its_path_below_the_prefix() -> None:
    """Below /api/, problems are JSON for every client."""
    app = browser(url="https://a.org/stats")

    answer = app.get("/stats/api/v1/none", status=404)

    assert answer.content_type == "application/problem+json"
