"""Answers that a client may keep."""

import pytest
from webtest import TestApp

from page_tracker.web.responses import json_answer


def app(body: str = '{"views":"\u00fc"}', shared: bool = False) -> TestApp:
    """Serve one answer."""
    return TestApp(
        lambda environ, start: json_answer(environ, body, "max-age=10", shared=shared)(
            environ, start
        )
    )


def test_an_answer_is_json_in_utf8() -> None:
    """A response is JSON in UTF-8 with its length and cache policy."""
    answer = app().get("/")

    assert answer.json == {"views": "\u00fc"}
    assert answer.content_type == "application/json"
    assert answer.headers["Content-Length"] == "14"
    assert answer.headers["Cache-Control"] == "max-age=10"


def test_a_client_with_the_current_etag_gets_a_304() -> None:
    """A client with the current ETag gets a 304 with its headers and no body."""
    first = app(shared=True).get("/")

    again = app(shared=True).get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_int, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "max-age=10"
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_another_answer_has_another_tag() -> None:
    """A changed body has another ETag."""
    first = app("1").get("/")

    second = app("2").get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_int, second.text) == (200, "2")


@pytest.mark.parametrize(("shared", "origin"), [(True, "*"), (False, None)])
def test_scripts_of_all_origins_may_read_only_what_is_shared(
    shared: bool, origin: str | None
) -> None:
    """Only shared responses are readable by scripts of other origins."""
    answer = app(shared=shared).get("/")

    assert answer.headers.get("Access-Control-Allow-Origin") == origin


def test_head_has_no_body() -> None:
    """HEAD has the headers of GET and no body."""
    answer = app().head("/")

    assert (answer.body, answer.headers["Content-Length"]) == (b"", "14")
    assert answer.headers["ETag"] == app().get("/").headers["ETag"]
