"""The words that people use for a period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.errors import InvalidInput
from page_tracker.tracking.period import DEFAULT, MAX_DAYS, NAMES, Period, parse_period

TODAY = date(2026, 11, 24)


def errors_of(name: str | None, first: str | None, last: str | None) -> dict[str, str]:
    """Return why a period cannot be asked for like that."""
    with pytest.raises(InvalidInput) as caught:
        parse_period(name, first, last, TODAY, None)
    return caught.value.errors


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        pytest.param("today", TODAY, TODAY, id="today"),
        pytest.param(
            "yesterday", date(2026, 11, 23), date(2026, 11, 23), id="yesterday"
        ),
        pytest.param("7d", date(2026, 11, 18), TODAY, id="seven days"),
        pytest.param("30d", date(2026, 10, 26), TODAY, id="thirty days"),
        pytest.param("90d", date(2026, 8, 27), TODAY, id="ninety days"),
        pytest.param("week", date(2026, 11, 23), TODAY, id="this week"),
        pytest.param(
            "last_week", date(2026, 11, 16), date(2026, 11, 22), id="last week"
        ),
        pytest.param("month", date(2026, 11, 1), TODAY, id="this month"),
        pytest.param(
            "last_month", date(2026, 10, 1), date(2026, 10, 31), id="last month"
        ),
        pytest.param("year", date(2026, 1, 1), TODAY, id="this year"),
        pytest.param("12months", date(2025, 12, 1), TODAY, id="twelve months"),
        pytest.param(None, date(2026, 10, 26), TODAY, id="none"),
    ],
)
def test_a_name_is_a_period_that_ends_today(
    name: str | None, first: date, last: date
) -> None:
    """A period ends today unless its name says otherwise, and has today in it."""
    assert parse_period(name, None, None, TODAY, None) == Period(first, last)


@pytest.mark.parametrize(
    ("week_starts", "today", "first"),
    [
        pytest.param("monday", date(2026, 11, 23), date(2026, 11, 23), id="monday"),
        pytest.param("monday", date(2026, 11, 29), date(2026, 11, 23), id="a sunday"),
        pytest.param("sunday", date(2026, 11, 29), date(2026, 11, 29), id="sunday"),
        pytest.param("sunday", date(2026, 11, 28), date(2026, 11, 22), id="its eve"),
        pytest.param("saturday", date(2026, 11, 28), date(2026, 11, 28), id="saturday"),
        pytest.param("saturday", date(2026, 11, 27), date(2026, 11, 21), id="a friday"),
        pytest.param("monday", date(2027, 1, 1), date(2026, 12, 28), id="a new year"),
    ],
)
def test_a_week_begins_on_the_day_that_is_set(
    week_starts: str, today: date, first: date
) -> None:
    """Weeks begin on the configured day."""
    this = parse_period("week", None, None, today, None, week_starts=week_starts)
    last = parse_period("last_week", None, None, today, None, week_starts=week_starts)

    assert this == Period(first, today)
    assert last == Period(first - timedelta(days=7), first - timedelta(days=1))


@pytest.mark.parametrize(
    ("name", "today", "first", "last"),
    [
        pytest.param("today", "2026-11-24", "2026-11-23", "2026-11-23", id="today"),
        pytest.param("yesterday", "2026-11-24", "2026-11-22", "2026-11-22", id="day"),
        pytest.param("7d", "2026-11-24", "2026-11-11", "2026-11-17", id="seven days"),
        pytest.param("week", "2026-11-25", "2026-11-16", "2026-11-18", id="this week"),
        pytest.param("week", "2026-11-23", "2026-11-16", "2026-11-16", id="a monday"),
        pytest.param(
            "last_week", "2026-11-25", "2026-11-09", "2026-11-15", id="last week"
        ),
        pytest.param("month", "2026-11-24", "2026-10-01", "2026-10-24", id="month"),
        pytest.param("month", "2026-03-31", "2026-02-01", "2026-02-28", id="longer"),
        pytest.param("month", "2026-01-05", "2025-12-01", "2025-12-05", id="january"),
        pytest.param(
            "last_month", "2026-10-01", "2026-08-01", "2026-08-31", id="last month"
        ),
        pytest.param(
            "last_month", "2026-03-31", "2026-01-01", "2026-01-31", id="after february"
        ),
        pytest.param("year", "2026-11-24", "2025-01-01", "2025-11-24", id="year"),
        pytest.param("year", "2028-02-29", "2027-01-01", "2027-02-28", id="leap day"),
        pytest.param(
            "12months", "2026-11-24", "2024-12-01", "2025-11-24", id="twelve months"
        ),
        pytest.param(
            "12months", "2026-12-31", "2025-01-01", "2025-12-31", id="a whole year"
        ),
    ],
)
def test_a_period_is_compared_with_the_one_before_up_to_the_same_point(
    name: str, today: str, first: str, last: str
) -> None:
    """Half a week is compared with half a week, and a whole month with a whole one."""
    day = date.fromisoformat(today)

    before = parse_period(name, None, None, day, None).before()

    assert before == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("since", "first"),
    [
        pytest.param(date(2021, 5, 17), date(2021, 5, 17), id="for years"),
        pytest.param(TODAY, TODAY, id="since today"),
        pytest.param(None, TODAY, id="nothing yet"),
        pytest.param(date(2026, 11, 25), TODAY, id="since tomorrow"),
    ],
)
def test_all_is_from_the_first_day_with_data(since: date | None, first: date) -> None:
    """All time begins on the first day with data, even after a clock change."""
    period = parse_period("all", None, None, TODAY, since)

    assert period == Period(first, TODAY, everything=True)


def test_everything_may_be_more_than_dates_may_ask_for() -> None:
    """A service that has grown old still has a report of all."""
    period = parse_period("all", None, None, TODAY, date(1990, 1, 1))

    assert period.length > MAX_DAYS


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_known(name: str) -> None:
    """Every name in the list of periods can be parsed."""
    assert parse_period(name, None, None, TODAY, None).last <= TODAY


def test_the_default_period_is_used_without_a_request() -> None:
    """The default period is used if none is requested."""
    nothing = parse_period(None, None, None, TODAY, None)

    assert nothing == parse_period(DEFAULT, None, None, TODAY, None)


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        pytest.param(
            "2026-01-31",
            "2026-02-01",
            Period(date(2026, 1, 31), date(2026, 2, 1)),
            id="two days",
        ),
        pytest.param(
            "2024-02-29",
            "2024-02-29",
            Period(date(2024, 2, 29), date(2024, 2, 29)),
            id="one day",
        ),
        pytest.param(
            "2026-11-01", None, Period(date(2026, 11, 1), TODAY), id="until today"
        ),
        pytest.param(
            "1970-01-01",
            "1970-01-02",
            Period(date(1970, 1, 1), date(1970, 1, 2)),
            id="the first days",
        ),
        pytest.param(
            "9999-12-31", "9999-12-31", Period(date.max, date.max), id="the last day"
        ),
        pytest.param(
            "2016-11-17",
            "2026-11-24",
            Period(date(2016, 11, 17), TODAY),
            id="the most days",
        ),
    ],
)
def test_dates_are_the_first_and_the_last_day(
    first: str, last: str | None, period: Period
) -> None:
    """The last date of a period may be omitted: it is today."""
    assert parse_period(None, first, last, TODAY, None) == period


@pytest.mark.parametrize(
    "name",
    ["", "tomorrow", "30D", " 30d", "31d", "d", "2026-11", "\N{SUPERSCRIPT TWO}d"],
)
def test_another_name_is_an_error_that_lists_the_names(name: str) -> None:
    """An unknown name is an error that lists the names and quotes nothing."""
    errors = errors_of(name, None, None)

    assert errors == {"period": f"must be one of {', '.join(NAMES)}"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("today", id="a name"),
        pytest.param("2026-02-29", id="no day of that month"),
        pytest.param("2026-13-01", id="no month"),
        pytest.param("20261123", id="the basic format"),
        pytest.param("2026-W48-2", id="a week"),
        pytest.param("2026-11-23T00:00", id="with a time"),
        pytest.param("2026-11-23\n", id="with a line break"),
        pytest.param(" 2026-11-23", id="with a blank"),
        pytest.param("26-11-23", id="a short year"),
        pytest.param("1969-12-31", id="before Unix"),
        pytest.param("0000-01-01", id="no year"),
        pytest.param("10000-01-01", id="too late"),
        pytest.param("\u0662\u0660\u0662\u0666-11-23", id="digits of another script"),
    ],
)
def test_an_invalid_date_is_an_error_of_its_field(text: str) -> None:
    """All invalid dates are reported at once, by field."""
    assert set(errors_of(None, text, "2026-11-24")) == {"from"}
    assert set(errors_of(None, "2026-11-01", text)) == {"to"}
    assert set(errors_of(None, text, text)) == {"from", "to"}


@pytest.mark.parametrize(
    ("name", "first", "last", "field"),
    [
        pytest.param("7d", "2026-11-01", None, "period", id="a name and dates"),
        pytest.param("7d", None, "2026-11-01", "period", id="a name and an end"),
        pytest.param(None, None, "2026-11-01", "from", id="an end alone"),
        pytest.param(None, "2026-11-02", "2026-11-01", "to", id="reversed"),
        pytest.param(None, "2026-11-25", None, "to", id="from tomorrow"),
        pytest.param(None, "2016-11-16", "2026-11-24", "to", id="a day too many"),
        pytest.param(None, "1970-01-01", "9999-12-31", "to", id="all of time"),
    ],
)
def test_dates_that_make_no_period_are_an_error(
    name: str | None, first: str | None, last: str | None, field: str
) -> None:
    """Dates that make no period are reported by field."""
    assert set(errors_of(name, first, last)) == {field}


TEXTS = st.text("0123456789-dW", max_size=10) | st.dates().map(str)


@given(name=TEXTS | st.none(), first=TEXTS | st.none(), last=TEXTS | st.none())
def test_any_request_is_a_period_or_an_error(
    name: str | None, first: str | None, last: str | None
) -> None:
    """Any request is a bounded period or an InvalidInput error."""
    try:
        period = parse_period(name, first, last, TODAY, None)
    except InvalidInput:
        return
    assert 1 <= period.length <= MAX_DAYS
