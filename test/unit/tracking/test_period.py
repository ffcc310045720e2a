"""Periods: spans of whole days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.period import MonthPart, Period

TODAY = date(2026, 11, 24)

DATES = st.dates(date(1970, 1, 1), date(9999, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Any period of up to some years."""
    first = draw(DATES)
    longest = min(400, (date.max - first).days)
    return Period(first, first + timedelta(days=draw(st.integers(0, longest))))


def test_a_period_has_its_first_and_its_last_day() -> None:
    """A period includes its first and its last day."""
    period = Period(date(2026, 2, 27), date(2026, 3, 1))

    assert list(period.days) == ["2026-02-27", "2026-02-28", "2026-03-01"]
    assert list(period.months) == ["2026-02", "2026-03"]
    assert period.length == 3


def test_the_last_day_that_there_is_can_be_asked_for() -> None:
    """A period may end on the last day that a date can have."""
    period = Period(date(9999, 12, 30), date.max)

    assert list(period.days) == ["9999-12-30", "9999-12-31"]


def test_the_period_before_ends_where_the_period_begins() -> None:
    """The period before ends on the day before the period begins."""
    period = Period(date(2026, 11, 18), TODAY)

    assert period.before() == Period(date(2026, 11, 11), date(2026, 11, 17))


@given(period=periods())
def test_the_period_before_is_as_long(period: Period) -> None:
    """The period before is as long as the period."""
    assert period.before().length == period.length == len(list(period.days))


@pytest.mark.parametrize(
    ("period", "parts"),
    [
        pytest.param(
            Period(date(2026, 10, 1), date(2026, 10, 31)),
            [("2026-10", 31, [])],
            id="a month",
        ),
        pytest.param(
            Period(date(2026, 10, 2), date(2026, 10, 30)),
            [("2026-10", 29, ["2026-10-01", "2026-10-31"])],
            id="a month without its ends",
        ),
        pytest.param(
            Period(date(2024, 1, 30), date(2024, 3, 31)),
            [
                ("2024-01", 2, [f"2024-01-{day:02}" for day in range(1, 30)]),
                ("2024-02", 29, []),
                ("2024-03", 31, []),
            ],
            id="the end of a month and two whole ones",
        ),
        pytest.param(
            Period(date(2026, 11, 1), TODAY),
            [("2026-11", 24, [])],
            id="this month until today",
        ),
        pytest.param(
            Period(date(2026, 11, 3), date(2026, 12, 24)),
            [("2026-11", 28, ["2026-11-01", "2026-11-02"]), ("2026-12", 24, [])],
            id="into the future",
        ),
        pytest.param(
            Period(date(2026, 11, 1), date(2026, 11, 22)),
            [("2026-11", 22, ["2026-11-23", "2026-11-24"])],
            id="this month without yesterday and today",
        ),
        pytest.param(
            Period(date(2026, 11, 20), TODAY, everything=True),
            [("2026-11", 5, [])],
            id="all there is",
        ),
    ],
)
def test_a_period_is_split_at_the_ends_of_months(
    period: Period, parts: list[tuple[str, int, list[str]]]
) -> None:
    """A month of which nothing is outside can be taken whole."""
    found = period.by_month(TODAY)

    assert [(each.month, len(each.inside), each.outside) for each in found] == parts


@given(period=periods(), today=DATES)
def test_the_parts_have_each_day_once(period: Period, today: date) -> None:
    """The parts of a period have each day once."""
    parts = period.by_month(today)

    assert [day for part in parts for day in part.inside] == list(period.days)
    assert [part.month for part in parts] == list(period.months)
    assert all(_is_of_its_month(part) for part in parts)


def _is_of_its_month(part: MonthPart) -> bool:
    days = [*part.inside, *part.outside]
    return len(set(days)) == len(days) and {day[:7] for day in days} == {part.month}
