"""What clients say of views: what is taken, and what they are told of mistakes."""

from contextlib import suppress
from typing import Any

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.tracking.submission import (
    LONGEST,
    MAX_FIELDS,
    MOST,
    WIDEST,
    Submission,
    submission,
    submissions,
)

HERE = {"site": "a.org", "path": "/"}


def errors_of(body: object) -> dict[str, str]:
    """Return what is wrong with a body, field by field."""
    with pytest.raises(InvalidInput) as raised:
        submissions(body)
    return raised.value.errors


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(HERE, Submission("a.org", "/"), id="site and path"),
        pytest.param(
            {"url": "https://A.org:443/b/?x=1#top"},
            Submission("a.org", "/b?x=1"),
            id="an address",
        ),
        pytest.param(
            {"url": "http://a.org"}, Submission("a.org", "/"), id="an address of a site"
        ),
        pytest.param(
            {"site": "Bücher.example", "path": "b//c/"},
            Submission("xn--bcher-kva.example", "/b/c"),
            id="spelt in another way",
        ),
        pytest.param(
            {**HERE, "path": ""}, Submission("a.org", "/"), id="an empty path"
        ),
        pytest.param(
            {
                "site": "a.org",
                "path": "/b?utm_source=news&utm_campaign=may&x=1#utm_medium=no",
            },
            Submission("a.org", "/b?x=1", campaign="news / may"),
            id="a campaign in the path",
        ),
        pytest.param(
            {"url": "https://a.org/b?ref=friend"},
            Submission("a.org", "/b?ref=friend", campaign="friend"),
            id="a campaign in the address",
        ),
        pytest.param(
            {**HERE, "referrer": "https://www.google.com/search?q=x"},
            Submission(
                "a.org",
                "/",
                referrer="https://www.google.com/search?q=x",
                source="Google",
            ),
            id="a known referrer",
        ),
        pytest.param(
            {**HERE, "referrer": "https://www.a.org/b"},
            Submission(
                "a.org", "/", referrer="https://www.a.org/b", source="(internal)"
            ),
            id="a referrer on the site itself",
        ),
        pytest.param(
            {**HERE, "referrer": "https://sub.semalt.com/x"},
            Submission(
                "a.org",
                "/",
                referrer="https://sub.semalt.com/x",
                source="sub.semalt.com/x",
                spam=True,
            ),
            id="a spammer",
        ),
        pytest.param(
            {**HERE, "referrer": ""}, Submission("a.org", "/"), id="no referrer"
        ),
        pytest.param(
            {**HERE, "title": "  A\n title\t"},
            Submission("a.org", "/", title="A title"),
            id="a title of two lines",
        ),
        pytest.param(
            {**HERE, "title": "a" * LONGEST},
            Submission("a.org", "/", title="a" * 200),
            id="a title that is cut",
        ),
        pytest.param(
            {**HERE, "title": "cut \ud83d"},
            Submission("a.org", "/", title="cut"),
            id="a title that was cut in the middle of a character",
        ),
        pytest.param(
            {**HERE, "width": 1}, Submission("a.org", "/", width=1), id="narrow"
        ),
        pytest.param(
            {**HERE, "width": WIDEST},
            Submission("a.org", "/", width=WIDEST),
            id="wide",
        ),
        pytest.param(
            {**HERE, "language": "pt-BR"},
            Submission("a.org", "/", language="pt"),
            id="a language",
        ),
        pytest.param(
            {**HERE, "language": "klingon!"},
            Submission("a.org", "/"),
            id="none that is a language",
        ),
        pytest.param(
            {**HERE, "event": " sign  up "},
            Submission("a.org", "/", event="sign up"),
            id="an event",
        ),
        pytest.param(
            {**HERE, "event": "(other)"},
            Submission("a.org", "/", event="other"),
            id="an event with a name of our own",
        ),
        pytest.param(
            {**HERE, "event": "e" * 61},
            Submission("a.org", "/", event="e" * 60),
            id="an event that is cut",
        ),
    ],
)
def test_what_a_client_says_is_read_in_one_spelling(
    body: dict[str, Any], expected: Submission
) -> None:
    """Everything in it is canonical and bounded, and ready to be counted."""
    assert submission(body) == expected
    assert submissions(body) == [expected]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        pytest.param(None, {"body": "must be an object"}, id="nothing"),
        pytest.param("/", {"body": "must be an object"}, id="a text"),
        pytest.param(7, {"body": "must be an object"}, id="a number"),
        pytest.param(
            {}, {"site": "is required", "path": "is required"}, id="an empty object"
        ),
        pytest.param({"site": "a.org"}, {"path": "is required"}, id="no path"),
        pytest.param({"path": "/"}, {"site": "is required"}, id="no site"),
        pytest.param(
            {"url": "https://a.org/", "path": "/"},
            {"path": "cannot be given together with url"},
            id="an address and a path",
        ),
        pytest.param(
            {"url": "https://a.org/", **HERE},
            {
                "site": "cannot be given together with url",
                "path": "cannot be given together with url",
            },
            id="an address and all of it again",
        ),
        pytest.param(
            {"url": "/a"}, {"url": "must be an http or https URL"}, id="half an address"
        ),
        pytest.param(
            {"url": "https://a b/"}, {"url": "must be a host name"}, id="no host in it"
        ),
        pytest.param(
            {**HERE, "site": "a/b"}, {"site": "must be a host name"}, id="no site"
        ),
        pytest.param(
            {**HERE, "path": "/" + "a" * 512},
            {"path": "must be at most 512 characters"},
            id="a path that is too long",
        ),
        pytest.param(
            {**HERE, "title": "a" * (LONGEST + 1)},
            {"title": "must be at most 4096 characters"},
            id="a text that is too long",
        ),
        pytest.param({**HERE, "event": ""}, {"event": "must say something"}, id="none"),
        pytest.param(
            {**HERE, "event": "( )"},
            {"event": "must say something"},
            id="an event of parentheses",
        ),
        pytest.param(
            {**HERE, "event": " \u200b\n"},
            {"event": "must say something"},
            id="an event that nobody can see",
        ),
        pytest.param(
            {**HERE, "width": 0}, {"width": "must be from 1 to 100000"}, id="no width"
        ),
        pytest.param(
            {**HERE, "width": WIDEST + 1},
            {"width": "must be from 1 to 100000"},
            id="too wide",
        ),
        pytest.param(
            {**HERE, "Path": "/", "x": 1},
            {"Path": "is not known", "x": "is not known"},
            id="fields that are not known",
        ),
        pytest.param(
            {**HERE, "x\n" + "y" * 100: 1},
            {"x " + "y" * 58: "is not known"},
            id="a field with a wild name",
        ),
        pytest.param(
            {**HERE, "\x00\u200b": 1, "": 1},
            {"'\\x00\\u200b'": "is not known", "''": "is not known"},
            id="fields whose names cannot be seen",
        ),
        pytest.param(
            {"site": 1, "title": [], "width": "9", "y": 0},
            {
                "site": "must be a text",
                "title": "must be a text",
                "width": "must be a whole number",
                "y": "is not known",
                "path": "is required",
            },
            id="all mistakes at once",
        ),
    ],
)
def test_what_is_wrong_is_told_field_by_field(
    body: object, errors: dict[str, str]
) -> None:
    """All of it at once, so that nobody has to try again and again."""
    assert errors_of(body) == errors


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, ["/"]])
@pytest.mark.parametrize(
    "name", ["site", "path", "referrer", "title", "language", "event"]
)
def test_a_text_is_a_text(name: str, value: object) -> None:
    """Null is no text either: a field that is not known is left out."""
    assert errors_of({**HERE, name: value}) == {name: "must be a text"}


