"""Errors as pages: for people who open an address in a browser."""

from pathlib import Path

import pytest
from webtest import TestApp

from page_tracker.app import Application, create_app
from page_tracker.errors import (
    JournalFull,
    NotAllowed,
    StorageUnavailable,
    TokenNeeded,
    TooOften,
    UnknownSite,
)
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.dashboard import problem_pages
from page_tracker.web.dashboard.problem_pages import ProblemPages
from page_tracker.web.dashboard.templates import HEADERS, Pages
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from page_tracker.web.static_files import StaticFiles
from support.html import links, text, texts

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NOWHERE = "redis://127.0.0.1:1/0"


def settings(directory: Path, journal: str = "on") -> Settings:
    """Return settings of a service whose store is away."""
    return Settings(
        redis_url=NOWHERE, redis_timeout=0.1, data_dir=directory, journal=journal
    )


def browser(recorder: Recorder, error: Exception, chosen: Settings) -> TestApp:
    """Return a browser on pages that all raise an error."""

    def fail(_environ: object) -> PlainResponse:
        raise error

    addresses = ("/", "/page", "/api/page")
    routes = [Route("GET", each, fail) for each in addresses]
    routes += [Route("GET", "/inline", fail, inline=True)]
    page = ProblemPages(Pages(StaticFiles()), chosen).show
    app = Application(Router(routes), recorder, page=page)
    return TestApp(app, extra_environ={"HTTP_ACCEPT": BROWSER})


@pytest.mark.parametrize(
    ("error", "status", "title", "said"),
    [
        (UnknownSite("No such site."), 404, "Page not found", "There’s nothing here."),
        (NotAllowed("Never."), 403, "You can’t open this", "Never."),
        (TooOften("Later.", 7), 429, "Too many requests", "Try again in a minute."),
        (
            JournalFull("full"),
            503,
            "Too busy right now",
            "Try again in a few seconds.",
        ),
        (
            ValueError("hunter2"),
            500,
            "Something broke on our side.",
            "The details are in the server log.",
        ),
    ],
    ids=["404", "403", "429", "503", "500"],
)
# pylint: disable-next=too-many-arguments,too-many-positional-arguments  # a row each
def test_an_error_is_a_page_with_a_way_on(
    recorder: Recorder,
    tmp_path: Path,
    error: Exception,
    status: int,
    title: str,
    said: str,
) -> None:
    """An error page has the layout, the headers and a link of other pages."""
    response = browser(recorder, error, settings(tmp_path)).get(
        "/page", expect_errors=True
    )

    assert response.status_code == status and response.content_type == "text/html"
    assert (text(response, "h1"), texts(response, "main p")[0]) == (title, said)
    assert links(response, "main") == {"Go to your sites": "/dashboard"}
    assert dict(HEADERS).items() <= dict(response.headers).items()
    assert response.headers.getall("Content-Type") == ["text/html; charset=utf-8"]
    assert response.headers.get("Retry-After") == {429: "7", 503: "5"}.get(status)
    assert "hunter2" not in response.text


def test_an_address_that_needs_the_token_leads_to_the_form(
    recorder: Recorder, tmp_path: Path
) -> None:
    """The challenge for programs stays in the headers."""
    response = browser(recorder, TokenNeeded("Say who."), settings(tmp_path)).get(
        "/page", expect_errors=True
    )

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert links(response, "main") == {"Sign in": "/sign-in"}


@pytest.mark.parametrize(
    ("address", "accept", "content_type"),
    [
        ("/none", BROWSER, "text/html"),
        ("/none", "text/html", "text/html"),
        ("/none", "*/*", "text/plain"),
        ("/none", "", "text/plain"),
        ("/none", "text/plain, text/html;q=0.5", "text/plain"),
        ("/none", "image/avif,image/webp,*/*;q=0.8", "text/plain"),
        ("/none", "application/json, text/html;q=0.5", "application/problem+json"),
        ("/api/page", BROWSER, "application/problem+json"),
        ("/inline", BROWSER, "text/plain"),
        ("/", BROWSER, "text/plain"),
    ],
)
def test_only_clients_that_prefer_pages_get_them(
    recorder: Recorder, tmp_path: Path, address: str, accept: str, content_type: str
) -> None:
    """The API speaks JSON, the plain counter text, and images are no documents."""
    app = browser(recorder, StorageUnavailable("gone"), settings(tmp_path))

    response = app.get(address, headers={"Accept": accept}, expect_errors=True)

    assert response.content_type == content_type


def test_the_plain_counter_fails_as_it_always_did(
    recorder: Recorder, tmp_path: Path
) -> None:
    """The plain counter's error text is unchanged."""
    app = browser(recorder, StorageUnavailable("gone"), settings(tmp_path))

    response = app.get("/", expect_errors=True)

    assert response.status_code == 500
    assert response.text == "Sorry, something went wrong \N{PENSIVE FACE}"


@pytest.mark.parametrize(
    ("journal", "promise"),
    [("on", "Visits are still being recorded"), ("off", "comes back by itself")],
)
def test_an_unreachable_database_is_shown_on_a_page(
    tmp_path: Path, journal: str, promise: str
) -> None:
    """If the database is unreachable, the page reloads itself."""
    app = TestApp(create_app(settings(tmp_path, journal)))

    response = app.get(
        "/dashboard/a.org", headers={"Accept": BROWSER}, expect_errors=True
    )

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert text(response, "h1") == "The database isn’t answering."
    assert promise in text(response, "main")
    assert '<meta http-equiv="refresh" content="5">' in response.text


def test_too_many_journals_are_not_read_for_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error page does not read too many journals."""
    monkeypatch.setattr(problem_pages, "_MAX_BYTES", -1)

    app = TestApp(create_app(settings(tmp_path)))
    response = app.get(
        "/dashboard/a.org", headers={"Accept": BROWSER}, expect_errors=True
    )

    assert "waiting" not in response.text
    assert "Visits are still being recorded" in response.text
