"""Cookies: how they are set, and what is read."""

from http.cookies import SimpleCookie

import pytest

from page_tracker.web.dashboard.session import read_cookie, set_cookie


def environ(**more: str) -> dict[str, str]:
    """Make that of a request by http."""
    return {"wsgi.url_scheme": "http"} | more


@pytest.mark.parametrize(
    ("header", "value"),
    [
        pytest.param("one=1; name=abc; two=2", "abc", id="among others"),
        pytest.param("name=a.b-c_d", "a.b-c_d", id="with points"),
        pytest.param('name="abc"', "abc", id="quoted"),
        pytest.param("name=abc; name=def", "abc", id="the first of two"),
        pytest.param("names=abc", "", id="another name"),
        pytest.param("name", "", id="no value"),
        pytest.param("", "", id="empty"),
        pytest.param("other=\xff\xfe; name=abc", "abc", id="beside bytes"),
        pytest.param(";;=;name=abc;", "abc", id="in a heap"),
    ],
)
def test_a_cookie_is_read_by_its_name(header: str, value: str) -> None:
    """A cookie is read by its name, among others."""
    assert read_cookie(environ(HTTP_COOKIE=header), "name") == value


def test_without_cookies_there_is_none() -> None:
    """Without cookies the value is empty."""
    assert read_cookie(environ(), "name") == ""


@pytest.mark.parametrize(
    ("more", "is_secure"),
    [
        pytest.param({}, False, id="http"),
        pytest.param({"wsgi.url_scheme": "https"}, True, id="https"),
        pytest.param({"HTTP_X_FORWARDED_PROTO": "https"}, True, id="a proxy"),
        pytest.param({"HTTP_X_FORWARDED_PROTO": "HTTPS, http"}, True, id="two proxies"),
        pytest.param({"HTTP_X_FORWARDED_PROTO": "http"}, False, id="a plain proxy"),
        pytest.param({"HTTP_X_FORWARDED_PROTO": ""}, False, id="an empty word"),
    ],
)
def test_a_cookie_is_as_strict_as_browsers_know(
    more: dict[str, str], is_secure: bool
) -> None:
    """No script reads it, no other site sends it, and https keeps it to itself."""
    name, text = set_cookie(environ(**more), "name", "a.b", 60)
    cookie = SimpleCookie(text)["name"]

    assert name == "Set-Cookie" and cookie.value == "a.b"
    assert cookie["httponly"] is True and cookie["samesite"] == "Strict"
    assert bool(cookie["secure"]) is is_secure
    assert (cookie["path"], cookie["max-age"], cookie["domain"]) == ("/", "60", "")


def test_a_cookie_without_a_life_is_gone_with_the_browser() -> None:
    """A cookie without a life ends with the browser, and one with 0 at once."""
    assert "Max-Age" not in set_cookie(environ(), "name", "a")[1]
    assert "Max-Age=0" in set_cookie(environ(), "name", "", 0)[1]
