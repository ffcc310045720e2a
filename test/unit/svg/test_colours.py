"""Colours of badges."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.svg.colors import colour, ink
from page_tracker.svg.css_colors import NAMED

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
        pytest.param("purple", "#800080", id="a name of CSS"),
        pytest.param("RebeccaPurple", "#663399", id="a new name of CSS"),
        pytest.param("rgb(255, 0, 16)", "#ff0010", id="three numbers"),
        pytest.param("RGB(100%,0%,50%)", "#ff0080", id="three parts of a hundred"),
        pytest.param("rgb(255 0 0 / 50%)", "#ff8080", id="numbers without commas"),
        pytest.param("rgba(0,0,0,.5)", "#808080", id="one that is not opaque"),
        pytest.param("rgb(300,-5,0)", "#ff0000", id="numbers out of their range"),
        pytest.param("hsl(120,100%,50%)", "#00ff00", id="a hue"),
        pytest.param("hsla(480deg, 100%, 25%, 1)", "#008000", id="a hue in degrees"),
    ],
)
def test_a_colour_has_a_name_or_digits(text: str, code: str) -> None:
    """A hash must be escaped in an address, so it can be left out."""
    assert colour(text) == code


def test_every_name_of_a_style_sheet_is_a_colour() -> None:
    """Shields has names of its own, and takes those of CSS beside them."""
    assert len(NAMED) == 148
    assert all(re.fullmatch("#[0-9a-f]{6}", colour(name)) for name in NAMED)


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
    """A colour can be named by its meaning."""
    assert colour(text) == colour(same)


@pytest.mark.parametrize(
    "name",
    [
        *("brightgreen", "green", "yellowgreen", "yellow", "orange", "red", "blue"),
        *("purple", "pink", "teal", "grey", "lightgrey", "black", "white"),
    ],
)
def test_every_name_is_a_colour_of_its_own(name: str) -> None:
    """No two names have the same colour."""
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
        pytest.param("rgb(1,2)", id="two numbers"),
        pytest.param("rgb(1,2,3,4,5)", id="five numbers"),
        pytest.param("rgb(1,2,x)", id="no number"),
        pytest.param("rgb(1,2%,3)", id="a part of a hundred and numbers"),
        pytest.param("rgb(1deg,2deg,3deg)", id="degrees of red"),
        pytest.param("rgb(1,2,3,4deg)", id="an opacity in degrees"),
        pytest.param("hsl(1,2,3)", id="a hue and numbers"),
        pytest.param("hsl(1%,2%,3%)", id="a hue in parts of a hundred"),
        pytest.param("hwb(1 2% 3%)", id="another function"),
        pytest.param("rgb((1,2,3))", id="brackets in brackets"),
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
    """Text is white on a dark background and black on a light one."""
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
