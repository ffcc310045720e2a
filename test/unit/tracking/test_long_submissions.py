"""Texts of a view that are too long are cut, and the view counts."""

from typing import Any

import pytest

from page_tracker.tracking.submission import LONGEST, Submission, submission
from support.submissions import HERE


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            {**HERE, "path": "/" + "a" * 600},
            Submission("a.org", "/" + "a" * 511),
            id="a path",
        ),
        pytest.param(
            {"url": f"https://a.org/cb?code={'c' * 5000}"},
            Submission("a.org", "/cb"),
            id="a query",
        ),
        pytest.param(
            {**HERE, "title": "t" * (LONGEST + 1)},
            Submission("a.org", "/", title="t" * 200),
            id="a title",
        ),
        pytest.param(
            {**HERE, "event": "e" * (LONGEST + 1)},
            Submission("a.org", "/", event="e" * 60),
            id="an event",
        ),
        pytest.param(
            {**HERE, "language": "de" + ",en" * LONGEST},
            Submission("a.org", "/", language="de"),
            id="languages",
        ),
        pytest.param(
            {**HERE, "referrer": "https://b.org/?" + "x" * LONGEST},
            Submission(
                "a.org",
                "/",
                referrer=("https://b.org/?" + "x" * LONGEST)[:LONGEST],
                source="b.org",
            ),
            id="a referrer",
        ),
    ],
)
def test_a_long_text_is_cut(body: dict[str, Any], expected: Submission) -> None:
    """A view is not lost for a text that is longer than what is kept of it."""
    assert submission(body) == expected
