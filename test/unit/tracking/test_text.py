"""Short texts from strangers, in one line that is safe to show."""

from unicodedata import category, is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.text import clean, clean_name
from support.hostile import HUGE, hostile_texts


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("A title – here", "A title – here", id="a good one"),
        pytest.param("", "", id="nothing"),
        pytest.param(" \t\n ", "", id="only blanks"),
        pytest.param("  a \r\n\t b\u2028c\xa0d ", "a b c d", id="lines and blanks"),
        pytest.param("a\x00\x07b\x7f\x85c", "ab c", id="controls"),
        pytest.param("a\u200b\u202eb\ufeff", "ab", id="zero widths and directions"),
        pytest.param("a \u200b b", "a b", id="a hidden one between blanks"),
        pytest.param("a\ud800b", "ab", id="a lone surrogate"),
        pytest.param("cafe\u0301", "caf\u00e9", id="an accent apart"),
        pytest.param("<b>&amp;", "<b>&amp;", id="markup is for the page to escape"),
        pytest.param("1234567890" * 3, "1234567890" * 2, id="a long one"),
        pytest.param("a" * 19 + " bc", "a" * 19, id="cut at a blank"),
        pytest.param("e\u0301" * 22, "\u00e9" * 20, id="a long one with accents apart"),
    ],
)
def test_a_text_becomes_one_safe_line(text: str, cleaned: str) -> None:
    """A text becomes one line that is safe to store and to show."""
    assert clean(text, 20) == cleaned


@given(text=hostile_texts, most=st.integers(1, 40))
def test_every_line_is_clean_and_short(text: str, most: int) -> None:
    """A cleaned text is always short and without unwanted characters."""
    line = clean(text, most)

    assert len(line) <= most
    assert is_normalized("NFC", line)
    assert not {category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert line == line.strip()


@given(text=hostile_texts, most=st.integers(1, 40))
def test_cleaning_what_is_clean_changes_nothing(text: str, most: int) -> None:
    """Cleaning a text twice changes nothing."""
    line = clean(text, most)

    assert clean(line, most) == line


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["\u0301\u0316", "\x00", " ", "a "])
def test_a_huge_text_takes_no_longer_than_a_long_one(piece: str) -> None:
    """A huge text, even a run of accents, is cleaned in bounded time."""
    assert len(clean(piece * HUGE, 200)) <= 200


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("(other)", "other", id="a name of our own"),
        pytest.param(" (other)\n", "other", id="blanks around"),
        pytest.param("( other )", "other", id="blanks inside"),
        pytest.param("(oth\u200ber)", "other", id="a hidden character"),
        pytest.param("\x00(none)", "none", id="a control"),
        pytest.param("()", "", id="nothing inside"),
        pytest.param("( )", "", id="a blank inside"),
        pytest.param("((other))", "((other))", id="two pairs"),
        pytest.param("(beta) sign up", "(beta) sign up", id="at the beginning"),
        pytest.param("(a) and (b)", "(a) and (b)", id="at both ends"),
        pytest.param("sign up (beta)", "sign up (beta)", id="at the end"),
        pytest.param("(" + "a" * 18 + ")b", "a" * 18, id="parentheses after the cut"),
        pytest.param("plain", "plain", id="none"),
    ],
)
def test_a_name_from_outside_is_none_of_the_services_own(text: str, name: str) -> None:
    """A stranger cannot add to what "(other)" and "(none)" stand for in a list."""
    assert clean_name(text, 20) == name
