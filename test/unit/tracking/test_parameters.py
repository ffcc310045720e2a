"""Parameters: names that stand for themselves, or for all that begin like them."""

import pytest

from page_tracker.tracking.parameters import Names, parse_name, tracking_names


@pytest.mark.parametrize(
    ("name", "is_in"),
    [
        pytest.param("gclid", True, id="a name"),
        pytest.param("gclids", False, id="a longer one"),
        pytest.param("utm_source", True, id="a name that begins like one"),
        pytest.param("utm_", True, id="only the beginning"),
        pytest.param("utm", False, id="less than that"),
        pytest.param("", False, id="no name"),
    ],
)
def test_a_star_stands_for_any_rest(name: str, is_in: bool) -> None:
    """A star at the end of a name matches any ending; letter case is ignored."""
    assert (name in Names({"GCLID", "Utm_*"})) == is_in
    assert name not in Names()


@pytest.mark.parametrize("text", ["ref", "utm_*", "q[]", "сессия", "a" * 100 + "*"])
def test_a_name_can_be_set(text: str) -> None:
    """Any name that a query can have can be set."""
    assert parse_name(text) == text


@pytest.mark.parametrize("text", ["", "*", "a b", "a=b", "a&b", "*a", "a**", "a" * 102])
def test_a_text_that_is_no_name_is_rejected(text: str) -> None:
    """A text that cannot be a name, or matches every name, is rejected."""
    with pytest.raises(ValueError):
        parse_name(text)


def test_the_public_lists_are_names_in_lower_case() -> None:
    """The public lists have each name once, in lower case, and valid."""
    names = tracking_names()

    assert len(names) > 150
    assert {parse_name(name).lower() for name in names} == names
