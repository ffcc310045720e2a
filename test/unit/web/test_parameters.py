"""Parameters of images."""

import pytest
from hypothesis import given

from page_tracker.errors import InvalidInput
from page_tracker.web.query import read_parameters
from support.hostile import hostile_texts

NAMES = ("label", "color")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("label=views", {"label": "views"}, id="one"),
        pytest.param("color=4c1&label=a", {"label": "a", "color": "4c1"}, id="two"),
        pytest.param("label=", {"label": ""}, id="an empty one"),
        pytest.param("label=a&label=b", {"label": "b"}, id="one given twice"),
        pytest.param("v=3&label=a&", {"label": "a"}, id="others"),
        pytest.param("label=a+b%20c%26", {"label": "a b c&"}, id="escapes"),
        pytest.param("label=%C3%A9", {"label": "\u00e9"}, id="escaped UTF-8"),
        pytest.param("label=\u00c3\u00a9", {"label": "\u00e9"}, id="UTF-8 as it is"),
    ],
)
def test_the_texts_of_known_names_are_read(query: str, found: dict[str, str]) -> None:
    """The values of known names are returned, and others are ignored."""
    assert read_parameters(query, NAMES) == found


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param("label=%FF", "must be in UTF-8", id="escaped bytes"),
        pytest.param("label=\xff", "must be in UTF-8", id="bytes as they are"),
        pytest.param("label=\u2603", "must be in UTF-8", id="no bytes at all"),
        pytest.param("a" * 2049, "must be at most 2048 characters", id="too long"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused(query: str, reason: str) -> None:
    """A query that cannot be decoded is rejected."""
    with pytest.raises(InvalidInput) as caught:
        read_parameters(query, NAMES)

    assert caught.value.errors == {"query": reason}


@given(hostile_texts)
def test_any_query_is_read_or_refused(query: str) -> None:
    """Any query is rejected, or its values can be encoded."""
    try:
        found = read_parameters(query, NAMES)
    except InvalidInput:
        return
    assert set(found) <= set(NAMES)
    "".join(found.values()).encode()
