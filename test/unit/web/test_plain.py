"""The small response of the fast path."""

import pytest
from webtest import TestApp

from page_tracker.web.responses import PlainResponse

TEXT = "naïve 😔"


@pytest.fixture(name="site")
def fixture_site() -> TestApp:
    """A site whose only answer is a plain one."""
    return TestApp(PlainResponse(TEXT, "text/plain; charset=utf-8"))


def test_a_text_is_sent_in_utf_8_with_its_length_in_bytes(site: TestApp) -> None:
    """A text is sent in UTF-8, with its length in bytes."""
    response = site.get("/")

    assert response.status == "200 OK"
    assert response.body == TEXT.encode()
    assert response.headers["Content-Length"] == "11"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_response_is_not_cached_by_default(site: TestApp) -> None:
    """A count out of a cache would be an old one, and its view would be lost."""
    assert site.get("/").headers["Cache-Control"] == "no-store"


def test_a_response_may_allow_caching() -> None:
    """A response has a Cache-Control header if it may be cached."""
    plain = PlainResponse("", "text/plain", cache="public, max-age=60")

    response = TestApp(plain).get("/")

    assert response.headers.getall("Cache-Control") == ["public, max-age=60"]


def test_head_is_answered_with_the_same_headers_and_no_body(site: TestApp) -> None:
    """HEAD has the headers and the length of GET, and no body."""
    got, asked = site.get("/"), site.head("/")

    assert asked.body == b""
    assert dict(asked.headers) == dict(got.headers)


def test_one_answer_serves_many_requests(site: TestApp) -> None:
    """One response object can be sent many times."""
    site.head("/")

    assert site.get("/").body == site.get("/").body == TEXT.encode()


def test_a_response_may_have_another_status_and_more_headers() -> None:
    """A response may have another status and more headers, also for HEAD."""
    headers = (("X-Some", "thing"), ("Access-Control-Allow-Origin", "*"))
    site = TestApp(PlainResponse("{}", "application/json", "202 Accepted", headers))

    got, asked = site.get("/"), site.head("/")

    assert got.status == asked.status == "202 Accepted"
    assert dict(got.headers) == dict(asked.headers)
    assert got.headers["X-Some"] == "thing"
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Content-Length"] == "2"
