"""Languages: the one that a visitor likes best."""

import re

import pytest
from hypothesis import given

from page_tracker.tracking.language import language
from page_tracker.tracking.view import UNKNOWN
from support.hostile import HUGE, hostile_texts


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        pytest.param("de-AT,de;q=0.9,en;q=0.8", "de", id="a browser's"),
        pytest.param("de", "de", id="one"),
        pytest.param("de-AT", "de", id="a script's"),
        pytest.param("zh-Hant-TW", "zh", id="a long tag"),
        pytest.param("pt_BR", "pt", id="the name of a locale"),
        pytest.param("EN-us", "en", id="capitals"),
        pytest.param("gsw", "gsw", id="three letters"),
        pytest.param("en;q=0.5, fr;q=0.9", "fr", id="the best is not the first"),
        pytest.param("en;q=0.5, fr", "fr", id="without a weight it is 1"),
        pytest.param("en;q=0.5,fr;q=0.5", "en", id="the first of the best"),
        pytest.param("en ; Q=0.5 ,\tfr; q=1.000 ", "fr", id="blanks"),
        pytest.param("*, en;q=0.1", "en", id="a star says nothing"),
        pytest.param("en;q=0, fr;q=0.001", "fr", id="zero is no"),
        pytest.param("x-klingon, i-default, en;q=0.2", "en", id="no languages first"),
        pytest.param(",,en,", "en", id="empty entries"),
        pytest.param("en;q=2, fr;q=0.1", "fr", id="no weight"),
        pytest.param("en;level=1, fr;q=0.1", "fr", id="another parameter"),
        pytest.param("", UNKNOWN, id="nothing"),
        pytest.param("*", UNKNOWN, id="a star"),
        pytest.param("en;q=0", UNKNOWN, id="none"),
        pytest.param("e", UNKNOWN, id="one letter"),
        pytest.param("english", UNKNOWN, id="a word"),
        pytest.param("12", UNKNOWN, id="digits"),
        pytest.param("éa", UNKNOWN, id="a letter beyond ASCII"),
        pytest.param("en;q=٠.٥", UNKNOWN, id="other digits"),
        pytest.param("e\x00n", UNKNOWN, id="NUL"),
    ],
)
def test_the_language_that_is_liked_best_is_taken(header: str, tag: str) -> None:
    """The language with the highest weight is returned, without its region."""
    assert language(header) == tag


@given(header=hostile_texts)
def test_a_language_is_two_or_three_letters(header: str) -> None:
    """A language is always two or three letters, or unknown."""
    tag = language(header)

    assert tag == UNKNOWN or re.fullmatch("[a-z]{2,3}", tag)


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", [",", " ", "a-", "e,", ";q=", "-_"])
def test_a_huge_header_takes_no_longer_than_a_long_one(piece: str) -> None:
    """Only the beginning of a huge header is read."""
    assert language("de," + piece * HUGE) == "de"
