"""Widths of texts."""

import pytest

from page_tracker.svg.font_metrics import shortened, width


@pytest.mark.parametrize(
    ("text", "pixels"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("0123456789", 70, id="digits"),
        pytest.param("iiii", 12.4, id="narrow letters"),
        pytest.param("WWWW", 44, id="wide letters"),
        pytest.param("\u00e9", 6.7, id="a letter with its accent"),
        pytest.param("e\u0301", 6.7, id="a letter and its accent"),
        pytest.param("\u65e5\u672c", 22, id="Chinese"),
        pytest.param("\uff21", 11, id="a letter of full width"),
        pytest.param("\U0001f600", 14, id="an emoji"),
        pytest.param("a\u200d\u200bb", 13.7, id="what shows nothing"),
        pytest.param("\u0416\u03a9", 14.4, id="other alphabets"),
    ],
)
def test_a_text_is_as_wide_as_its_characters(text: str, pixels: float) -> None:
    """The width of a text is the sum of its characters' widths."""
    assert width(text) == pytest.approx(pixels)


def test_a_text_grows_with_its_letters() -> None:
    """The width of a text is proportional to the size of its letters."""
    assert width("views", 22) == pytest.approx(2 * width("views"))


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        pytest.param("12345", 35, "12345", id="one that fits"),
        pytest.param("12345", 34.9, "123\u2026", id="one that does not"),
        pytest.param("12 45", 28, "12\u2026", id="cut after a blank"),
        pytest.param("12345", 1, "\u2026", id="no room at all"),
        pytest.param("", 0, "", id="nothing"),
    ],
)
def test_a_text_is_cut_where_it_must_be(text: str, most: float, kept: str) -> None:
    """A text is cut with an ellipsis, which fits too."""
    assert shortened(text, most) == kept


def test_the_size_of_the_letters_says_how_many_fit() -> None:
    """Letters of twice the size leave room for half as many."""
    assert shortened("1234567890", 50, 11) == "12345\u2026"
    assert shortened("1234567890", 49, 22) == "1\u2026"
