"""Numbers, as short as a badge wants them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.svg.text import compact, noun

UNITS = {"k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12, "Q": 10**15}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1000, "1k"),
        (1099, "1k"),
        (1100, "1.1k"),
        (1999, "1.9k"),
        (9999, "9.9k"),
        (10_000, "10k"),
        (12_345, "12k"),
        (999_999, "999k"),
        (1_000_000, "1M"),
        (1_250_000, "1.2M"),
        (123_456_789, "123M"),
        (1_000_000_000, "1B"),
        (1_900_000_000_000, "1.9T"),
        (2**53, "9Q"),
        (999_999_999_999_999_999, "999Q"),
        (2**63 - 1, "9223Q"),
    ],
)
def test_a_number_is_rounded_down_to_what_it_has_reached(
    number: int, text: str
) -> None:
    """Below ten of a unit with one decimal, unless that is 0."""
    assert compact(number) == text


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_a_compact_number_never_says_more_than_there_is(number: int) -> None:
    """A compact number is rounded down, by a tenth at most."""
    text = compact(number)

    factor = UNITS.get(text[-1], 1)
    said = float(text.rstrip("kMBTQ")) * factor
    assert len(text) <= 4
    assert said <= number * (1 + 1e-9)
    assert number < said * 1.1 or number == said == 0


@pytest.mark.parametrize(
    ("number", "text"), [(0, "views"), (1, "view"), (2, "views"), (1000, "views")]
)
def test_a_noun_goes_with_its_number(number: int, text: str) -> None:
    """A noun is singular for 1 and plural for 0 and more."""
    assert noun("view", number) == text
