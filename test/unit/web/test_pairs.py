"""Queries and forms become pairs, within bounds."""

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.web.query import read_form_pairs, read_pairs


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a=1&b=&a=2&c", [("a", "1"), ("b", ""), ("a", "2"), ("c", "")]),
        pytest.param("a+b=%C3%BC+c", [("a b", "\xfc c")], id="encoded"),
        pytest.param("a=\xc3\xbc", [("a", "\xfc")], id="as it is"),
        pytest.param("a=%00%zz", [("a", "\x00%zz")], id="controls, no escape"),
    ],
)
def test_a_query_is_read_in_order(query: str, pairs: list[tuple[str, str]]) -> None:
    """All pairs of a query are returned in order."""
    assert read_pairs(query) == pairs


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param("a=%ff", "query must be in UTF-8", id="no UTF-8"),
        pytest.param("a=\xff", "query must be in UTF-8", id="raw, no UTF-8"),
        pytest.param("a&" * 201, "query must have at most 200 parameters", id="many"),
    ],
)
def test_a_query_that_cannot_be_used_is_refused_with_the_reason(
    query: str, reason: str
) -> None:
    """An invalid query is rejected with the reason."""
    with pytest.raises(InvalidInput, match=reason):
        read_pairs(query)


def test_as_many_parameters_as_are_allowed_are_read() -> None:
    """The limit is the most that is allowed, not the first that is not."""
    assert len(read_pairs("&".join("a" * 200))) == 200


def test_a_form_of_very_many_fields_is_refused() -> None:
    """Each costs time, and no form of ours has so many."""
    with pytest.raises(InvalidInput, match="body must have at most 200 fields"):
        read_form_pairs(b"a=1&" * 201)
