"""Percent-encoding: what is decoded, what stays, and what is escaped."""

from unicodedata import is_normalized

import pytest
from hypothesis import given

from page_tracker.tracking.path import readable
from support.hostile import hostile_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("/a-b_c.d~/e", "/a-b_c.d~/e", id="what needs nothing"),
        pytest.param("!$&'()*+,;=:@/?", "!$&'()*+,;=:@/?", id="reserved, plain"),
        pytest.param(
            "%21%24%26%2b%3a%40", "%21%24%26%2B%3A%40", id="reserved, escaped"
        ),
        pytest.param("%2f%3F%23", "%2F%3F%23", id="what parts a URL"),
        pytest.param("%41%7a%30%2d%5F%2E%7E", "Az0-_.~", id="unreserved, escaped"),
        pytest.param("%D0%BC%d0%b8%D1%80", "мир", id="letters of other scripts"),
        pytest.param("%E2%80%94%F0%9F%98%80", "—😀", id="a dash and an emoji"),
        pytest.param("a b", "a%20b", id="a space"),
        pytest.param("%20", "%20", id="an escaped space"),
        pytest.param(
            '"#<>[\\]^`{|}', "%22%23%3C%3E%5B%5C%5D%5E%60%7B%7C%7D", id="others"
        ),
        pytest.param("%22%3c%5b%5C", "%22%3C%5B%5C", id="others, escaped"),
        pytest.param("100%", "100%25", id="a stray percent"),
        pytest.param("%4%zz%%41", "%254%25zz%25A", id="stray percents"),
        pytest.param("%25%2541", "%25%2541", id="an escaped percent"),
        pytest.param("\x00\t\x1f\x7f\x85", "%00%09%1F%7F%C2%85", id="controls"),
        pytest.param("%00%0a%7F%c2%85", "%00%0A%7F%C2%85", id="controls, escaped"),
        pytest.param("\u200b\u202e\u2066", "%E2%80%8B%E2%80%AE%E2%81%A6", id="hidden"),
        pytest.param("%e2%80%8b%E2%80%AE", "%E2%80%8B%E2%80%AE", id="hidden, escaped"),
        pytest.param("\xa0\u3000", "%C2%A0%E3%80%80", id="other spaces"),
        pytest.param("%ff%C3%28", "%FF%C3%28", id="no UTF-8"),
        pytest.param("%C3a%A9", "%C3a%A9", id="a character that is torn apart"),
        pytest.param("%C3%A9%C3", "é%C3", id="a torn one after a whole one"),
        pytest.param("%c0%af", "%C0%AF", id="an overlong slash"),
        pytest.param("\ud800\udcff", "%ED%A0%80%ED%B3%BF", id="lone surrogates"),
        pytest.param("%ed%a0%80", "%ED%A0%80", id="a lone surrogate, escaped"),
        pytest.param("cafe\u0301", "café", id="an accent apart"),
        pytest.param("cafe%CC%81", "café", id="an accent apart, escaped"),
        pytest.param("%3c\u0301", "%3C\u0301", id="an accent on an escape"),
        pytest.param("<\u0338", "\u226e", id="a stroke that makes a letter of a sign"),
        pytest.param("\u212a\u1fef", "K%60", id="what normalises to ASCII"),
    ],
)
def test_each_character_has_one_spelling(text: str, expected: str) -> None:
    """Readable where it means the same, escaped where it would not."""
    assert readable(text) == expected


def test_more_accents_than_any_letter_has_stay_as_they_came() -> None:
    """Ordering them takes time by the square of their number."""
    ordinary, absurd = "\u0301\u0316" * 15, "\u0301\u0316" * 16

    assert readable(f"e{ordinary}") != f"e{ordinary}"
    assert readable(f"e\u0301.e{absurd}") == f"\u00e9.e{absurd}"


@given(text=hostile_texts)
def test_whatever_comes_the_result_is_printable_and_can_be_sent(text: str) -> None:
    """No control, no hidden character and no lone surrogate comes through."""
    result = readable(text)

    assert result.isprintable()
    assert len(result.encode()) >= len(result)
    assert not set(' "#<>[\\]^`{|}') & set(result)


@given(text=hostile_texts)
def test_spelling_out_the_result_changes_nothing(text: str) -> None:
    """Spelling a text twice changes nothing."""
    result = readable(text)

    assert readable(result) == result


@given(text=hostile_texts.filter(lambda text: "%" not in text))
def test_a_text_and_its_escaped_form_in_utf_8_are_one(text: str) -> None:
    """A text and its escaped UTF-8 are equal, except for reserved characters."""
    letters = "".join(char for char in text if char.isalnum() or char in "-._~")
    escaped = "".join(f"%{byte:02x}" for byte in letters.encode())

    assert readable(escaped) == readable(letters)
    assert is_normalized("NFC", readable(letters))


def test_characters_beyond_those_that_are_remembered_are_spelt_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Characters beyond the size of the cache are spelt in the same way."""
    expected = readable("/\u12345\u2603\x07")
    monkeypatch.setattr("page_tracker.tracking.path._REMEMBERED", 0)

    assert readable("/\u12345\u2603\x07") == expected
    assert readable("/\u1f04\x08") == "/\u1f04%08"
