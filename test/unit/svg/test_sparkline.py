"""Sparklines."""

import pytest

from page_tracker.svg.columns import Columns
from page_tracker.svg.sparkline import sparkline
from support.svg import Picture

DAYS = [f"2026-11-{day:02}" for day in range(1, 25)]


def test_a_sparkline_says_how_many_views_there_were_and_when() -> None:
    """A sparkline has its sum and period as text and for screen readers."""
    picture = Picture(sparkline(Columns(DAYS, [100] * 24), "Views of <a.org>"))

    assert picture.texts() == ["2.4k views", "1\u201324 Nov 2026"]
    assert picture.root.attrib["aria-label"] == "Views of <a.org>"
    assert picture.texts("title") == ["Views of <a.org>"]
    assert picture.texts("desc") == ["2,400 views, 1\u201324 Nov 2026"]


def test_a_sparkline_scales_and_is_light_or_dark_as_is_preferred() -> None:
    """A sparkline is scalable and follows the preferred colour scheme."""
    picture = Picture(sparkline(Columns(DAYS, [1] * 24), "Views"))

    width, height = picture.size
    assert picture.root.attrib["viewBox"] == f"0 0 {width:g} {height:g}"
    assert "prefers-color-scheme:dark" in picture.texts("style")[0]


def test_a_sparkline_shows_views_only() -> None:
    """Two lines would be one too many in so small a picture."""
    picture = Picture(sparkline(Columns(DAYS, [9] * 24, [99] * 24), "Views"))

    assert not picture.all("path", class_="chart-visitors")
    assert min(picture.numbers("chart-views-line")[1::2]) == 0


@pytest.mark.parametrize(
    ("views", "lines", "said"),
    [
        pytest.param([], 0, "0 views", id="nothing"),
        pytest.param([1], 0, "1 view", id="one"),
        pytest.param([0] * 24, 1, "0 views", id="no views"),
        pytest.param([5] * 4, 1, "20 views", id="a few"),
        pytest.param([2**60] * 24, 1, "27670Q views", id="huge numbers"),
    ],
)
def test_whatever_there_is_can_be_seen(views: list[int], lines: int, said: str) -> None:
    """A few points are drawn as bars, and more as a line."""
    picture = Picture(sparkline(Columns(DAYS[: len(views)], views), "Views"))

    assert picture.texts()[0] == said
    assert len(picture.all("path", class_="chart-views-line")) == lines
    width, _ = picture.size
    assert all(abs(number) <= width for number in picture.numbers("chart-views"))


def test_a_long_time_is_as_small_as_a_short_one() -> None:
    """A long period is reduced to a limited number of points."""
    days = [DAYS[0]] * 2000

    assert len(sparkline(Columns(days, [10**6] * 2000), "Views")) < 5000
