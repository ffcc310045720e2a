"""Dates in pictures."""

import pytest

from page_tracker.svg.dates import (
    day_of,
    full,
    is_hour,
    is_month,
    short,
    span,
    tick,
    with_weekday,
)

HOUR = "2026-11-03T07:00:00+01:00"


@pytest.mark.parametrize(
    ("start", "brief", "whole", "hour"),
    [
        pytest.param("2026-11", "Nov 2026", "Nov 2026", False, id="a month"),
        pytest.param("2026-11-03", "3 Nov", "3 Nov 2026", False, id="a day"),
        pytest.param(HOUR, "07:00", "3 Nov 2026, 07:00", True, id="an hour"),
        pytest.param(
            "2026-11-03T07:30:00+05:30", "07:30", "3 Nov 2026, 07:30", True, id="half"
        ),
    ],
)
def test_a_moment_is_said_in_short_and_in_full(
    start: str, brief: str, whole: str, hour: bool
) -> None:
    """Days as people write them, hours as the clock of the service shows them."""
    assert short(start) == brief
    assert full(start) == whole
    assert is_hour(start) is hour


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        pytest.param("2026-11-03", "2026-11-03", "3 Nov 2026", id="a day"),
        pytest.param(
            "2026-10-26", "2026-11-24", "26 Oct \u2013 24 Nov 2026", id="of one year"
        ),
        pytest.param(
            "2025-12-31", "2026-01-01", "31 Dec 2025 \u2013 1 Jan 2026", id="of two"
        ),
        pytest.param(
            "2026-11-01", "2026-11-30", "1\u201330 Nov 2026", id="of one month"
        ),
        pytest.param("2026-11", "2026-11", "Nov 2026", id="a month"),
        pytest.param("2026-01", "2026-11", "Jan 2026 \u2013 Nov 2026", id="months"),
        pytest.param(HOUR, "2026-11-03T23:00:00+01:00", "3 Nov 2026", id="hours"),
        pytest.param(
            HOUR, "2026-11-04T06:00:00+01:00", "3\u20134 Nov 2026", id="a night"
        ),
    ],
)
def test_a_span_says_the_year_once(first: str, last: str, text: str) -> None:
    """Unless there are two; hours only count for their days."""
    assert span(first, last) == text


@pytest.mark.parametrize(
    ("start", "brief", "weekday"),
    [
        ("2026-11", "Nov \u201926", "Nov 2026"),
        ("2026-11-03", "3 Nov", "Tue 3 Nov 2026"),
        (HOUR, "07:00", "Tue 3 Nov 2026, 07:00"),
    ],
)
def test_a_moment_is_named_on_an_axis_and_at_a_column(
    start: str, brief: str, weekday: str
) -> None:
    """An axis has little room; of a day, people want to know the weekday."""
    assert tick(start) == brief
    assert with_weekday(start) == weekday
    assert is_month(start) is (start == "2026-11")


def test_an_hour_is_of_a_day() -> None:
    """An hour belongs to its day, and a day to itself."""
    assert day_of(HOUR) == day_of("2026-11-03") == "2026-11-03"
