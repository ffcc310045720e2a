"""Which lists add up to a period."""

from calendar import monthrange
from collections import Counter
from collections.abc import Container
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from page_tracker.storage import keys
from page_tracker.storage.reports.lists import Selected, selection
from page_tracker.tracking.period import Period

TODAY = date(2026, 11, 24)
SITE = "example.com"


def select(
    period: Period,
    dimension: str = "pages",
    lost: Container[str] = (),
    quiet: Container[str] = (),
    full: Container[str] = (),
) -> Selected:
    """Select from a store with a view a day, but for some quiet days and lost lists.

    Lists that are ``full`` have counted some members under another name.
    """
    chosen = selection(SITE, dimension, period, TODAY)
    (_, _, *fields), *more = chosen.commands()
    numbers = [None if str(field)[:10] in quiet else b"1" for field in fields]
    sizes = [int(each[1] not in lost) for each in more if each[0] == "ZCARD"]
    others = [b"1" if each[1] in full else None for each in more[len(sizes) :]]
    return chosen.select(numbers, *sizes, *others)


def times(selected: Selected) -> dict[str, int]:
    """Return the days and months whose lists are selected, and how they count."""
    return {key.split(":")[-1]: weight for key, weight in selected.lists}


def day(time: str) -> date:
    """Return the date that an ISO text is."""
    return date.fromisoformat(time)


def added_up(selected: Selected) -> dict[str, int]:
    """Return the days until today that are in the lists, and how often."""
    found: Counter[str] = Counter()
    for time, weight in times(selected).items():
        for each in days_of(time) if len(time) == 7 else [time]:
            found[each] += weight
    return {each: number for each, number in found.items() if number}


def days_of(month: str) -> list[str]:
    """Return the days of a month until today."""
    _, length = monthrange(int(month[:4]), int(month[5:]))
    days = (f"{month}-{each:02}" for each in range(1, length + 1))
    return [each for each in days if each <= TODAY.isoformat()]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param("2026-11-24", "2026-11-24", {"2026-11-24": 1}, id="today"),
        pytest.param("2026-10-01", "2026-10-31", {"2026-10": 1}, id="a month"),
        pytest.param("2026-11-01", "2026-11-24", {"2026-11": 1}, id="this month"),
        pytest.param(
            "2026-09-29",
            "2026-11-02",
            {
                "2026-09-29": 1,
                "2026-09-30": 1,
                "2026-10": 1,
                "2026-11-01": 1,
                "2026-11-02": 1,
            },
            id="a month and some days",
        ),
        pytest.param(
            "2026-10-02",
            "2026-10-30",
            {"2026-10": 1, "2026-10-01": -1, "2026-10-31": -1},
            id="a month without some days",
        ),
        pytest.param(
            "2026-11-03",
            "2026-11-24",
            {"2026-11": 1, "2026-11-01": -1, "2026-11-02": -1},
            id="this month without its first days",
        ),
        pytest.param(
            "2026-11-01",
            "2026-11-22",
            {f"2026-11-{each:02}": 1 for each in range(1, 23)},
            id="this month without its last days, which still change",
        ),
        pytest.param(
            "2026-10-01",
            "2026-10-16",
            {f"2026-10-{each:02}": 1 for each in range(1, 17)},
            id="as many lists either way",
        ),
    ],
)
def test_a_period_takes_the_fewest_lists(
    first: str, last: str, expected: dict[str, int]
) -> None:
    """Each costs as much as any other, whether it is added or taken off."""
    assert times(select(Period(day(first), day(last)))) == expected


def test_a_day_that_has_expired_is_not_taken_off() -> None:
    """The month would still have its views: so days are added up."""
    period = Period(date(2026, 10, 2), date(2026, 10, 31))
    lost = {keys.top(SITE, "pages", "2026-10-01")}

    selected = select(period, lost=lost)

    assert times(selected) == {each: 1 for each in period.days}


