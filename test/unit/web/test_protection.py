"""Protection: what is added to an answer, and what is left as it is."""

from collections.abc import Iterable
from typing import Any

import pytest
from webtest import TestApp

from page_tracker.app import Application
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from page_tracker.web.security_headers import ALWAYS, Header, with_security_headers

POLICY, RESOURCE = "Content-Security-Policy", "Cross-Origin-Resource-Policy"


def test_a_response_without_security_headers_gets_all_of_them() -> None:
    """A response without security headers gets all of them, after its own."""
    own = [("Content-Type", "text/plain"), ("X-A", "b")]

    assert with_security_headers(own) == [*own, *ALWAYS, (RESOURCE, "same-origin")]


@pytest.mark.parametrize("name", [POLICY, POLICY.lower(), RESOURCE, "Referrer-Policy"])
def test_a_responses_own_headers_are_kept(name: str) -> None:
    """Pages have a policy of their own; names are in any case."""
    own = [(name, "its own")]

    found = with_security_headers(own)

    assert found[0] == own[0]
    assert [each for each, _ in found].count(name) == 1
    assert len({each.lower() for each, _ in found}) == len(found) == 4


@pytest.mark.parametrize(
    ("own", "policy"),
    [
        pytest.param([], "same-origin", id="for our own pages"),
        pytest.param(
            [("Access-Control-Allow-Origin", "*")], "cross-origin", id="for all pages"
        ),
        pytest.param(
            [("Access-Control-Allow-Origin", "https://a.org")],
            "same-origin",
            id="for one page",
        ),
    ],
)
def test_what_scripts_of_all_origins_may_read_all_pages_may_show(
    own: Iterable[Header], policy: str
) -> None:
    """Isolated pages show nothing from elsewhere without it."""
    assert dict(with_security_headers(own))[RESOURCE] == policy


def test_protecting_twice_is_protecting_once() -> None:
    """An answer of a process beside is sent by the worker."""
    once = with_security_headers([("Content-Type", "text/plain")])

    assert with_security_headers(once) == once


def test_an_answer_is_protected_under_any_server(recorder: Recorder) -> None:
    """A response has the security headers under any WSGI server."""

    class Failing(PlainResponse):
        """An answer that starts anew, as after an error."""

        def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
            start_response("500 Oops", [], (ValueError, ValueError(), None))
            return [b""]

    routes = [
        Route("GET", "/", lambda _: PlainResponse("", "text/plain")),
        Route("GET", "/failing", lambda _: Failing("", "text/plain")),
    ]
    app = TestApp(Application(Router(routes), recorder), lint=False)

    for path in ("/", "/failing", "/none"):
        response = app.get(path, expect_errors=True)
        assert dict(ALWAYS).items() <= dict(response.headers).items()
