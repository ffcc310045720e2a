"""Local days and hours."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.tracking.local_time import LocalHour, hours_of, local_hour

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
)


def seconds(text: str) -> float:
    """Return the Unix time of an ISO date and time with an offset."""
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        pytest.param("1970-01-01T00:00Z", "UTC", ("1970-01-01", "00"), id="the first"),
        pytest.param(
            "2026-11-23T23:59:59.999Z",
            "UTC",
            ("2026-11-23", "23"),
            id="almost midnight",
        ),
        pytest.param(
            "2026-11-23T23:30Z", "Europe/Berlin", ("2026-11-24", "00"), id="east"
        ),
        pytest.param(
            "2026-11-24T02:30Z", "America/New_York", ("2026-11-23", "21"), id="west"
        ),
        pytest.param(
            "2026-10-25T00:30Z", "Europe/Berlin", ("2026-10-25", "02"), id="once"
        ),
        pytest.param(
            "2026-10-25T01:30Z", "Europe/Berlin", ("2026-10-25", "02b"), id="again"
        ),
        pytest.param(
            "2026-10-25T02:00Z", "Europe/Berlin", ("2026-10-25", "03"), id="after it"
        ),
        pytest.param(
            "2026-03-29T01:00Z", "Europe/Berlin", ("2026-03-29", "03"), id="left out"
        ),
        pytest.param(
            "2011-12-30T10:00Z", "Pacific/Apia", ("2011-12-31", "00"), id="a day later"
        ),
    ],
)
def test_an_instant_is_in_a_local_day_and_hour(
    instant: str, zone: str, expected: tuple[str, str]
) -> None:
    """Days begin at midnight where the service is, whatever the clock does there."""
    assert local_hour(seconds(instant), ZoneInfo(zone)) == LocalHour(*expected)


@pytest.mark.parametrize(
    ("zone", "day", "number", "some"),
    [
        pytest.param("UTC", "2026-11-23", 24, {0: "00:00+00:00 00"}, id="any day"),
        pytest.param(
            "Europe/Berlin",
            "2026-03-29",
            23,
            {1: "01:00+01:00 01", 2: "03:00+02:00 03"},
            id="an hour is left out",
        ),
        pytest.param(
            "Europe/Berlin",
            "2026-10-25",
            25,
            {2: "02:00+02:00 02", 3: "02:00+01:00 02b", 4: "03:00+01:00 03"},
            id="an hour comes twice",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "2026-10-04",
            24,
            {1: "01:00+10:30 01", 2: "02:30+11:00 02", 3: "03:00+11:00 03"},
            id="half an hour is left out",
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "2026-04-05",
            25,
            {1: "01:00+11:00 01", 2: "01:30+10:30 01b", 3: "02:00+10:30 02"},
            id="half an hour comes twice",
        ),
        pytest.param(
            "Pacific/Chatham",
            "2026-04-05",
            26,
            {
                2: "02:00+13:45 02",
                3: "03:00+13:45 03",
                4: "02:45+12:45 02b",
                5: "03:00+12:45 03b",
            },
            id="parts of two hours come twice",
        ),
        pytest.param(
            "Pacific/Chatham",
            "2026-09-27",
            24,
            {2: "02:00+12:45 02", 3: "03:45+13:45 03"},
            id="most of an hour is left out",
        ),
        pytest.param(
            "America/Sao_Paulo",
            "2018-11-04",
            23,
            {0: "01:00-02:00 01"},
            id="the day begins at one",
        ),
        pytest.param(
            "America/St_Johns",
            "2006-10-28",
            25,
            {23: "23:00-02:30 23", 24: "23:01-03:30 23b"},
            id="the day goes on after midnight",
        ),
        pytest.param(
            "America/St_Johns",
            "2006-10-29",
            25,
            {0: "00:00-02:30 00", 1: "00:00-03:30 00b"},
            id="midnight comes twice",
        ),
        pytest.param("Pacific/Apia", "2011-12-30", 0, {}, id="there was no such day"),
        pytest.param(
            "Pacific/Apia", "2011-12-29", 24, {23: "23:00-10:00 23"}, id="before it"
        ),
        pytest.param(
            "Pacific/Apia", "2011-12-31", 24, {0: "00:00+14:00 00"}, id="after it"
        ),
        pytest.param(
            "America/New_York", "9999-12-31", 24, {23: "23:00-05:00 23"}, id="the last"
        ),
    ],
)
def test_a_day_has_the_hours_that_its_clocks_show(
    zone: str, day: str, number: int, some: dict[int, str]
) -> None:
    """A day has the hours that its clock shows, each with its first minute."""
    hours = hours_of(date.fromisoformat(day), ZoneInfo(zone))

    shown = {
        place: f"{start.isoformat(timespec='minutes')[11:]} {name}"
        for place, (start, name) in enumerate(hours)
        if place in some
    }
    assert len(hours) == number
    assert shown == some


# Two weeks around each of some changes of clocks.
CHANGES = ("2006-10-29", "2011-12-30", "2018-11-04", "2026-03-29", "2026-10-25")


@given(
    zone=st.sampled_from(ZONES),
    change=st.sampled_from(CHANGES),
    minutes=st.integers(-7 * 24 * 60, 7 * 24 * 60),
)
def test_every_instant_is_in_one_hour_of_its_day(
    zone: str, change: str, minutes: int
) -> None:
    """Every instant is in exactly one hour of its day."""
    around = datetime.fromisoformat(f"{change}T00:00Z") + timedelta(minutes=minutes)
    place = ZoneInfo(zone)

    day, hour = local_hour(around.timestamp(), place)

    hours = hours_of(date.fromisoformat(day), place)
    assert [each.name for each in hours].count(hour) == 1
    (start,) = (each.start for each in hours if each.name == hour)
    assert start.astimezone(UTC) <= around


@given(zone=st.sampled_from(ZONES), day=st.dates(date(1970, 1, 2), date(2100, 1, 1)))
def test_the_hours_of_a_day_are_in_order(zone: str, day: date) -> None:
    """The hours of a day are in order."""
    starts = [start.astimezone(UTC) for start, _ in hours_of(day, ZoneInfo(zone))]

    assert starts == sorted(set(starts))
