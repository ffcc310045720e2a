"""Charts as images."""

import pytest

from page_tracker.svg.chart import chart
from page_tracker.svg.columns import Columns
from support.columns import columns, every_shape
from support.svg import Picture


def drawn(some: Columns, title: str = "Views") -> Picture:
    """Draw a chart and read it."""
    return Picture(chart(some, title))


SHAPES = every_shape(most_bars=100)


@SHAPES
def test_all_that_is_drawn_is_within_the_plot(some: Columns) -> None:
    """Every shape is within the plot."""
    picture = drawn(some)

    for plot in picture.all("svg")[1:]:
        _, _, width, depth = map(float, plot.attrib["viewBox"].split())
        for number in picture.numbers("chart-visitors"):
            assert 0 <= number <= max(width, depth)
        for path in plot.iter("path"):
            tops = path.attrib["d"].split("v-")[1:]
            assert all(float(top.split("h")[0]) <= depth for top in tops)


@SHAPES
def test_a_chart_is_small(some: Columns) -> None:
    """A chart is small."""
    assert len(chart(some, "Views")) < 24_000


def test_a_chart_says_what_it_shows_to_who_cannot_see_it() -> None:
    """A chart has its title and its sums for screen readers."""
    some = columns([100, 23], [10, 2])

    picture = drawn(some, title="a.org/<b>")

    assert picture.root.attrib["role"] == "img"
    assert picture.root.attrib["aria-label"] == "a.org/<b>"
    assert picture.root[0].tag == "title"
    assert picture.root[0].text == "a.org/<b>"
    assert picture.texts("desc") == ["123 views, 12 visitors, 23\u201324 Nov 2026"]


def test_a_chart_has_numbers_and_days_at_its_sides() -> None:
    """A chart has labels at the grid lines and below some of the days."""
    picture = drawn(columns([0, 12_000]))

    texts = picture.texts()
    for text in ("0", "5k", "10k", "15k", "23 Nov", "24 Nov"):
        assert text in texts
    assert len(picture.all("line")) == 4


def test_an_image_scales_and_is_light_or_dark_as_is_preferred() -> None:
    """An image is scalable and follows the preferred colour scheme."""
    picture = drawn(columns([1, 2], [1, 1]))

    width, height = picture.size
    assert picture.root.attrib["viewBox"] == f"0 0 {width:g} {height:g}"
    (sheet,) = picture.texts("style")
    assert "prefers-color-scheme:dark" in sheet


def test_the_plot_of_an_image_is_in_pixels() -> None:
    """The plot of an image is in pixels, without stretched lines."""
    picture = drawn(columns([1, 2]))

    (plot,) = picture.all("svg")[1:]
    wide = picture.size[0] * float(plot.attrib["width"].rstrip("%")) / 100
    assert plot.attrib["viewBox"] == f"0 0 {wide:g} {plot.attrib['height']}"


@pytest.mark.parametrize(
    ("visitors", "names"),
    [
        pytest.param(None, {"views"}, id="views"),
        pytest.param([1, 1], {"views", "visitors"}, id="visitors, too"),
    ],
)
def test_an_image_has_a_heading_and_says_what_its_colours_mean(
    visitors: list[int] | None, names: set[str]
) -> None:
    """An image has a heading and a legend."""
    picture = drawn(columns([1, 2], visitors), title="Views of a.org")

    texts = picture.texts()
    assert "Views of a.org" in texts
    assert names == {"views", "visitors"} & set(texts)


def test_a_heading_that_is_too_long_is_cut() -> None:
    """A heading that is too long is cut, and the title is whole."""
    picture = drawn(columns([1]), title="x" * 500)

    (heading,) = picture.all("text", class_="chart-heading")
    assert (heading.text or "").endswith("x\u2026")
    assert picture.root.attrib["aria-label"] == "x" * 500


def heights(picture: Picture) -> list[float]:
    """Return the heights of the bars of an image."""
    (path,) = (
        p for p in picture.all("path", class_="chart-views") if "v-" in p.attrib["d"]
    )
    return [float(part.split("h")[0]) for part in path.attrib["d"].split("v-")[1:]]


def test_bars_are_as_high_as_their_numbers() -> None:
    """The heights of bars are proportional to their numbers."""
    picture = drawn(columns([0, 5, 10]))

    (plot,) = picture.all("svg")[1:]
    depth = float(plot.attrib["height"])
    assert heights(picture) == [0, depth / 2, depth]


def test_a_single_view_can_be_seen_beside_a_million() -> None:
    """A single view has a visible bar beside a million, and none has no bar."""
    none, one, million = heights(drawn(columns([0, 1, 10**6])))

    assert 0 == none < 1 <= one < 2 < million


def test_many_columns_are_an_area_with_a_line_on_top() -> None:
    """Many columns are drawn as an area with a line on top."""
    picture = drawn(columns([1] * 101))

    assert len(picture.all("path", class_="chart-views-line")) == 1
