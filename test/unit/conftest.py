"""Fixtures for tests without a network."""

from collections.abc import Callable

import pytest
from webtest import TestApp, TestResponse

from page_tracker.app import Application
from page_tracker.storage.client import connect
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from support.rules import RULES


@pytest.fixture(name="recorder")
def fixture_recorder() -> Recorder:
    """A recorder whose store nobody asks for anything: nothing is connected."""
    return Recorder(connect("redis://store.invalid", timeout=0.1), 0.1, RULES)


@pytest.fixture(name="ask")
def fixture_ask(recorder: Recorder) -> Callable[..., TestResponse]:
    """Ask for a page whose endpoint raises the given error.

    The pages are /page, /shared and /api/page.
    """

    def send(
        error: Exception, method: str = "GET", path: str = "/page", **headers: str
    ) -> TestResponse:
        def fail(_environ: object) -> PlainResponse:
            raise error

        routes = [Route("GET", page, fail) for page in ("/page", "/api/page")]
        routes += [Route("GET", "/shared", fail, shared=True)]
        return TestApp(Application(Router(routes), recorder)).request(
            path, method=method, headers=headers, expect_errors=True
        )

    return send
