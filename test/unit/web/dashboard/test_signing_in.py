"""Signing in and out: the token, once, from our own form."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from page_tracker.app import Application
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.tracking.proxies import Proxies
from page_tracker.web.auth import MOST_OF_ONE, OwnerAuth
from page_tracker.web.dashboard.csrf import CsrfTokens
from page_tracker.web.dashboard.session import Sessions, TokenSigner
from page_tracker.web.dashboard.sign_in import SigningIn
from page_tracker.web.dashboard.templates import Pages
from page_tracker.web.router import Route, Router
from page_tracker.web.static_files import StaticFiles
from support.html import attribute, text

TOKEN = "correct.horse-battery_staple"
SIGNATURES = {TOKEN: TokenSigner(TOKEN), None: TokenSigner(None)}
PAGES = Pages(StaticFiles())

# Starts a browser: open(token).
Open = Callable[..., TestApp]


@pytest.fixture(name="browse")
def fixture_browse(recorder: Recorder) -> Open:
    """Open a browser on a service with a token, or without."""

    def browse(token: str | None = TOKEN, proxies: Proxies = Proxies()) -> TestApp:
        sessions, forms = Sessions(SIGNATURES[token]), CsrfTokens(SIGNATURES[token])
        signing_in = SigningIn(OwnerAuth(token, False), sessions, forms, PAGES, proxies)
        routes = [
            Route("GET", "/sign-in", signing_in.show),
            Route("POST", "/sign-in", signing_in.sign_in),
            Route("POST", "/sign-out", signing_in.sign_out),
        ]
        return TestApp(Application(Router(routes), recorder))

    return browse


@pytest.fixture(name="browser")
def fixture_browser(browse: Open) -> TestApp:
    """A browser on a service with a token."""
    return browse()


def sign_in(browser: TestApp, token: str = TOKEN, **query: str) -> TestResponse:
    """Fill in the form and send it."""
    form = browser.get("/sign-in", query).form
    form["token"] = token
    return form.submit(expect_errors=True)


def session_of(browser: TestApp) -> str | None:
    """Return the cookie of the session, if there is one."""
    return browser.cookies.get("page_tracker_session")


@pytest.mark.parametrize("token", [TOKEN, f"  {TOKEN}\t"], ids=["as it is", "pasted"])
def test_the_token_begins_a_session(browser: TestApp, token: str) -> None:
    """The token begins a session and leads to the dashboard."""
    response = sign_in(browser, token)

    assert response.status_code == 303
    assert response.headers["Location"] == "/dashboard"
    assert session_of(browser)
    assert browser.get("/sign-in").status_code == 303  # for there is nothing to do


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        pytest.param("/dashboard", "/dashboard", id="all sites"),
        pytest.param("/dashboard/a.example", "/dashboard/a.example", id="a site"),
        pytest.param(
            "/dashboard/a.b?period=7d&page=/%C3%A9",
            "/dashboard/a.b?period=7d&page=/%C3%A9",
            id="a page",
        ),
        pytest.param("/dashboard?offset=50", "/dashboard?offset=50", id="more sites"),
        pytest.param("", "/dashboard", id="nothing"),
        pytest.param("/", "/dashboard", id="the counter"),
        pytest.param("/sign-out", "/dashboard", id="the way out"),
        pytest.param("/dashboards", "/dashboard", id="a longer name"),
        pytest.param("//evil.example/dashboard", "/dashboard", id="another host"),
        pytest.param("https://evil.example/", "/dashboard", id="a URL"),
        pytest.param("/dashboard\\@evil.example", "/dashboard", id="a backslash"),
        pytest.param("/dashboard/\r\nX: y", "/dashboard", id="a header"),
        pytest.param("/dashboard/\tevil", "/dashboard/evil", id="a tab"),
        pytest.param("\t//evil.example", "/dashboard", id="a tab before a host"),
        pytest.param("/dashboard\x00", "/dashboard", id="a NUL"),
        pytest.param("/dashboard/é", "/dashboard/xn--9ca", id="not ASCII"),
        pytest.param("/dashboard/../../x", "/dashboard", id="dots"),
        pytest.param("/dashboard/..", "/dashboard", id="dots at the end"),
        pytest.param("/dashboard/.", "/dashboard", id="one dot"),
        pytest.param("/dashboard/a.b/../../x", "/dashboard", id="dots after a site"),
        pytest.param("/dashboard/%2e%2e/x", "/dashboard", id="escaped dots"),
        pytest.param("/dashboard/%2E.", "/dashboard", id="half escaped dots"),
        pytest.param("/dashboard/%252e%252e", "/dashboard", id="dots escaped twice"),
        pytest.param("/dashboard/..%2f..%2fx", "/dashboard", id="escaped slashes"),
        pytest.param("/dashboard/..%5cx", "/dashboard", id="an escaped backslash"),
        pytest.param("/dashboard/..\\x", "/dashboard", id="a backslash after dots"),
        pytest.param("/dashboard//evil.example", "/dashboard", id="two slashes"),
        pytest.param("/dashboard/%2F/evil", "/dashboard", id="an escaped slash"),
        pytest.param("/dashboard/", "/dashboard", id="a slash at the end"),
        pytest.param("/dashboard/%FF", "/dashboard", id="not UTF-8"),
        pytest.param("/dashboard%3Fsite=b", "/dashboard", id="an escaped query"),
        pytest.param("//dashboard", "/dashboard", id="a host of that name"),
        pytest.param("/\\evil.example", "/dashboard", id="a backslash for a slash"),
        pytest.param("\\\\evil.example", "/dashboard", id="two backslashes"),
        pytest.param("dashboard", "/dashboard", id="a relative path"),
        pytest.param("DATA:text/html,x", "/dashboard", id="data"),
        pytest.param(
            "/dashboard/A.Example.?period=7d&evil=//x#frag",
            "/dashboard/a.example?period=7d",
            id="another spelling",
        ),
        pytest.param(
            "/dashboard/a.b?page=/\r\nX: y",
            "/dashboard/a.b?page=/%0D%0AX:%20y",
            id="a header in the query",
        ),
        pytest.param(
            "/dashboard/%5B::1%5D:8080", "/dashboard/%5B::1%5D:8080", id="an address"
        ),
        pytest.param("javascript:alert(1)", "/dashboard", id="a script"),
    ],
)
def test_a_session_leads_on_to_a_dashboard_and_nowhere_else(
    browser: TestApp, wanted: str, leads_to: str
) -> None:
    """After signing in, a browser is redirected within the dashboard only.

    Anybody can make a link to the form with another target.
    """
    response = sign_in(browser, next=wanted)

    assert response.status_code == 303
    assert response.headers["Location"] == leads_to


@pytest.mark.parametrize(
    "token", ["wrong", TOKEN[:-1], TOKEN.upper(), "\N{PENSIVE FACE}", " "]
)
def test_another_token_begins_nothing(browser: TestApp, token: str) -> None:
    """The form is there again, says so, and does not show it."""
    response = sign_in(browser, token, next="/dashboard/a.example")

    assert response.status_code == 403
    assert "isn’t right" in text(response, "[role=alert]")
    assert response.form["token"].value == ""
    assert response.form["next"].value == "/dashboard/a.example"
    assert not session_of(browser)


@pytest.mark.parametrize(
    ("mark", "cookie"),
    [
        pytest.param("", None, id="no mark"),
        pytest.param("a.b.c", None, id="a made-up mark"),
        pytest.param(None, "", id="no cookie"),
        pytest.param(None, "x" * 16, id="the cookie of another"),
    ],
)
def test_a_form_of_somebody_else_begins_nothing(
    browser: TestApp, mark: str | None, cookie: str | None
) -> None:
    """A form from another site is rejected even with the token."""
    form = browser.get("/sign-in").form
    form["token"] = TOKEN
    if mark is not None:
        form["form"] = mark
    if cookie is not None:
        browser.reset()
        browser.set_cookie("page_tracker_form", cookie)

    response = form.submit(expect_errors=True)

    assert response.status_code == 400 and not session_of(browser)
    browser.reset()
    assert sign_in(browser).status_code == 303


def test_attempts_are_limited_for_each_address(browser: TestApp) -> None:
    """Attempts are limited by address, also for the right token."""
    for _ in range(MOST_OF_ONE):
        assert sign_in(browser, "wrong").status_code == 403

    response = sign_in(browser)

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert "Too many" in text(response, "[role=alert]")
    assert not session_of(browser)
    browser.extra_environ["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(browser).status_code == 303


def test_an_address_behind_a_proxy_is_that_of_the_client(browse: Open) -> None:
    """The limit counts the client's address behind a trusted proxy."""
    browser = browse(proxies=Proxies(hops=1))
    browser.extra_environ["HTTP_X_FORWARDED_FOR"] = "192.0.2.1"
    for _ in range(MOST_OF_ONE):
        sign_in(browser, "wrong")

    assert sign_in(browser).status_code == 429
    browser.extra_environ["HTTP_X_FORWARDED_FOR"] = "192.0.2.2"
    assert sign_in(browser).status_code == 303


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_token_nobody_can_sign_in(browse: Open, method: str) -> None:
    """Without a configured token, the page says what to set."""
    response = browse(None).request("/sign-in", method=method, expect_errors=True)

    assert response.status_code == 403
    assert "PAGE_TRACKER_TOKEN" in response.text
    assert response.html.form is None


