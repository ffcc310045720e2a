"""Problems: how a refusal or a failure is worded for programs and for people."""

from collections.abc import Callable

import pytest
from webtest import TestResponse
from werkzeug.exceptions import (
    HTTPException,
    RequestEntityTooLarge,
    ServiceUnavailable,
)

from page_tracker.errors import (
    InvalidInput,
    JournalFull,
    NotAllowed,
    Overloaded,
    PageTrackerError,
    StorageError,
    TokenNeeded,
    TooOften,
    UnknownPage,
    UnknownSite,
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
    "accept", ["", "*/*", "text/plain", "text/html,*/*;q=0.8", "image/avif"]
)
def test_an_error_of_the_api_is_json_for_everybody(ask: Ask, accept: str) -> None:
    """Errors of the API are JSON for every client."""
    response = ask(ValueError(), path="/api/page", Accept=accept)

    assert response.content_type == "application/problem+json"
    assert response.json["status"] == 500


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        pytest.param(InvalidInput({"a": "is not known"}), 400, "Bad Request", id="400"),
        pytest.param(TokenNeeded("Say who."), 401, "Unauthorized", id="401"),
        pytest.param(NotAllowed("Never."), 403, "Forbidden", id="403"),
        pytest.param(TooOften("Later.", 7), 429, "Too Many Requests", id="429"),
        pytest.param(UnknownSite("a.org"), 404, "Not Found", id="404, a site"),
        pytest.param(UnknownPage("/a"), 404, "Not Found", id="404, a page"),
    ],
)
def test_a_mistake_of_the_client_has_a_status_and_is_said_in_words(
    ask: Ask,
    caplog: pytest.LogCaptureFixture,
    error: PageTrackerError,
    status: int,
    title: str,
) -> None:
    """Domain errors know nothing of HTTP; what strangers do wrong is not logged."""
    as_text = ask(error)
    problem = ask(error, path="/api/page").json

    assert (as_text.status_code, as_text.text) == (status, str(error))
    assert (problem["status"], problem["title"]) == (status, title)
    assert problem["detail"] == str(error)
    assert not caplog.records


@pytest.mark.parametrize("error", [JournalFull("full"), Overloaded("busy")])
def test_a_client_that_finds_no_room_gets_a_retry_after(
    ask: Ask, error: PageTrackerError
) -> None:
    """A client that finds no room gets a Retry-After header."""
    response = ask(error)

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_invalid_input_is_reported_by_field(ask: Ask) -> None:
    """A form can show each reason beside its field; no other error has this member."""
    errors = {"path": "is required", "2.width": "must be a whole number"}

    wrong = ask(InvalidInput(errors), path="/api/page").json
    other = ask(UnknownSite("a.org"), path="/api/page").json

    assert wrong["errors"] == errors
    assert "errors" not in other


def test_a_missing_token_is_answered_with_its_scheme(ask: Ask) -> None:
    """RFC 9110, 11.6.1: a 401 comes with a challenge; no other status has one."""
    challenge = "WWW-Authenticate"

    assert ask(TokenNeeded("Say who.")).headers[challenge] == "Bearer"
    assert challenge not in ask(NotAllowed("Never.")).headers


@pytest.mark.parametrize("path", ["/page", "/shared", "/api/page"])
@pytest.mark.parametrize(
    "error", [ValueError("hunter2"), StorageError("hunter2")], ids=["a bug", "a store"]
)
def test_nothing_of_a_failure_is_in_its_answer(
    ask: Ask, error: Exception, path: str
) -> None:
    """The response to a failure has no details of it."""
    response = ask(error, path=path)

    assert response.status_code == 500
    assert "hunter2" not in f"{response.text} {response.headers}"


def test_a_client_over_the_limit_gets_a_retry_after(ask: Ask) -> None:
    """A client over the limit gets a Retry-After header (RFC 6585, section 4)."""
    assert ask(TooOften("Later.", 7)).headers["Retry-After"] == "7"
    assert "Retry-After" not in ask(NotAllowed("Never.")).headers


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(InvalidInput({"path": "is required"}), id="a wrong input"),
        pytest.param(TokenNeeded("Say who."), id="a missing token"),
        pytest.param(RequestEntityTooLarge(), id="an HTTP error"),
        pytest.param(ValueError(), id="a failure"),
    ],
)
def test_scripts_of_all_origins_may_read_an_error_where_they_may_ask(
    ask: Ask, error: Exception
) -> None:
    """Errors of shared routes are readable by scripts of all origins."""
    header = "Access-Control-Allow-Origin"

    assert ask(error, path="/shared").headers.getall(header) == ["*"]
    assert header not in ask(error).headers


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
    """An HTTP error keeps its status and its description."""
    as_text = ask(error)
    as_json = ask(error, Accept="application/json")

    assert (as_text.status_code, as_text.text) == (status, error.description)
    assert (as_json.status_code, as_json.json["detail"]) == (status, error.description)
    assert as_json.json["status"] == status


def test_an_http_error_keeps_its_headers(ask: Ask) -> None:
    """An HTTP error keeps its headers."""
    response = ask(ServiceUnavailable("Later.", retry_after=7))

    assert response.headers["Retry-After"] == "7"
    assert response.headers.getall("Content-Type") == ["text/plain; charset=utf-8"]


@pytest.mark.parametrize("accept", ["text/plain", "application/json"])
def test_a_wrong_method_is_answered_with_the_allowed_ones(
    ask: Ask, accept: str
) -> None:
    """The Allow header is there for people and for programs."""
    response = ask(ValueError(), method="POST", Accept=accept)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_an_http_error_is_not_logged(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """An HTTP error is not logged."""
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
    """An error has no body for HEAD, and no cache stores it."""
    got = ask(error, Accept=accept)
    asked = ask(error, method="HEAD", Accept=accept)

    assert asked.body == b""
    assert asked.status_code == got.status_code
    assert dict(asked.headers) == dict(got.headers)
    assert asked.headers["Cache-Control"] == "no-store"
