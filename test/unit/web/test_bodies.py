"""Bodies: JSON is taken as the RFC has it, and what is none is never a failure."""

import json
from io import BytesIO
from typing import Any

import pytest
from werkzeug.exceptions import UnsupportedMediaType

from page_tracker.errors import InvalidInput
from page_tracker.web.body import has_body, parse_json, read_json, require_type
from support.work import calls_in


def environ_of(body: bytes, **variables: str) -> dict[str, Any]:
    """Make the environ of a request with a body."""
    length = {"CONTENT_LENGTH": str(len(body))}
    return {"wsgi.input": BytesIO(body), **length, **variables}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param(b'{"path": "/a"}', {"path": "/a"}, id="an object"),
        pytest.param(b" [1, 2.5, null]\r\n", [1, 2.5, None], id="blanks around it"),
        pytest.param('"café 😔"'.encode(), "café 😔", id="UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', {"a": 1}, id="a byte order mark"),
        pytest.param(b'"\\ud83d\\ude14"', "😔", id="an escaped pair"),
        pytest.param(b'"\\ud83d"', "\ud83d", id="half a pair, as cut titles have it"),
        pytest.param(b'{"a": 1, "a": 2}', {"a": 2}, id="a name twice"),
    ],
)
def test_json_in_utf_8_is_read(body: bytes, value: object) -> None:
    """Recorded views come like this, thousands a second."""
    assert read_json(environ_of(body)) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "is not JSON", id="nothing"),
        pytest.param(b"path=/a", "is not JSON", id="a form"),
        pytest.param(b'{"path": "/a"', "is not JSON", id="cut off"),
        pytest.param(b"{} {}", "is not JSON", id="two values"),
        pytest.param(b"NaN", "is not JSON", id="no number"),
        pytest.param(b"[-Infinity]", "is not JSON", id="an infinite number"),
        pytest.param(b"[1e999]", "is not JSON", id="a number that becomes infinite"),
        pytest.param(b"-1e999", "is not JSON", id="one below zero that does"),
        pytest.param(b"1" * 5000, "is not JSON", id="a number of 5,000 digits"),
        pytest.param(b'"\xe9"', "is not JSON", id="Latin-1"),
        pytest.param('"é"'.encode("utf-16"), "is not JSON", id="UTF-16"),
        pytest.param(b'"\xed\xa0\x80"', "is not JSON", id="a surrogate in bytes"),
        pytest.param(b"\xef\xbb\xbf" * 2 + b"1", "is not JSON", id="two marks"),
        pytest.param(b"[" * 100_000, "is nested", id="arrays without end"),
        pytest.param(b'{"a":' * 100_000, "is nested", id="objects without end"),
    ],
)
def test_what_is_no_json_is_refused(body: bytes, reason: str) -> None:
    """The client gets an error; nothing of this is a failure of the service."""
    with pytest.raises(InvalidInput) as raised:
        read_json(environ_of(body))

    assert raised.value.errors["body"].startswith(reason)


@pytest.mark.parametrize(
    ("text", "is_finite"),
    [
        pytest.param("1e308", True, id="the largest exponent"),
        pytest.param("1e309", False, id="one more"),
        pytest.param("-1E+309", False, id="below zero"),
        pytest.param("1e0000000309", False, id="zeros in the exponent"),
        pytest.param("9" * 250 + "e99", False, id="many digits, a short exponent"),
        pytest.param("9" * 250 + ".5e9", True, id="many digits, a shorter one"),
        pytest.param("9" * 400 + ".0", False, id="too many digits"),
        pytest.param("0." + "9" * 400, True, id="many digits behind the point"),
        pytest.param('"1e309"', True, id="a text that looks like it"),
        pytest.param('{"1e309": [1e-400, 1.5e10]}', True, id="a name, small numbers"),
        pytest.param('[{"a": [0, 1e309]}]', False, id="deep inside"),
    ],
)
def test_a_number_is_finite_however_it_is_written(text: str, is_finite: bool) -> None:
    """No other reader of the same JSON could take infinity for a number."""
    if is_finite:
        assert parse_json(text.encode()) == json.loads(text)
    else:
        with pytest.raises(InvalidInput, match="is not JSON"):
            parse_json(text.encode())


def test_numbers_do_not_cost_a_call_each() -> None:
    """A body of 64 KB holds 9,000 of them, and the loop waits meanwhile."""
    few = calls_in(lambda: parse_json(b"[%s]" % b",".join([b"1.5e10"] * 9)))
    many = calls_in(lambda: parse_json(b"[%s]" % b",".join([b"1.5e10"] * 9000)))

    assert many <= few + 20


@pytest.mark.parametrize("length", ["", "0", "x", "1" * 5000, "\N{SUPERSCRIPT TWO}"])
def test_without_a_length_there_is_nothing_to_read(length: str) -> None:
    """The stream may be a socket that stays open: nothing is read from it then."""
    environ = environ_of(b"{}", CONTENT_LENGTH=length)

    with pytest.raises(InvalidInput):
        read_json(environ)

    assert environ["wsgi.input"].tell() == 0


def test_no_more_is_read_than_the_length_says() -> None:
    """No more bytes are read than the Content-Length says."""
    environ = environ_of(b"{}POST /", CONTENT_LENGTH="2")

    assert read_json(environ) == {}
    assert environ["wsgi.input"].tell() == 2


@pytest.mark.parametrize(
    ("environ", "has_one"),
    [
        pytest.param({}, False, id="no length"),
        pytest.param({"CONTENT_LENGTH": ""}, False, id="an empty length"),
        pytest.param({"CONTENT_LENGTH": "0"}, False, id="none"),
        pytest.param({"CONTENT_LENGTH": "2"}, True, id="two bytes"),
    ],
)
def test_whether_there_is_a_body_is_in_its_length(
    environ: dict[str, str], has_one: bool
) -> None:
    """A request has a body if its length is not 0."""
    assert has_body(environ) is has_one


BOTH = ("application/json", "text/plain")


@pytest.mark.parametrize(
    ("content_type", "allowed"),
    [
        pytest.param("application/json", BOTH[:1], id="the only one"),
        pytest.param("text/plain", BOTH, id="one of two"),
        pytest.param("Application/JSON", BOTH, id="another case"),
        pytest.param("text/plain;charset=UTF-8", BOTH, id="as beacons say it"),
        pytest.param(" application/json ; charset=x", BOTH, id="blanks"),
    ],
)
def test_a_type_is_taken_however_it_is_written(
    content_type: str, allowed: tuple[str, ...]
) -> None:
    """Case and parameters do not matter (RFC 9110, 8.3.1)."""
    require_type({"CONTENT_TYPE": content_type}, *allowed)


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"CONTENT_TYPE": ""}, id="an empty type"),
        pytest.param({"CONTENT_TYPE": "text/html"}, id="another one"),
        pytest.param({"CONTENT_TYPE": "application/jsonp"}, id="a longer word"),
        pytest.param({"CONTENT_TYPE": "text/html; application/json"}, id="a trick"),
    ],
)
def test_a_body_of_another_type_is_refused(environ: dict[str, str]) -> None:
    """A body of another type is rejected, with the allowed types."""
    with pytest.raises(UnsupportedMediaType, match="application/json or text/plain"):
        require_type(environ, *BOTH)
