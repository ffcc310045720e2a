"""Problems: how a refusal or a failure is worded for programs and for people."""

from collections.abc import Callable

import pytest
from webtest import TestResponse
from werkzeug.exceptions import (
    HTTPException,
    RequestEntityTooLarge,
    ServiceUnavailable,
)

Ask = Callable[..., TestResponse]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        pytest.param("application/json", "application/problem+json", id="JSON"),
        pytest.param(
            "application/problem+json", "application/problem+json", id="problems"
        ),
        pytest.param(
            "text/html;q=0.5, application/json",
            "application/problem+json",
            id="JSON before HTML",
        ),
        pytest.param(
            "application/json;q=0.5, text/html", "text/plain", id="HTML before JSON"
        ),
        pytest.param("*/*", "text/plain", id="anything"),
        pytest.param("text/html,*/*;q=0.8", "text/plain", id="a browser"),
        pytest.param("image/avif", "text/plain", id="an image"),
        pytest.param(";;;,", "text/plain", id="nonsense"),
        pytest.param("", "text/plain", id="nothing"),
    ],
)
def test_an_error_is_json_for_who_prefers_it_and_text_for_all_others(
    ask: Ask, accept: str, content_type: str
) -> None:
    """Programs say that they want JSON; people and images get a line of text."""
    response = ask(ValueError(), Accept=accept)

    assert response.content_type == content_type


def test_an_error_without_any_preference_is_text(ask: Ask) -> None:
    """A client that sends no Accept header at all takes anything."""
    assert ask(ValueError()).content_type == "text/plain"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(RequestEntityTooLarge("Too long."), 413, id="too long a body"),
        pytest.param(ServiceUnavailable("Later."), 503, id="a pause"),
    ],
)
def test_an_http_error_keeps_its_status_and_its_words(
    ask: Ask, error: HTTPException, status: int
) -> None:
    """An endpoint may refuse in its own words."""
    as_text = ask(error)
    as_json = ask(error, Accept="application/json")

    assert (as_text.status_code, as_text.text) == (status, error.description)
    assert (as_json.status_code, as_json.json["detail"]) == (status, error.description)
    assert as_json.json["status"] == status


def test_an_http_error_keeps_its_headers(ask: Ask) -> None:
    """Such as the time after which to try again."""
    response = ask(ServiceUnavailable("Later.", retry_after=7))

    assert response.headers["Retry-After"] == "7"
    assert response.headers.getall("Content-Type") == ["text/plain; charset=utf-8"]


@pytest.mark.parametrize("accept", ["text/plain", "application/json"])
def test_a_wrong_method_is_told_the_right_ones(ask: Ask, accept: str) -> None:
    """The Allow header is there for people and for programs."""
    response = ask(ValueError(), method="POST", Accept=accept)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_an_http_error_is_not_logged(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody could fill the log with requests for pages that are not there."""
    ask(RequestEntityTooLarge())

    assert not caplog.records


@pytest.mark.parametrize("accept", ["text/plain", "application/json"])
@pytest.mark.parametrize(
    "error",
    [ValueError(), RequestEntityTooLarge()],
    ids=["a failure", "an HTTP error"],
)
def test_an_error_has_no_body_for_head_and_no_place_in_a_cache(
    ask: Ask, error: Exception, accept: str
) -> None:
    """The headers are those of GET."""
    got = ask(error, Accept=accept)
    asked = ask(error, method="HEAD", Accept=accept)

    assert asked.body == b""
    assert asked.status_code == got.status_code
    assert dict(asked.headers) == dict(got.headers)
    assert asked.headers["Cache-Control"] == "no-store"
