"""What clients say of views: what is taken, and the errors for mistakes."""

from typing import Any

import pytest

from page_tracker.tracking.naming import Naming
from page_tracker.tracking.path import PathRules, Paths
from page_tracker.tracking.submission import (
    LONGEST,
    MAX_FIELDS,
    WIDEST,
    Submission,
    submission,
    submissions,
)
from support.submissions import HERE, errors_of

BESIDE = "is not used, as there is a url"


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
            Submission("a.org", "/b", campaign="friend"),
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
def test_submitted_texts_become_canonical(
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
            {"url": "/a"}, {"url": "must be an http or https URL"}, id="half an address"
        ),
        pytest.param(
            {"url": "https://a b/"}, {"url": "must be a host name"}, id="no host in it"
        ),
        pytest.param(
            {**HERE, "site": "a/b"}, {"site": "must be a host name"}, id="no site"
        ),
        pytest.param(
            {"url": "/a", "site": "a.org"},
            {"url": "must be an http or https URL"},
            id="half an address and half a place",
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
def test_errors_of_a_view_are_reported_by_field(
    body: object, errors: dict[str, str]
) -> None:
    """All errors of a view are reported at once, by field."""
    assert errors_of(body) == errors


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, ["/"]])
@pytest.mark.parametrize("name", ["site", "path"])
def test_a_page_is_named_by_texts(name: str, value: object) -> None:
    """A page must be named by texts."""
    assert errors_of({**HERE, name: value}) == {name: "must be a text"}


@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, ["/"]])
@pytest.mark.parametrize("name", ["referrer", "title", "language", "event"])
def test_a_note_that_is_no_text_is_left_out(name: str, value: object) -> None:
    """The view counts as one without the note, and its sender learns which it was."""
    found = submission({**HERE, name: value})

    assert found == Submission("a.org", "/", notes=((name, "must be a text"),))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        *((each, "must be a whole number") for each in (None, "900", 412.5, True, [9])),
        *((each, "must be from 1 to 100000") for each in (0, -1, WIDEST + 1, 10**30)),
    ],
)
def test_a_width_that_is_none_is_left_out(value: object, reason: str) -> None:
    """Pages with a zoom measure parts of pixels, and hidden ones nothing."""
    found = submission({**HERE, "width": value})

    assert found == Submission("a.org", "/", notes=(("width", reason),))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("touch_points", -1, "must be from 0 to 256"),
        ("touch_points", 257, "must be from 0 to 256"),
        ("touch_points", True, "must be a whole number"),
        ("touch_points", 1.0, "must be a whole number"),
        ("brave", 1, "must be true or false"),
        ("brave", None, "must be true or false"),
    ],
)
def test_invalid_device_details_are_ignored(
    field: str, value: object, reason: str
) -> None:
    """The view counts without a field of the wrong type or size."""
    found = submission({**HERE, field: value})

    assert found == Submission("a.org", "/", notes=((field, reason),))


@pytest.mark.parametrize(
    "site", ["https://A.org", "http://a.org/", "https://a.org:443/blog?a=b#c"]
)
def test_the_address_of_a_site_is_its_name(site: str) -> None:
    """A URL in the field of the site stands for its host."""
    assert submission({**HERE, "site": site}) == Submission("a.org", "/")


@pytest.mark.parametrize("site", ["ftp://a.org", "https://", "https://u@a.org", "//a"])
def test_an_address_of_no_site_is_refused(site: str) -> None:
    """A URL that has no site is rejected."""
    assert list(errors_of({**HERE, "site": site})) == ["site"]


@pytest.mark.parametrize("name", ["", "( )", " \u200b\n"])
def test_an_event_without_a_name_is_left_out(name: str) -> None:
    """An invalid event is ignored, and the view counts."""
    found = submission({**HERE, "event": name})

    assert found == Submission("a.org", "/", notes=(("event", "must say something"),))


@pytest.mark.parametrize(
    ("fields", "notes"),
    [
        pytest.param(
            {"Path": "/", "x": 1},
            {"Path": "is not known", "x": "is not known"},
            id="some",
        ),
        pytest.param(
            {"x\n" + "y" * 100: 1}, {"x " + "y" * 58: "is not known"}, id="a wild one"
        ),
        pytest.param(
            {"\x00\u200b": 1, "": 1},
            {"'\\x00\\u200b'": "is not known", "''": "is not known"},
            id="those whose names cannot be seen",
        ),
        pytest.param(
            {f"x{number}": 1 for number in range(1000)},
            {f"x{number}": "is not known" for number in range(MAX_FIELDS)},
            id="many, the first of which are named",
        ),
    ],
)
def test_unknown_fields_are_left_out(
    fields: dict[str, Any], notes: dict[str, str]
) -> None:
    """A newer script may say more, and a tag manager adds what it likes."""
    found = submission(fields | HERE)

    assert found == Submission("a.org", "/", notes=tuple(notes.items()))


def test_all_that_is_left_out_is_named_at_once() -> None:
    """All ignored fields are reported at once."""
    found = submission({**HERE, "width": 0, "title": 7, "x": None})

    assert dict(found.notes) == {
        "title": "must be a text",
        "width": "must be from 1 to 100000",
        "x": "is not known",
    }


@pytest.mark.parametrize(
    ("body", "page", "notes"),
    [
        pytest.param(
            {"url": "https://b.org/b", **HERE},
            ("b.org", "/b"),
            {"site": BESIDE, "path": BESIDE},
            id="an address and a place",
        ),
        pytest.param(
            {"url": "https://b.org/b", "site": 5},
            ("b.org", "/b"),
            {"site": BESIDE},
            id="an address and half a place that is none",
        ),
        pytest.param(
            {"url": "/b", **HERE},
            ("a.org", "/"),
            {"url": "must be an http or https URL"},
            id="half an address and a place",
        ),
    ],
)
def test_one_name_of_the_page_is_enough(
    body: dict[str, Any], page: tuple[str, str], notes: dict[str, str]
) -> None:
    """An address that can be used comes before site and path."""
    found = submission(body)

    assert found == Submission(*page, notes=tuple(notes.items()))


def test_a_view_is_named_by_the_rules_of_its_service() -> None:
    """The naming rules apply to an object and to the views of an array."""
    naming = Naming(Paths(PathRules(drops_all=True)), frozenset({"b.org"}))
    body = {**HERE, "path": "/?x=1", "referrer": "https://b.org/"}

    (one,) = submissions(body, naming=naming)
    (same,) = submissions([body], naming=naming)

    assert one == same
    assert isinstance(one, Submission)
    assert (one.path, one.source) == ("/", "(internal)")


def test_no_error_quotes_what_was_sent() -> None:
    """Answers end up in logs and pages; what a visitor typed does not belong there."""
    secret = "s3cret "
    body = {
        "site": secret,
        "url": secret,
        "width": secret,
        "event": [secret],
        "title": [secret],
        "path": 7,
    }

    assert "s3cret" not in str(errors_of(body))
    assert "s3cret" not in str(submission({**body, **HERE}).notes)
