"""Badges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.errors import InvalidInput
from page_tracker.svg.badge import STYLES, badge
from page_tracker.svg.text import one_line
from support.hostile import hostile_texts
from support.svg import Picture

EVERY_STYLE = pytest.mark.parametrize("style", STYLES)


def fills(picture: Picture) -> list[str]:
    """Return the colours of the sides, from the left."""
    paths = picture.all("path")
    return [each.attrib["fill"] for each in paths if "url" not in each.attrib["fill"]]


@EVERY_STYLE
def test_a_badge_shows_its_label_and_its_message(style: str) -> None:
    """A badge shows its label and its message, each on its colour."""
    picture = Picture(badge("views", "12", "black", "4c1", style))

    label, message = list(picture.lines())
    assert (label.text.lower(), message.text) == ("views", "12")
    assert label.middle < message.middle
    assert fills(picture) == ["#44cc11", "#000000"]


@EVERY_STYLE
def test_a_badge_says_what_it_shows_to_who_cannot_see_it(style: str) -> None:
    """A badge has its text for screen readers, in the original case."""
    picture = Picture(badge("views", "1.2k", style=style))

    assert picture.root.attrib["role"] == "img"
    assert picture.root.attrib["aria-label"] == "views: 1.2k"
    assert picture.texts("title") == ["views: 1.2k"]


@EVERY_STYLE
@pytest.mark.parametrize("label", ["", "  ", "\x00"])
def test_a_badge_without_a_label_is_its_message_only(style: str, label: str) -> None:
    """A badge without a label has one box."""
    picture = Picture(badge(label, "12", "red", style=style))

    assert len(fills(picture)) == 1
    assert picture.texts("title") == ["12"]
    assert [line.text for line in picture.lines()] == ["12"]


@pytest.mark.parametrize(
    ("style", "height", "shines", "is_round"),
    [
        ("flat", 20, True, True),
        ("flat-square", 20, False, False),
        ("plastic", 18, True, True),
        ("for-the-badge", 28, False, False),
    ],
)
def test_styles_differ(style: str, height: int, shines: bool, is_round: bool) -> None:
    """The styles differ in their known features."""
    picture = Picture(badge("a", "b", style=style))

    assert picture.size[1] == height
    assert bool(picture.all("linearGradient")) is shines
    assert bool(picture.all("clipPath")) is is_round


def test_a_badge_for_the_badge_is_in_capitals_and_its_message_is_bold() -> None:
    """The style for-the-badge has capitals and a bold message."""
    picture = Picture(badge("views", "1.2k", style="for-the-badge"))

    label, message = picture.all("text")
    assert picture.texts() == ["VIEWS", "1.2K"]
    assert "font-weight" not in label.attrib
    assert message.attrib["font-weight"] == "bold"


def test_a_text_has_the_colour_that_can_be_read_and_no_dark_shadow_if_it_is_black() -> (
    None
):
    """The one in black is drawn once, the one in white with its shadow below."""
    picture = Picture(badge("a", "b", "white", "black"))

    drawn = [(each.text, each.attrib["fill"]) for each in picture.all("text")]
    assert drawn == [("a", "#000"), ("a", "#fff"), ("b", "#000")]


@pytest.mark.parametrize(
    ("label", "message", "style", "places", "size"),
    [
        pytest.param("views", "122k", "flat", [21.5, 58.5], 78, id="flat"),
        pytest.param("views", "122k", "flat-square", [21.5, 58.5], 78, id="square"),
        pytest.param("", "122k", "flat", [18.5], 37, id="no label"),
        pytest.param("", "12", "for-the-badge", [20.5], 41, id="for the badge"),
    ],
)
def test_a_badge_has_the_measures_of_shields(
    label: str, message: str, style: str, places: list[float], size: float
) -> None:
    """Texts have odd widths, 5 pixels beside them, and are 1 pixel nearer inwards."""
    picture = Picture(badge(label, message, style=style))

    assert [line.middle for line in picture.lines()] == places
    assert picture.size[0] == size


def test_texts_are_drawn_large_and_scaled_down() -> None:
    """A browser rounds the sizes of letters to pixels, which shows in small ones."""
    (group,) = Picture(badge("a", "b")).all("g", transform="scale(0.1)")

    assert group.attrib["text-rendering"] == "geometricPrecision"
    assert group.attrib["font-size"] == "110"


def test_a_badge_scales() -> None:
    """An image that is shown smaller is not cut off."""
    picture = Picture(badge("views", "12"))

    width, height = picture.size
    assert picture.root.attrib["viewBox"] == f"0 0 {width:g} {height:g}"


def test_a_badge_runs_nothing_and_loads_nothing() -> None:
    """A badge contains no script, no style sheet and no external address."""
    for style in STYLES:
        document = badge("a", "b", style=style)

        assert document.count("http") == 1
        assert not {"style", "script", "image"} & {
            each.tag for each in Picture(document).root.iter()
        }
        assert " style=" not in document


@EVERY_STYLE
@given(label=hostile_texts, message=hostile_texts)
def test_any_texts_fit_into_their_boxes(style: str, label: str, message: str) -> None:
    """Any text fits into its box, in a well-formed document."""
    picture = Picture(badge(label, message, style=style))

    shown = [text for text in (one_line(label), one_line(message)) if text]
    assert picture.root.attrib["aria-label"] == ": ".join(shown)
    start = 0.0
    padding = STYLES[style].padding
    boxes = [each for each in picture.all("path") if "url" not in each.attrib["fill"]]
    for line, box in zip(picture.lines(), boxes, strict=True):
        width = float(box.attrib["d"].split("h")[1].split("v")[0])
        assert line.middle - line.length / 2 >= start + padding - 1
        assert line.middle + line.length / 2 <= start + width - padding + 1
        start += width
    assert start == picture.size[0]


@given(st.text(), st.text(), st.text())
def test_colours_and_styles_never_get_into_the_picture_unread(
    color: str, label_color: str, style: str
) -> None:
    """Colours and styles from a request are never copied into the image."""
    try:
        document = badge("a", "b", color, label_color, style)
    except InvalidInput:
        return
    Picture(document)


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        pytest.param({"color": "x"}, {"color"}, id="a colour"),
        pytest.param({"label_color": "x"}, {"label_color"}, id="the other colour"),
        pytest.param({"style": "social"}, {"style"}, id="a style"),
        pytest.param(
            {"color": "", "label_color": "x", "style": "FLAT"},
            {"color", "label_color", "style"},
            id="all",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named(wrong: dict[str, str], names: set[str]) -> None:
    """All invalid options are reported at once."""
    with pytest.raises(InvalidInput) as caught:
        badge("a", "b", **wrong)

    assert set(caught.value.errors) == names


def test_a_badge_is_small() -> None:
    """A badge is small."""
    assert len(badge("views", "1.2k", style="plastic")) < 1400