def test_a_request_from_another_site_is_checked_again(browser: TestApp) -> None:
    """The browser has left out a strict cookie; our own page brings it along."""
    sign_in(browser)
    session, cookies = session_of(browser), dict(browser.cookies)
    browser.reset()
    linked = {"Sec-Fetch-Site": "cross-site"}

    first = browser.get("/sign-in?next=/dashboard/a.example", headers=linked)
    refresh = attribute(first, "meta[http-equiv=refresh]", "content")
    again = refresh.removeprefix("0; url=")
    stranger = browser.get(again, headers=linked)
    for name, value in cookies.items():
        browser.set_cookie(name, value)
    owner = browser.get(again)

    assert session and first.html.form is None
    assert stranger.form["next"].value == "/dashboard/a.example"  # and no third time
    assert owner.headers["Location"] == "/dashboard/a.example"


def test_signing_out_ends_the_session(browser: TestApp) -> None:
    """Signing out ends the session and leads to the form."""
    sign_in(browser)
    signed = session_of(browser) or ""
    name = Sessions(SIGNATURES[TOKEN]).current(
        {"HTTP_COOKIE": f"page_tracker_session={signed}"}
    )
    mark = CsrfTokens(SIGNATURES[TOKEN]).mark(name or "")

    response = browser.post("/sign-out", {"form": mark})

    assert response.status_code == 303
    assert response.headers["Location"] == "/sign-in"
    assert not session_of(browser)
    assert browser.get("/sign-in").status_code == 200


@pytest.mark.parametrize("mark", ["", "a.b.c"], ids=["no mark", "a made-up one"])
def test_nobody_else_can_sign_the_owner_out(browser: TestApp, mark: str) -> None:
    """Another site cannot sign the owner out."""
    sign_in(browser)

    response = browser.post("/sign-out", {"form": mark}, expect_errors=True)

    assert response.status_code == 400 and session_of(browser)
    assert "Set-Cookie" not in response.headers


def test_signing_out_without_a_session_does_nothing(browser: TestApp) -> None:
    """Signing out without a session does nothing."""
    response = browser.post("/sign-out", {})

    assert response.headers["Location"] == "/sign-in"
    assert "Set-Cookie" not in response.headers
