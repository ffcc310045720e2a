"""Totals: how much more or less there is than before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.web.dashboard.figures.totals import (
    Change,
    Total,
    change,
    ratio,
    total,
)


@pytest.mark.parametrize(
    ("number", "before", "way", "text"),
    [
        pytest.param(110, 100, "up", "10%", id="more"),
        pytest.param(90, 100, "down", "10%", id="less"),
        pytest.param(100, 100, "same", "", id="the same"),
        pytest.param(0, 100, "down", "100%", id="nothing any more"),
        pytest.param(1, 1000, "down", "99%", id="hardly anything"),
        pytest.param(1001, 1000, "up", "1%", id="hardly more"),
        pytest.param(999, 1000, "down", "1%", id="hardly less"),
        pytest.param(300, 100, "up", "200%", id="three times"),
        pytest.param(999, 100, "up", "899%", id="nearly ten times"),
        pytest.param(1000, 100, "up", "10×", id="ten times"),
        pytest.param(1_234_567, 100, "up", "12,345×", id="very much more"),
    ],
)
def test_a_change_is_said_so_that_it_is_understood(
    number: int, before: int, way: str, text: str
) -> None:
    """A change is shown in per cent, or as a factor, and never as no change."""
    assert change(number, before) == Change(way, text, f"{before:,}")


def test_after_nothing_there_is_no_change() -> None:
    """There is no change after 0."""
    assert change(100, 0) is None
    assert total("Views", 100, 0) == Total("Views", "100", None)
    assert total("Views", 1_234_567) == Total("Views", "1,234,567", None)


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_every_change_has_a_way_and_a_size(number: int, before: int) -> None:
    """Every change has a direction and a size."""
    found = change(number, before)

    assert found is not None
    assert (found.way == "up") == (number > before)
    assert (found.text == "") == (number == before)
    assert not found.text.startswith("0")


@pytest.mark.parametrize(
    ("views", "visitors", "text"), [(10, 4, "2.5"), (3, 3, "1.0"), (0, 0, "–")]
)
def test_a_ratio_of_nothing_is_a_dash(views: int, visitors: int, text: str) -> None:
    """A ratio with 0 visitors is a dash."""
    assert ratio("Views per visitor", (views, visitors)).number == text


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ((20, 10), (30, 10), Change("down", "33%", "3.0")),
        ((20, 10), (10, 10), Change("up", "100%", "1.0")),
        ((201, 100), (200, 100), Change("same", "", "2.0")),
        ((20, 10), (0, 0), None),
        ((0, 0), (20, 10), None),
    ],
)
def test_a_ratio_is_compared_as_it_is_shown(
    now: tuple[int, int], before: tuple[int, int], expected: Change | None
) -> None:
    """Ratios are compared as they are shown, rounded."""
    assert ratio("Views per visitor", now, before).change == expected
