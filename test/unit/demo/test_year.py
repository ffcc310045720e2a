"""The year of the made-up site: plausible, complete, and the same each time."""

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from page_tracker.demo.year import Happened, Year
from page_tracker.tracking.headers import REASONS
from page_tracker.tracking.local_time import local_hour
from page_tracker.tracking.view import Ignored, View
from page_tracker.tracking.visitor import page_hash

SITE = "demo.example"
UTC = ZoneInfo("UTC")
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC).timestamp()
# A Wednesday and a Sunday, far from any post that goes round.
WEDNESDAY, SUNDAY = date(2026, 10, 21), date(2026, 10, 18)


@pytest.fixture(name="year", scope="module")
def fixture_year() -> Year:
    """The year until a certain afternoon."""
    return Year(SITE, UTC, NOW)


def views_in(happened: list[Happened]) -> list[View]:
    """Return the views alone, without events."""
    entries = (entry for _, entry in happened)
    return [each for each in entries if isinstance(each, View) and not each.event]


def count(year: Year, day: date) -> int:
    """Return the views of a day."""
    return len(views_in(year.day(day)))


def test_a_year_ends_today(year: Year) -> None:
    """A year ends today and has the requested days without a gap."""
    days = year.days()

    assert len(days) == 365 and days[-1] == TODAY
    assert all(
        later - day == timedelta(1) for day, later in zip(days, days[1:], strict=False)
    )
    assert year.days(3) == days[-3:]


def test_a_day_that_a_zone_has_skipped_is_left_out() -> None:
    """Samoa crossed the date line at the end of 2011."""
    apia = ZoneInfo("Pacific/Apia")
    year = Year(SITE, apia, datetime(2011, 12, 31, 12, tzinfo=apia).timestamp())

    assert year.days(3) == [date(2011, 12, 29), date(2011, 12, 31)]
    assert count(year, date(2011, 12, 29)) > 0


def test_a_year_is_the_same_each_time(year: Year) -> None:
    """A year is the same each time."""
    again = Year(SITE, UTC, NOW)

    assert again.day(WEDNESDAY) == year.day(WEDNESDAY)
    assert Year(SITE, UTC, NOW, seed=2).day(WEDNESDAY) != year.day(WEDNESDAY)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("UTC", WEDNESDAY, id="UTC"),
        pytest.param("Asia/Kathmandu", WEDNESDAY, id="a zone with minutes"),
        pytest.param("Europe/Berlin", date(2026, 10, 25), id="a day of 25 hours"),
        pytest.param("Europe/Berlin", date(2026, 3, 29), id="a day of 23 hours"),
        pytest.param("UTC", TODAY, id="today"),
    ],
)
def test_a_day_has_what_happened_within_it_in_order(zone: str, day: date) -> None:
    """The events of a day are in order, on that local day, and not in the future."""
    year = Year(SITE, ZoneInfo(zone), NOW)

    times = [at for at, _ in year.day(day)]

    assert times == sorted(times) and times[-1] < NOW
    assert {local_hour(at, ZoneInfo(zone)).day for at in times} == {str(day)}
    assert len({local_hour(at, ZoneInfo(zone)).hour for at in times}) >= 15


def test_some_are_there_right_now(year: Year) -> None:
    """The dashboard shows who has come in the last five minutes."""
    recent = [entry for at, entry in year.day(TODAY) if at > NOW - 240]

    visitors = {each.visitor[:8] for each in recent if isinstance(each, View)}

    assert len(visitors - {b""}) >= 3


def test_nobody_was_there_before_midnight() -> None:
    """A minute after it, all that happened today is of that minute."""
    midnight = datetime(2026, 11, 24, tzinfo=UTC).timestamp()

    happened = Year(SITE, UTC, midnight + 60).day(TODAY)

    assert len(happened) >= 3
    assert all(midnight <= at < midnight + 60 for at, _ in happened)


def test_the_site_grows_and_rests_on_sundays(year: Year) -> None:
    """The site grows over the year and has fewer visits on Sundays."""
    first, last = (
        mean(count(year, TODAY - timedelta(ago)) for ago in range(end, end + 7))
        for end in (350, 30)
    )
    sundays, wednesdays = (
        mean(count(year, day - timedelta(weeks=ago)) for ago in (0, 13, 18, 22))
        for day in (SUNDAY, WEDNESDAY)
    )

    assert last > 2 * first
    assert sundays < 0.8 * wednesdays


def test_the_nights_are_quiet(year: Year) -> None:
    """There are few visits at night."""
    hours = Counter(local_hour(at, UTC).hour for at, _ in year.day(WEDNESDAY))

    assert sum(hours[f"{hour:02}"] for hour in range(1, 6)) < sum(
        hours[f"{hour:02}"] for hour in range(12, 17)
    )


def test_a_post_that_goes_round_can_be_seen(year: Year) -> None:
    """A widely shared post has most views on its first day, from its sources."""
    first, later = (TODAY - timedelta(ago) for ago in (72, 70))
    views = views_in(year.day(first))

    posts = Counter(view.path for view in views)
    referrers = Counter(view.properties.referrer for view in views)

    assert len(views) > 3 * count(year, later) / 2 > 4 * count(year, WEDNESDAY) / 2
    assert posts.most_common(1)[0][0] == "/blog/driftwood-3-0"
    assert referrers["Hacker News"] > 1000


def test_some_come_again_within_the_day(year: Year) -> None:
    """A visitor who returns on a day is one visitor with several pages."""
    views = [view for view in views_in(year.day(WEDNESDAY)) if view.visitor]
    visitors = Counter(view.visitor[:8] for view in views)
    direct = Counter(
        view.visitor[:8] for view in views if view.properties.referrer == "(direct)"
    )

    assert 0.3 < len(visitors) / len(views) < 0.8
    assert max(direct.values()) > 1
    assert any(view.properties.referrer == "(internal)" for view in views)


def test_who_asks_not_to_be_tracked_is_no_visitor(year: Year) -> None:
    """People who opt out have no visitor hash; all others have consistent ones."""
    views = views_in(year.day(WEDNESDAY))

    anonymous = [view for view in views if not view.visitor]

    assert 0 < len(anonymous) < len(views) / 10
    assert all(
        view.visitor[8:] == page_hash(view.visitor[:8], view.path)
        for view in views
        if view.visitor
    )


def test_what_people_do_is_counted_and_bots_are_left_out(year: Year) -> None:
    """Events and ignored views are a small part of a day."""
    happened = year.day(WEDNESDAY)
    entries = [entry for _, entry in happened]

    events = [each for each in entries if isinstance(each, View) and each.event]
    reasons = Counter(each.reason for each in entries if isinstance(each, Ignored))

    assert 0 < len(events) < len(entries) / 8
    assert 0 < reasons.total() < len(entries) / 4
    assert reasons.most_common(1)[0][0] == "bot"
    assert set(reasons) <= set(REASONS)
    assert {each.site for each in entries} == {SITE}
