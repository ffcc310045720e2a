"""What a chart is of."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.svg.columns import Columns

DAYS = ["2026-11-22", "2026-11-23", "2026-11-24"]


@pytest.mark.parametrize(
    ("columns", "highest"),
    [
        pytest.param(Columns([], []), 0, id="none"),
        pytest.param(Columns(DAYS, [3, 9, 0]), 9, id="views"),
        pytest.param(Columns(DAYS, [3, 1, 0], [2, 5, 0]), 5, id="visitors"),
    ],
)
def test_the_highest_number_is_that_of_all_columns(
    columns: Columns, highest: int
) -> None:
    """The highest number is that of all views and visitors."""
    assert columns.highest == highest


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        pytest.param(Columns([], []), "No time at all", id="none"),
        pytest.param(
            Columns(DAYS, [1000, 200, 34]),
            "1,234 views, 22\u201324 Nov 2026",
            id="views",
        ),
        pytest.param(
            Columns(DAYS, [1, 0, 0], [1, 0, 0]),
            "1 view, 1 visitor, 22\u201324 Nov 2026",
            id="one",
        ),
    ],
)
def test_columns_are_summed_up_in_words(columns: Columns, text: str) -> None:
    """Columns have a summary in words for screen readers."""
    assert columns.summary() == text


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (Columns(DAYS, [0, 1234, 0]), "Mon 23 Nov 2026 · 1,234 views"),
        (Columns(DAYS, [0, 1, 0], [0, 1, 0]), "Mon 23 Nov 2026 · 1 view · 1 visitor"),
    ],
    ids=["views", "visitors, too"],
)
def test_a_column_is_told_in_words(columns: Columns, text: str) -> None:
    """A column has a text with its numbers for the pointer."""
    assert columns.text_of(1) == text


NUMBERS = st.lists(st.integers(min_value=0, max_value=10**12), max_size=60)


@given(NUMBERS, st.integers(min_value=1, max_value=20))
def test_thinned_columns_keep_the_shape(numbers: list[int], most: int) -> None:
    """Few enough, in order, and the highest of them is still there."""
    starts = [f"2026-11-{place:02}" for place in range(len(numbers))]

    thin = Columns(starts, numbers, numbers[::-1]).thinned(most)

    assert thin.visitors is not None
    assert len(thin.starts) == len(thin.views) == len(thin.visitors) <= most
    assert list(thin.starts) == sorted(set(thin.starts) & set(starts))
    assert max(thin.views, default=0) == max(numbers, default=0)
    assert max(thin.visitors, default=0) == max(numbers, default=0)


@pytest.mark.parametrize(
    ("now", "count"),
    [
        pytest.param("2026-11-21T23:59:59+01:00", 0, id="before the first"),
        pytest.param("2026-11-23T00:00:00+01:00", 2, id="in the second"),
        pytest.param("2026-12-01T00:00:00+01:00", 3, id="after the last"),
    ],
)
def test_what_is_still_to_come_can_be_left_out(now: str, count: int) -> None:
    """Columns that have not begun can be omitted."""
    numbers = [1, 2, 3]
    moment = datetime.fromisoformat(now)

    both = Columns(DAYS, numbers, numbers).until(moment)
    views = Columns(DAYS, numbers).until(moment)

    assert both == Columns(DAYS[:count], numbers[:count], numbers[:count])
    assert views == Columns(DAYS[:count], numbers[:count])


def test_the_second_of_two_hours_with_one_name_is_still_to_come() -> None:
    """When the clock is set back, the second of two equal hours has not begun yet."""
    starts = ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"]
    columns = Columns(starts, [14, 0])

    first = columns.until(datetime.fromisoformat("2026-10-25T02:30:00+02:00"))
    second = columns.until(datetime.fromisoformat("2026-10-25T02:30:00+01:00"))

    assert first == Columns(starts[:1], [14])
    assert second == columns


def test_columns_that_are_few_stay_as_they_are() -> None:
    """A few columns are not merged."""
    columns = Columns(DAYS, [1, 2, 3])

    assert columns.thinned(3) == columns
    assert columns.thinned(2) == Columns(DAYS[::2], [2, 3])
