"""Numbers drawn with block characters."""

import pytest

from page_tracker.cli.terminal.blocks import BLOCKS, draw_bar, sparkline


@pytest.mark.parametrize(
    ("numbers", "width", "line"),
    [
        pytest.param([], 10, "", id="nothing"),
        pytest.param([0], 10, "▁", id="a zero"),
        pytest.param([0, 0, 0], 10, "▁▁▁", id="zeros only"),
        pytest.param([5], 10, "█", id="a number alone is the highest"),
        pytest.param([0, 1, 2, 3, 4, 5, 6, 7], 10, "▁▂▃▄▅▆▇█", id="all heights"),
        pytest.param([1, 10_000], 10, "▂█", id="little is more than nothing"),
        pytest.param([7, 0, 7], 3, "█▁█", id="just as many as fit"),
        pytest.param([14, 0, 2, 0], 2, "█▂", id="the mean of two"),
        pytest.param([7, 7, 7, 0, 0], 2, "█▃", id="means of two and of three"),
        pytest.param([7, 0], 0, "", id="no room"),
    ],
)
def test_a_sparkline_has_a_bar_for_each_number_or_for_several(
    numbers: list[int], width: int, line: str
) -> None:
    """The shape of a year fits into a line of a terminal."""
    assert sparkline(numbers, width) == line


@pytest.mark.parametrize("width", [1, 7, 30, 99, 100])
def test_a_sparkline_is_never_wider_than_it_may_be(width: int) -> None:
    """A sparkline is never wider than allowed."""
    assert len(sparkline(range(100), width)) == width


@pytest.mark.parametrize(
    ("number", "most", "width", "drawn"),
    [
        pytest.param(0, 10, 4, "", id="nothing"),
        pytest.param(0, 0, 4, "", id="nothing of nothing"),
        pytest.param(10, 10, 4, "████", id="all"),
        pytest.param(5, 10, 4, "██", id="half"),
        pytest.param(1, 2, 1, "▌", id="half a character"),
        pytest.param(3, 8, 1, "▍", id="three eighths"),
        pytest.param(1, 100_000, 4, "▏", id="little is more than nothing"),
    ],
)
def test_a_bar_is_as_long_as_its_part_of_the_most(
    number: int, most: int, width: int, drawn: str
) -> None:
    """A bar has its share of the width, to an eighth of a character."""
    assert draw_bar(number, most, width) == drawn


def test_what_is_drawn_with_is_known_before() -> None:
    """A terminal that lacks one of them is shown none."""
    drawn = sparkline(range(8), 8) + "".join(draw_bar(n, 8, 1) for n in range(9))

    assert set(drawn) == set(BLOCKS)
