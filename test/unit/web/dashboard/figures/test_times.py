"""Times: what can be picked, and what is shown if nothing is."""

from datetime import date, timedelta

import pytest

from page_tracker.errors import InvalidInput
from page_tracker.tracking.period import NAMES
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.periods import (
    DataRange,
    period_choices,
    period_view,
    read_time,
    unit_choices,
)

TODAY = date(2026, 11, 24)
KNOWN = DataRange(TODAY, date(2025, 3, 1), TODAY - timedelta(days=59))


def place(**query: str) -> DashboardLink:
    """Make a place; ``since`` is ``from``."""
    names = {"since": "from"}
    given = {names.get(name, name): text for name, text in query.items()}
    return DashboardLink("/dashboard/a.example", given)


HOURS, DAYS, MONTHS = "hour", "day", "month"


@pytest.mark.parametrize(
    ("query", "unit", "units"),
    [
        pytest.param({}, DAYS, [DAYS, MONTHS], id="nothing asked for"),
        pytest.param({"period": "today"}, HOURS, [HOURS], id="today"),
        pytest.param({"period": "yesterday"}, HOURS, [HOURS], id="yesterday"),
        pytest.param({"period": "7d"}, DAYS, [HOURS, DAYS], id="a week"),
        pytest.param({"period": "90d"}, DAYS, [DAYS, MONTHS], id="90 days"),
        pytest.param({"period": "month"}, DAYS, [DAYS], id="a month"),
        pytest.param({"period": "year"}, MONTHS, [DAYS, MONTHS], id="a year"),
        pytest.param({"period": "all"}, MONTHS, [MONTHS], id="all time"),
        pytest.param(
            {"since": "2026-11-11"}, DAYS, [HOURS, DAYS], id="two weeks by hour"
        ),
        pytest.param({"since": "2026-11-10"}, DAYS, [DAYS], id="more than two weeks"),
        pytest.param(
            {"since": "2026-11-23"}, HOURS, [HOURS, DAYS], id="two days by hour"
        ),
        pytest.param(
            {"since": "2026-09-26", "to": "2026-09-26"}, HOURS, [HOURS], id="hours kept"
        ),
        pytest.param(
            {"since": "2026-09-25", "to": "2026-09-25"}, DAYS, [DAYS], id="hours lost"
        ),
        pytest.param(
            {"since": "2026-10-31", "to": "2026-11-01"},
            HOURS,
            [HOURS, DAYS, MONTHS],
            id="two months in two days",
        ),
        pytest.param(
            {"period": "today", "page": "/"}, DAYS, [DAYS], id="a day of a page"
        ),
        pytest.param(
            {"period": "7d", "page": "/"}, DAYS, [DAYS], id="a week of a page"
        ),
        pytest.param({"unit": "month"}, MONTHS, [DAYS, MONTHS], id="a unit"),
        pytest.param({"unit": "hour"}, DAYS, [DAYS, MONTHS], id="one that fits not"),
        pytest.param({"unit": "week"}, DAYS, [DAYS, MONTHS], id="one that is none"),
    ],
)
def test_a_period_is_shown_by_a_unit_that_fits(
    query: dict[str, str], unit: str, units: list[str]
) -> None:
    """Only units that fit the period and are stored can be picked."""
    asked = place(**query)

    time = read_time(asked, KNOWN)

    assert (time.unit, time.units) == (unit, units)
    current = [each for each in unit_choices(asked, time) if each.is_current]
    assert [each.address for each in current] == [asked.by(unit)]


@pytest.mark.parametrize(
    ("query", "text", "before"),
    [
        ({}, "26 Oct – 24 Nov 2026", "in the previous 30 days"),
        ({"period": "today"}, "24 Nov 2026", "the day before"),
        ({"period": "yesterday"}, "23 Nov 2026", "the day before"),
        ({"since": "2026-11-24"}, "24 Nov 2026", "the day before"),
        ({"period": "7d"}, "18–24 Nov 2026", "in the previous 7 days"),
    ],
)
def test_a_time_is_said_in_words(query: dict[str, str], text: str, before: str) -> None:
    """A period, and the one before it, are named in words."""
    time = read_time(place(**query), KNOWN)

    assert time.text == text
    assert time.before_text == before
    assert time.before == time.period.before()


@pytest.mark.parametrize(
    ("query", "is_today"),
    [
        ({"period": "today"}, True),
        ({"since": "2026-11-24"}, True),
        ({"period": "yesterday"}, False),
        ({}, False),
        ({"period": "7d"}, False),
    ],
)
def test_today_is_marked_as_incomplete(query: dict[str, str], is_today: bool) -> None:
    """Today is marked as incomplete."""
    assert read_time(place(**query), KNOWN).is_today is is_today


def test_before_all_time_there_is_nothing() -> None:
    """All time has no period before it."""
    time = read_time(place(period="all"), KNOWN)

    assert time.period.first == KNOWN.first and time.before is None


@pytest.mark.parametrize(
    ("query", "is_over"),
    [
        ({}, False),
        ({"period": "yesterday"}, True),
        ({"since": "2026-11-01", "to": "2026-11-23"}, True),
        ({"since": "2026-11-01", "to": "2026-11-24"}, False),
        ({"since": "2026-12-01", "to": "2026-12-24"}, False),
    ],
)
def test_a_period_is_over_once_its_last_day_has_passed(
    query: dict[str, str], is_over: bool
) -> None:
    """A period is over once its last day has passed."""
    assert read_time(place(**query), KNOWN).is_over is is_over