def test_a_day_on_which_nothing_happened_is_not_missed() -> None:
    """A day without views needs no list."""
    period = Period(date(2026, 10, 3), date(2026, 10, 31))
    lost = {keys.top(SITE, "pages", "2026-10-01")}

    selected = select(period, lost=lost, quiet={"2026-10-01"})

    assert times(selected) == {"2026-10": 1, "2026-10-01": -1, "2026-10-02": -1}


@pytest.mark.parametrize(
    "full",
    [
        pytest.param("2026-10", id="the month"),
        pytest.param("2026-10-31", id="a day outside of the period"),
    ],
)
def test_lists_that_name_other_members_are_not_taken_off(full: str) -> None:
    """A full list is not subtracted, because its members may differ."""
    period = Period(date(2026, 10, 2), date(2026, 10, 30))

    selected = select(period, "referrers", full={keys.top(SITE, "referrers", full)})

    assert times(selected) == {each: 1 for each in period.days}


@pytest.mark.parametrize("dimension", ["pages", "entry_pages"])
def test_lists_of_pages_name_the_same_ones(dimension: str) -> None:
    """Lists of pages can be subtracted: all of them have the site's pages."""
    period = Period(date(2026, 10, 2), date(2026, 10, 31))
    full = {keys.top(SITE, dimension, time) for time in ("2026-10", "2026-10-01")}

    selected = select(period, dimension, full=full)

    assert times(selected) == {"2026-10": 1, "2026-10-01": -1}


def test_a_total_is_that_of_the_days_in_the_period() -> None:
    """Whether the lists of other days are taken off or not."""
    period = Period(date(2026, 10, 2), date(2026, 10, 31))

    assert select(period).total == 30


@pytest.mark.parametrize(
    ("dimension", "field"),
    [
        pytest.param("pages", "views", id="pages"),
        pytest.param("countries", "views", id="countries"),
        pytest.param("entry_pages", "visitors", id="one for each visitor"),
        pytest.param("events", "events", id="events"),
    ],
)
def test_a_total_is_of_what_the_lists_add_up_to(dimension: str, field: str) -> None:
    """The total is that of the dimension: views, visitors or events."""
    chosen = selection(SITE, dimension, Period(TODAY, TODAY), TODAY)

    assert chosen.commands() == [("HMGET", keys.days(SITE), f"{TODAY}:{field}")]


def test_pages_of_all_time_have_a_list_of_their_own() -> None:
    """The pages of all time have a list of their own."""
    everything = Period(date(2020, 1, 15), TODAY, everything=True)
    chosen = selection(SITE, "pages", everything, TODAY)

    assert chosen.commands() == [("HGET", keys.totals(SITE), "views")]
    assert chosen.select(b"7") == ([(keys.pages(SITE), 1)], 7)
    assert chosen.select(None).total == 0


def test_all_else_of_all_time_is_in_its_months() -> None:
    """Whole ones, as there is nothing before the first day."""
    everything = Period(date(2026, 9, 15), TODAY, everything=True)

    selected = select(everything, "browsers")

    assert times(selected) == {"2026-09": 1, "2026-10": 1, "2026-11": 1}


@given(
    first=st.dates(date(2025, 1, 1), TODAY),
    length=st.integers(1, 120),
    lost=st.frozensets(st.dates(date(2025, 1, 1), TODAY), max_size=1),
)
def test_the_lists_have_each_day_of_the_period_once(
    first: date, length: int, lost: frozenset[date]
) -> None:
    """The selected lists have each day of the period once."""
    period = Period(first, min(TODAY, first + timedelta(days=length - 1)))
    expired = frozenset(keys.top(SITE, "pages", each.isoformat()) for each in lost)

    selected = select(period, lost=expired)

    assert added_up(selected) == dict.fromkeys(period.days, 1)
    off = {key for key, weight in selected.lists if weight < 0}
    assert not off & expired
