"""Arrays of views: read in order, each view with its own outcome."""

from contextlib import suppress

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.tracking.submission import MOST, Invalid, Submission, submissions
from support.submissions import HERE, errors_of


def test_an_array_is_read_in_its_order() -> None:
    """The views of an array keep their order."""
    bodies = [{**HERE, "path": f"/{number}"} for number in range(MOST)]

    found = submissions(bodies)

    assert found == [Submission("a.org", f"/{number}") for number in range(MOST)]


@pytest.mark.parametrize("body", [[HERE] * MOST, [{"path": "\x7f"}, HERE, 5]])
def test_a_server_may_do_something_else_before_each_view_of_an_array(
    body: list[object],
) -> None:
    """A view may take a millisecond, also one that is refused."""
    pauses: list[None] = []

    with suppress(InvalidInput):
        submissions(body, lambda: pauses.append(None))

    assert len(pauses) == len(body)


@pytest.mark.parametrize("length", [0, MOST + 1])
def test_an_array_has_at_least_one_and_not_too_many(length: int) -> None:
    """An array has from 1 to 100 views."""
    assert errors_of([HERE] * length) == {"body": "must have from 1 to 100 views"}


def test_a_mistake_in_an_array_rejects_one_view_only() -> None:
    """Each has its place, and its site if it names one."""
    bodies = [{"site": "b.org"}, HERE, [], {"site": "//"}, {"path": 1, "site": "c.org"}]

    assert submissions(bodies) == [
        Invalid("b.org", (("path", "is required"),)),
        Submission("a.org", "/"),
        Invalid("", (("body", "must be an object"),)),
        Invalid("", (("site", "must be a host name"), ("path", "is required"))),
        Invalid("c.org", (("path", "must be a text"),)),
    ]


def test_an_array_of_mistakes_is_a_mistake() -> None:
    """An array without a valid view is an error, with the index of each reason."""
    bodies = [{"site": "a.org"}, [], {**HERE, "site": "a/b"}]

    assert errors_of(bodies) == {
        "0.path": "is required",
        "1.body": "must be an object",
        "2.site": "must be a host name",
    }
