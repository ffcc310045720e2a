"""The pages for people, on any reports, as a WSGI application."""

from collections.abc import Callable
from typing import Any

import pytest
from webtest import TestApp

from page_tracker.app import Application, create_app
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.dashboard.dashboard import DashboardApp, DashboardReports
from page_tracker.web.router import Route, Router

TOKEN = "correct.horse-battery_staple"

# Starts a browser: browse(rankings=..., token=...).
Browse = Callable[..., TestApp]


def browse_store(url: str, now: float, patch: pytest.MonkeyPatch) -> Browse:
    """Return what starts a browser on a service with some settings and this store.

    From now on the time is ``now``, in seconds of the epoch.
    """
    patch.setattr("time.time", lambda: now)

    def browse(**settings: Any) -> TestApp:
        return TestApp(create_app(Settings(redis_url=url, **settings)))

    return browse


def pages_for_people(
    sources: DashboardReports,
    settings: Settings,
    recorder: Recorder,
    origin: str | None = None,
) -> Application:
    """Return an application of these pages alone."""
    access = OwnerAuth(
        settings.token, settings.reading == "public", settings.trusted_proxies
    )
    people = DashboardApp(sources, access, settings, origin)
    dashboard, signing_in = people.dashboard, people.signing_in
    routes = [
        Route("GET", "/dashboard", dashboard.sites),
        Route("GET", "/dashboard/{site}", dashboard.site),
        Route("GET", "/share/{site}", dashboard.share),
        Route("GET", "/sign-in", signing_in.show),
        Route("POST", "/sign-in", signing_in.sign_in),
        Route("POST", "/sign-out", signing_in.sign_out),
        Route("GET", "/static/{name}", people.files.get),
    ]
    return Application(Router(routes), recorder, page=people.problems.show)


def sign_in(browser: TestApp) -> None:
    """Become the owner."""
    form = browser.get("/sign-in").form
    form["token"] = TOKEN
    form.submit()
