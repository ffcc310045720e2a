"""Axes of charts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.svg.chart import marks, ticks
from page_tracker.svg.dates import short


@pytest.mark.parametrize(
    ("highest", "numbers"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (10, [0, 2, 4, 6, 8, 10]),
        (11, [0, 5, 10, 15]),
        (417, [0, 100, 200, 300, 400, 500]),
        (1_000_001, [0, 500_000, 1_000_000, 1_500_000]),
    ],
)
def test_numbers_at_the_side_are_round(highest: int, numbers: list[int]) -> None:
    """The labels are round numbers from 0 up to at least the highest."""
    assert ticks(highest) == numbers


@given(st.integers(min_value=0, max_value=2**63))
def test_there_are_a_few_numbers_at_the_side_of_any_chart(highest: int) -> None:
    """Evenly apart, and the chart is not much higher than what it shows."""
    numbers = ticks(highest)

    assert numbers[0] == 0
    assert 2 <= len(numbers) <= 6
    assert numbers[-2] <= highest <= numbers[-1]
    assert len({b - a for a, b in zip(numbers, numbers[1:], strict=False)}) == 1


def days(count: int) -> list[str]:
    """Return so many days from the 20th of November on."""
    first = date(2026, 11, 20)
    return [(first + timedelta(days=each)).isoformat() for each in range(count)]


def hours(count: int, first: int = 0) -> list[str]:
    """Return so many hours, of the 20th of November and the days after."""
    start = datetime(2026, 11, 20, first, tzinfo=UTC)
    return [(start + timedelta(hours=each)).isoformat() for each in range(count)]


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(days(1), [(0, "20 Nov")], id="a day"),
        pytest.param(
            days(7),
            [(0, "20 Nov"), (2, "22 Nov"), (4, "24 Nov"), (6, "26 Nov")],
            id="a week",
        ),
        pytest.param(
            hours(24),
            [(n, f"{n:02}:00") for n in (0, 4, 8, 12, 16, 20)],
            id="the hours of a day",
        ),
        pytest.param(
            hours(60, first=22),
            [(0, "20 Nov"), (2, "21 Nov"), (26, "22 Nov"), (50, "23 Nov")],
            id="the hours of days",
        ),
        pytest.param(
            ["2026-09", "2026-10"], [(0, "Sep 2026"), (1, "Oct 2026")], id="months"
        ),
    ],
)
def test_a_few_columns_are_named(
    starts: list[str], expected: list[tuple[int, str]]
) -> None:
    """A few columns are labelled, and of hours those that begin a day."""
    assert marks(starts, short) == expected


@pytest.mark.parametrize("starts", [days(2000), hours(2000)], ids=["days", "hours"])
def test_names_never_run_into_each_other(starts: list[str]) -> None:
    """Labels never overlap, even on a phone."""
    named = marks(starts, short)

    gaps = {b.place - a.place for a, b in zip(named, named[1:], strict=False)}
    assert 3 <= len(named) <= 6
    assert len(gaps) == 1