@pytest.mark.parametrize("value", [None, "900", 900.0, True, [900]])
def test_a_width_is_a_whole_number(value: object) -> None:
    """What measures pages measures in whole pixels."""
    assert errors_of({**HERE, "width": value}) == {"width": "must be a whole number"}


def test_a_text_may_be_as_long_as_the_limit() -> None:
    """What is kept of it is shorter."""
    text = "https://b.org/" + "x" * (LONGEST - 14)

    assert submission({**HERE, "referrer": text}).referrer == text


def test_an_array_is_read_in_its_order() -> None:
    """Servers send what they have gathered."""
    bodies = [{**HERE, "path": f"/{number}"} for number in range(MOST)]

    found = submissions(bodies)

    assert [each.path for each in found] == [f"/{number}" for number in range(MOST)]


@pytest.mark.parametrize("body", [[HERE] * MOST, [{"path": "\x7f"}, HERE, 5]])
def test_a_server_may_do_something_else_before_each_view_of_an_array(
    body: list[object],
) -> None:
    """A view may take a millisecond, also one that is refused."""
    pauses: list[None] = []

    with suppress(InvalidInput):
        submissions(body, lambda: pauses.append(None))

    assert len(pauses) == len(body)


def test_an_object_has_no_more_fields_than_are_looked_at() -> None:
    """Each one that is not known would be a sentence of the answer."""
    names = [f"x{number}" for number in range(MAX_FIELDS - 1)]

    assert len(errors_of(dict.fromkeys(names, 1))) == MAX_FIELDS + 1  # and its place
    assert errors_of(dict.fromkeys([*names, "y", "z"], 1)) == {
        "body": "must have at most 32 fields"
    }
    assert errors_of([HERE, dict.fromkeys([*names, "y", "z"], 1)]) == {
        "1.body": "must have at most 32 fields"
    }


@pytest.mark.parametrize("length", [0, MOST + 1])
def test_an_array_has_at_least_one_and_not_too_many(length: int) -> None:
    """More are sent in several requests."""
    assert errors_of([HERE] * length) == {"body": "must have from 1 to 100 views"}


def test_one_mistake_in_an_array_refuses_all_of_it() -> None:
    """Each is named by its place: who repeats the array counts nothing twice."""
    bodies = [HERE, {"site": "a.org"}, [], {**HERE, "width": -1}]

    assert errors_of(bodies) == {
        "1.path": "is required",
        "2.body": "must be an object",
        "3.width": "must be from 1 to 100000",
    }


def test_no_error_quotes_what_was_sent() -> None:
    """Answers end up in logs and pages; what a visitor typed does not belong there."""
    secret = "s3cret "
    body = {
        "site": secret,
        "url": secret,
        "width": secret,
        "event": [secret],
        "path": secret * 1000,
    }

    assert "s3cret" not in str(errors_of(body))
