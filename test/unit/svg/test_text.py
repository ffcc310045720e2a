"""Texts from strangers, in pictures."""

from xml.etree import ElementTree

import pytest
from hypothesis import given

from page_tracker.svg.text import coordinate, escaped, one_line
from support.hostile import hostile_texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("views", "views", id="a plain one"),
        pytest.param(" a \t\r\n b ", "a b", id="blanks"),
        pytest.param("a\x00\x08\x0b\x1f b", "a b", id="control characters"),
        pytest.param("a\ud800\udfff\ufffe\uffff b", "a b", id="no characters"),
        pytest.param("\U0001f600 \ue000", "\U0001f600 \ue000", id="rare ones"),
    ],
)
def test_a_text_becomes_one_line_of_what_xml_allows(text: str, shown: str) -> None:
    """A text becomes one line without characters that XML forbids."""
    assert one_line(text) == shown


def test_an_escaped_text_has_no_mark_up() -> None:
    """An escaped text contains no markup, and no quotes of either kind."""
    assert escaped("<b>&'\"") == "&lt;b&gt;&amp;&#x27;&quot;"


@given(hostile_texts)
def test_any_text_comes_out_of_xml_as_it_went_in(text: str) -> None:
    """Any text is parsed from XML unchanged, from an attribute or an element."""
    document = f'<a b="{escaped(text)}">{escaped(text)}</a>'

    read = ElementTree.fromstring(document)

    assert read.attrib["b"] == (read.text or "") == one_line(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (12.0, "12"),
        (0.04, "0"),
        (12.34, "12.3"),
        (-0.26, "-0.3"),
        (1234567.89, "1234567.9"),
    ],
)
def test_a_coordinate_is_no_longer_than_it_must_be(number: float, text: str) -> None:
    """A coordinate has at most one decimal and no exponent."""
    assert coordinate(number) == text
