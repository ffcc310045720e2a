"""Charts within a page."""

from collections.abc import Sequence

import pytest

from page_tracker.svg.columns import Columns
from page_tracker.svg.page_chart import PageChart
from support.columns import columns, every_shape
from support.svg import Picture


def drawn(
    some: Columns,
    before: Sequence[int] = (),
    so_far: bool = False,
    title: str = "Views",
) -> Picture:
    """Draw a chart and read it."""
    return Picture(PageChart(some, title, before, so_far).html())


SHAPES = every_shape(most_bars=62)


@SHAPES
@pytest.mark.parametrize("so_far", [False, True], ids=["over", "so far"])
def test_a_chart_is_small_and_has_no_style_of_its_own(
    some: Columns, so_far: bool
) -> None:
    """A page loads at once, and its policy forbids inline styles."""
    document = PageChart(some, "Views", some.views, so_far).html()

    assert len(document) < 26_000
    assert "style" not in document
    assert Picture(document).root.attrib["role"] == "img"


def test_a_chart_says_what_it_shows_to_people_who_cannot_see_it() -> None:
    """A chart's accessible name has the title, the sums and the period."""
    picture = drawn(columns([100, 23], [10, 2]), title="a.org/<b>")

    assert picture.root.attrib["aria-label"] == (
        "a.org/<b>: 123 views, 12 visitors, 23\u201324 Nov 2026"
    )


def test_only_the_plot_is_stretched() -> None:
    """Texts and lines keep their size, and the gutter is as wide as its numbers."""
    narrow = drawn(columns([1, 2], [1, 1]))
    wide = drawn(columns([10**6, 2], [1, 1]))

    axis, plot, stretched = narrow.all("svg")
    assert plot.attrib["width"] == "100%" and "viewBox" not in plot.attrib
    assert stretched.attrib["preserveAspectRatio"] == "none"
    assert not list(stretched.iter("text"))
    gutter = float(axis.attrib["width"])
    assert 10 < gutter < float(wide.all("svg")[0].attrib["width"]) < 60


def test_a_column_says_its_day_and_numbers() -> None:
    """A column has its weekday, its numbers, and that of the period before."""
    picture = drawn(columns([3, 0], [2, 0]), before=[1234])

    groups = picture.all("g", class_="chart-column")
    assert [group[0].text for group in groups] == [
        "Mon 23 Nov 2026 · 3 views · 2 visitors · 1,234 before",
        "Tue 24 Nov 2026 · 0 views · 0 visitors",
    ]
    (before,) = picture.all("path", class_="chart-before")
    assert before.attrib["vector-effect"] == "non-scaling-stroke"


def test_the_column_that_is_not_over_is_hatched() -> None:
    """The incomplete column is labelled and hatched, without stretched hatching."""
    picture = drawn(columns([3, 1], [2, 1]), so_far=True)

    (column,) = picture.all("g", class_="chart-column so-far")
    assert (column[0].text or "").endswith("1 visitor so far")
    (hatched,) = picture.all("rect")
    assert hatched.attrib["fill"] == "url(#so-far)"
    assert hatched.attrib["x"].endswith("%") and len(picture.all("pattern")) == 1


def test_visitors_are_a_narrower_bar_within_their_views() -> None:
    """A line would draw a slope between days that never were."""
    picture = drawn(columns([10, 10], [5, 5]))

    group = picture.all("g", class_="chart-column")[0]
    views, visitors = group.iter("path")
    widths = [
        float(each.attrib["d"].split("h")[1].split("V")[0])
        for each in (views, visitors)
    ]
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.11)


def test_of_very_many_columns_none_says_its_numbers() -> None:
    """Each would add a hundred bytes; a script finds them in the table."""
    few, many = drawn(columns([1] * 31)), drawn(columns([1] * 32))

    assert len(few.all("title")) == 31 and not many.all("title")
    data = PageChart(columns([1] * 2), "Views", [5, 6], True).html()
    assert 'data-columns="2" data-first="2026-11-23"' in data
    assert 'data-so-far="" data-before="5,6"' in data


@pytest.mark.parametrize("visitors", [None, [1] * 101], ids=["views", "visitors"])
def test_many_columns_are_an_area_with_a_line_on_top(
    visitors: list[int] | None,
) -> None:
    """Bars would be thinner than a pixel; the second line has a casing."""
    picture = drawn(columns([1] * 101, visitors), so_far=True)

    assert not picture.all("g", class_="chart-column")
    assert not picture.all("pattern")
    assert len(picture.all("path", class_="chart-views")) == 1
    assert len(picture.all("path", class_="chart-views-line")) == 1
    assert bool(picture.all("path", class_="chart-casing")) is bool(visitors)
