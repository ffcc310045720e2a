"""What holds for every answer of the service, whoever asks and whatever happens."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis
from webtest import TestApp, TestResponse

from page_tracker.app import create_app
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage import keys
from page_tracker.tracking.local_time import local_hour
from page_tracker.web.router import Route
from page_tracker.web.routes import routes
from page_tracker.web.security_headers import ALWAYS
from page_tracker.web.services import build_services
from support.agents import FIREFOX
from support.service import Start
from support.valkey import Valkey

TOKEN = "correct.horse-battery_staple"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NOWHERE = "redis://store.invalid"

SITE = "/api/v1/sites/{site}"
READING = {"/api/v1/sites", SITE, f"{SITE}/pages", f"{SITE}/series"}
READING |= {f"{SITE}/top/{{dimension}}", f"{SITE}/ignored"}
EMBEDDED = {"/api/v1/views", "/api/v1/openapi.json", "/tracker.js"}
EMBEDDED |= {"/hit/{site}/{path*}", "/badge/{site}", "/badge/{site}/{path*}"}
EMBEDDED |= {"/chart/{site}", "/chart/{site}/{path*}"}

# What is asked for; the rest is asked for without a query or a body.
QUERIES = {f"{SITE}/pages": "?path=/", "/pixel.gif": "?site=a.org&path=/"}
BODIES: dict[str, object] = {
    "/api/v1/views": {"site": "a.org", "path": "/"},
    f"{SITE}/pages/set": {"path": "/", "views": 7},
    f"{SITE}/pages/reset": {"path": "/"},
    f"{SITE}/pages/delete": {"path": "/"},
    f"{SITE}/pages/move": {"from": "/", "to": "/new"},
}
FORMS = {"/sign-in", "/sign-out"}

# Whatever a proxy or a stranger may say of where the service is.
ELSEWHERE = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Proto": "evil.example",
    "X-Forwarded-For": "evil.example",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "https://evil.example/",
    "Origin": "https://evil.example",
    "User-Agent": FIREFOX,
}

EVERY_ROUTE = pytest.mark.parametrize(
    "route",
    routes(build_services(Settings(redis_url=NOWHERE), Meter())),
    ids=lambda route: f"{route.method} {route.pattern}",
)


def address_of(pattern: str) -> str:
    """Return an address of a pattern."""
    site = "a.org.svg" if pattern in {"/badge/{site}", "/chart/{site}"} else "a.org"
    names = {"site": site, "path*": "b.svg", "dimension": "pages"}
    address = pattern + QUERIES.get(pattern, "")
    for name, text in (names | {"name": "dashboard.css"}).items():
        address = address.replace(f"{{{name}}}", text)
    return address


def ask(app: TestApp, route: Route, headers: dict[str, str]) -> TestResponse:
    """Send a request that a route takes."""
    body, kind = "", "application/x-www-form-urlencoded"
    if route.method == "POST" and route.pattern not in FORMS:
        given = BODIES.get(route.pattern)
        body, kind = json.dumps(given) if given else "", "application/json"
    return app.request(
        address_of(route.pattern),
        method=route.method,
        body=body.encode(),
        headers={**ELSEWHERE, "Content-Type": kind, **headers},
        expect_errors=True,
    )


def serving(url: str, reading: str = "public") -> TestApp:
    """Open a service that has an owner."""
    return TestApp(create_app(Settings(redis_url=url, token=TOKEN, reading=reading)))


AWAY = serving(NOWHERE)

# Services by who may read there: public or token.
Services = dict[str, TestApp]


@pytest.fixture(name="services", scope="module")
def fixture_services(shared_valkey: Valkey) -> Iterator[Services]:
    """Services on one store, for all these tests: they only look at what is around."""
    with pytest.MonkeyPatch.context() as patch:
        # A ranking that took long would be answered again after the store has changed.
        patch.setattr("page_tracker.storage.reports.rankings._SLOW_S", math.inf)
        yield {each: serving(shared_valkey.url, each) for each in ("public", "token")}
    shared_valkey.client().flushall()


# Sends a request to a service, in which a page of a.org was seen.
Send = Callable[[Route], TestResponse]


@pytest.fixture(
    name="send",
    params=[
        pytest.param(("public", {}), id="anybody"),
        pytest.param(("public", BEARER), id="the owner"),
        pytest.param(("token", {}), id="a stranger"),
        pytest.param(("token", BEARER), id="the owner alone"),
    ],
)
def fixture_send(request: pytest.FixtureRequest, services: Services) -> Send:
    """Send a request as anybody, and to a service of any kind."""
    reading, headers = request.param
    app, view = services[reading], {"site": "a.org", "path": "/"}
    app.reset()
    app.post_json("/api/v1/views", view, headers={"User-Agent": FIREFOX})
    return lambda route: ask(app, route, headers)


def check(response: TestResponse) -> None:
    """Hold an answer to what all of them promise."""
    headers: Any = response.headers
    names = [*dict(ALWAYS), "Cross-Origin-Resource-Policy"]
    assert [len(headers.getall(name)) for name in names] == [1, 1, 1, 1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    if response.content_type == "text/html":
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "evil.example" not in str(headers)
    assert b"evil.example" not in response.body
    assert b"Traceback" not in response.body


@EVERY_ROUTE
def test_every_answer_is_protected_and_repeats_nobodys_host(
    send: Send, route: Route
) -> None:
    """Every response has the security headers, and never repeats the Host."""
    response = send(route)

    assert response.status_code < 500
    check(response)


@EVERY_ROUTE
def test_a_failure_is_protected_as_well(route: Route) -> None:
    """A response to a failure of the store has the security headers."""
    check(ask(AWAY, route, BEARER))


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE", "TRACE"])
@pytest.mark.parametrize("path", ["/none", "/api/v1/none", "/badge/a.org", "/"])
def test_a_refusal_is_protected_as_well(method: str, path: str) -> None:
    """A refusal by the server has the security headers."""
    check(AWAY.request(path, method=method, headers=ELSEWHERE, expect_errors=True))


def is_open(route: Route, reading: str) -> bool:
    """Return whether scripts of all origins may read what a route answers."""
    is_public = reading == "public" and route.pattern in READING
    return is_public or route.pattern in EMBEDDED


@EVERY_ROUTE
@pytest.mark.parametrize("headers", [{}, BEARER], ids=["stranger", "owner"])
@pytest.mark.parametrize("reading", ["public", "token"])
def test_scripts_of_other_origins_may_record_and_read_what_is_public_and_no_more(
    services: Services, route: Route, reading: str, headers: dict[str, str]
) -> None:
    """Other origins may record and read public data only, without cookies."""
    response = ask(services[reading], route, headers)

    allowed = response.headers.getall("Access-Control-Allow-Origin")
    assert allowed == (["*"] if is_open(route, reading) else [])
    assert "Access-Control-Allow-Credentials" not in response.headers


# A number of every report of a.org, in all spellings.
MARK = re.compile(r"8[.,]?1(35[.,]?79[0-9]|M)")
SHOWN = READING | {"/chart/{site}", "/api/v1/views", "/hit/{site}/{path*}"}
SHOWN |= {"/badge/{site}", "/badge/{site}/{path*}", "/dashboard", "/dashboard/{site}"}


@EVERY_ROUTE
@pytest.mark.parametrize("reading", ["public", "token"])
def test_no_answer_tells_a_stranger_a_number_of_a_site_where_reading_takes_the_token(
    services: Services, client: Redis, route: Route, reading: str
) -> None:
    """Recording stays open to anybody, and tells nobody how often a page was seen."""
    number, today = 8_135_791, date.fromisoformat(
        local_hour(time.time(), ZoneInfo("UTC")).day
    )
    client.sadd(keys.SITES, "a.org", "b.org")  # the only site would be shown at once
    client.hset(keys.totals("a.org"), "views", number)
    client.hset(keys.days("a.org"), f"{today}:views", number)
    client.hset(keys.ignored("a.org"), f"{today}:bot", number)
    client.zadd(keys.pages("a.org"), {"/": number, "/b": number})
    client.zadd(keys.top("a.org", "pages", str(today)), {"/": number})

    response = ask(services[reading], route, {})

    text = f"{response.headers} {response.body.decode('latin-1')}"
    has_body = route.method in {"GET", "POST"}
    is_expected = reading == "public" and has_body and route.pattern in SHOWN
    assert bool(MARK.search(text)) == is_expected, text


@EVERY_ROUTE
def test_scripts_of_other_origins_may_ask_beforehand_to_record_and_no_more(
    route: Route,
) -> None:
    """A preflight request permits recording and nothing else."""
    wanted = {
        "Access-Control-Request-Method": route.method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }

    response = AWAY.request(
        address_of(route.pattern),
        method="OPTIONS",
        headers=ELSEWHERE | wanted,
        expect_errors=True,
    )

    is_recording = route.pattern == "/api/v1/views"
    assert (response.status_code == 200) is is_recording
    allowed = response.headers.get("Access-Control-Allow-Headers", "")
    assert allowed == ("Content-Type" if is_recording else "")


@EVERY_ROUTE
def test_a_cookie_is_set_by_the_form_for_the_token_alone(
    send: Send, route: Route
) -> None:
    """Only the token's form sets a cookie, which no script can read."""
    cookies = send(route).headers.getall("Set-Cookie")

    if route.pattern != "/sign-in":
        assert not cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_the_server_protects_what_it_sends(valkey: Valkey, serve: Start) -> None:
    """The server adds each header once, from loop, thread and report process."""
    service = serve(valkey.url)
    for path in ("/", "/readyz", "/api/v1/sites", "/tracker.js", "/none"):
        answer = service.get(path, Host="evil.example")

        assert dict(ALWAYS).items() <= answer.headers.items(), path
        assert "evil.example" not in f"{answer.headers} {answer.text}"