@pytest.mark.parametrize(
    ("query", "current"),
    [
        ({}, ["Last 30 days"]),
        ({"period": "30d"}, ["Last 30 days"]),
        ({"period": "today"}, ["Today"]),
        ({"since": "2026-11-01"}, []),
    ],
)
def test_every_period_with_a_name_can_be_picked(
    query: dict[str, str], current: list[str]
) -> None:
    """The one that is shown is marked, also if nothing was asked for."""
    asked = place(**query)
    choices = period_choices(asked, read_time(asked, KNOWN))

    assert [each.address for each in choices] == [asked.in_period(n) for n in NAMES]
    assert [each.text for each in choices if each.is_current] == current


@pytest.mark.parametrize(
    "query",
    [
        {"period": "fortnight"},
        {"since": "yesterday"},
        {"to": "2026-11-24"},
        {"since": "2026-11-24", "to": "2026-11-23"},
        {"period": "7d", "since": "2026-11-24"},
    ],
)
def test_what_makes_no_sense_is_refused(query: dict[str, str]) -> None:
    """An invalid period is rejected with the reason."""
    with pytest.raises(InvalidInput):
        read_time(place(**query), KNOWN)


@pytest.mark.parametrize(
    ("query", "back", "on"),
    [
        pytest.param({"period": "today"}, "period=yesterday", None, id="today"),
        pytest.param(
            {"period": "yesterday"},
            "from=2026-11-22&to=2026-11-22",
            "period=today",
            id="yesterday",
        ),
        pytest.param(
            {"since": "2026-11-22", "to": "2026-11-22"},
            "from=2026-11-21&to=2026-11-21",
            "period=yesterday",
            id="a day",
        ),
        pytest.param(
            {"period": "7d"}, "from=2026-11-11&to=2026-11-17", None, id="seven days"
        ),
        pytest.param({"period": "week"}, "period=last_week", None, id="this week"),
        pytest.param(
            {"period": "last_week"},
            "from=2026-11-09&to=2026-11-15",
            "period=week",
            id="last week",
        ),
        pytest.param({"period": "month"}, "period=last_month", None, id="this month"),
        pytest.param(
            {"period": "last_month"},
            "from=2026-09-01&to=2026-09-30",
            "period=month",
            id="last month",
        ),
        pytest.param(
            {"since": "2026-09-01", "to": "2026-09-30"},
            "from=2026-08-01&to=2026-08-31",
            "period=last_month",
            id="a month by its dates",
        ),
        pytest.param(
            {"since": "2026-09-02", "to": "2026-09-30"},
            "from=2026-08-04&to=2026-09-01",
            "from=2026-10-01&to=2026-10-29",
            id="nearly a month",
        ),
        pytest.param(
            {"since": "2026-11-01", "to": "2026-11-10"},
            "from=2026-10-22&to=2026-10-31",
            "from=2026-11-11&to=2026-11-20",
            id="ten days from the first on",
        ),
        pytest.param(
            {"since": "2026-10-25", "to": "2026-11-22"},
            "from=2026-09-26&to=2026-10-24",
            "period=week",
            id="up to today",
        ),
        pytest.param(
            {"period": "year"}, "from=2025-01-01&to=2025-12-31", None, id="this year"
        ),
        pytest.param(
            {"since": "2025-04-01", "to": "2025-12-31"},
            "from=2024-07-01&to=2025-03-31",
            "from=2026-01-01&to=2026-09-30",
            id="nine months",
        ),
        pytest.param({"period": "all"}, None, None, id="all time"),
        pytest.param(
            {"since": "2025-03-01", "to": "2025-03-02"},
            None,
            "from=2025-03-03&to=2025-03-04",
            id="the first days",
        ),
    ],
)
def test_the_periods_before_and_after_are_one_step_away(
    query: dict[str, str], back: str | None, on: str | None
) -> None:
    """Months and years keep the calendar; nothing is before the first day."""
    asked = place(**query)

    view = period_view(asked, read_time(asked, KNOWN), KNOWN, "UTC")

    addresses = (each and each.partition("?")[2] for each in (view.back, view.on))
    assert tuple(addresses) == (back, on)
    assert (view.earliest, view.today, view.zone) == (KNOWN.first, TODAY, "UTC")


def test_a_site_of_today_is_shown_by_hour() -> None:
    """A chart of 30 days with one column would look broken."""
    new = KNOWN._replace(first=TODAY)

    time = read_time(place(), new)

    assert (time.name, time.unit, time.label) == ("today", HOURS, "Today")
    assert read_time(place(period="7d"), new).name == "7d"
    assert read_time(place(since="2026-11-23"), new).label == "23–24 Nov 2026"


@pytest.mark.parametrize(
    ("today", "period"),
    [
        pytest.param(date(2026, 12, 1), "last_month", id="the first of a month"),
        pytest.param(date(2026, 11, 30), "last_week", id="a Monday"),
        pytest.param(date(2026, 11, 23), "yesterday", id="another Monday"),
    ],
)
def test_a_step_leads_to_the_name_of_the_same_kind(today: date, period: str) -> None:
    """A month or a week that began today has the same days as today."""
    known, asked = KNOWN._replace(today=today), place(period=period)

    view = period_view(asked, read_time(asked, known), known, "UTC")

    after = {"last_month": "month", "last_week": "week", "yesterday": "today"}
    assert (view.on or "").endswith(f"?period={after[period]}")
