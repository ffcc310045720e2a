"""Colours of badges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.svg.colors import colour, ink

WHITE, BLACK = "#fff", "#000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("black", "#000000", id="a name"),
        pytest.param("Black", "#000000", id="a name in capitals"),
        pytest.param("4c1", "#44cc11", id="three digits"),
        pytest.param("#4C1", "#44cc11", id="three after a hash"),
        pytest.param("0A6fc2", "#0a6fc2", id="six digits"),
        pytest.param("#0a6fc2", "#0a6fc2", id="six after a hash"),
    ],
)
def test_a_colour_has_a_name_or_digits(text: str, code: str) -> None:
    """A hash must be escaped in an address, so it can be left out."""
    assert colour(text) == code


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("success", "brightgreen"),
        ("important", "orange"),
        ("critical", "red"),
        ("informational", "blue"),
        ("inactive", "lightgrey"),
        ("gray", "grey"),
        ("lightgray", "lightgrey"),
    ],
)
def test_a_colour_may_be_named_by_what_it_means(text: str, same: str) -> None:
    """As people know it from other badges."""
    assert colour(text) == colour(same)


@pytest.mark.parametrize(
    "name",
    [
        *("brightgreen", "green", "yellowgreen", "yellow", "orange", "red", "blue"),
        *("purple", "pink", "teal", "grey", "lightgrey", "black", "white"),
    ],
)
def test_every_name_is_a_colour_of_its_own(name: str) -> None:
    """No two of them are the same."""
    others = {"red", "blue", "green", "black", "white"} - {name}

    assert colour(name) not in {colour(other) for other in others}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("greenish", id="no name"),
        pytest.param("4c", id="two digits"),
        pytest.param("4c11", id="four digits"),
        pytest.param("4c1\n", id="the end of a line"),
        pytest.param("##4c1", id="two hashes"),
        pytest.param("url(#x)", id="an address"),
        pytest.param('red"/><script>', id="mark-up"),
        pytest.param("\u0661\u0661\u0661", id="other digits"),
    ],
)
def test_nothing_else_is_a_colour(text: str) -> None:
    """The reason does not quote it."""
    with pytest.raises(ValueError, match="^must be a colour such as brightgreen, "):
        colour(text)


@pytest.mark.parametrize(
    ("background", "expected"),
    [
        (colour("white"), BLACK),
        (colour("black"), WHITE),
        (colour("grey"), WHITE),
        (colour("blue"), WHITE),
        (colour("red"), WHITE),
        (colour("green"), WHITE),
        (colour("brightgreen"), BLACK),
        (colour("yellow"), BLACK),
        (colour("orange"), BLACK),
    ],
)
def test_a_text_is_white_on_what_is_dark(background: str, expected: str) -> None:
    """And black on what is light."""
    assert ink(background) == expected


def luminance(red: int, green: int, blue: int) -> float:
    """Return what WCAG 2 calls relative luminance, as its definition reads."""
    parts = [
        (
            part / 255 / 12.92
            if part / 255 <= 0.04045
            else ((part / 255 + 0.055) / 1.055) ** 2.4
        )
        for part in (red, green, blue)
    ]
    return sum(
        f * part for f, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


BYTE = st.integers(min_value=0, max_value=255)


@given(BYTE, BYTE, BYTE)
def test_a_text_can_be_read_on_any_colour(red: int, green: int, blue: int) -> None:
    """The contrast is what WCAG 2 asks for, level AA."""
    ground = luminance(red, green, blue)

    text = 1.0 if ink(f"#{red:02x}{green:02x}{blue:02x}") == WHITE else 0.0

    light, dark = max(ground, text), min(ground, text)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
