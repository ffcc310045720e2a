"""The past: recorded now, and kept as if it had been recorded then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from redis import Redis

from page_tracker.errors import StorageError
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.backfill import Backfill, Happened
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.tracking.view import Ignored
from support.records import Site
from support.rules import RULES
from support.sums import wrong_sums
from support.valkey import Valkey
from support.views import SITE, view
from support.waiting import PATIENCE

NOW = datetime(2026, 11, 24, 15, 30, 20, tzinfo=UTC).timestamp()
TODAY = date(2026, 11, 24)
A_DAY = 24 * 3600
SHORT = replace(RULES, keep_days=30, keep_hours_days=7)


class Recording:
    """Records entries of one day at the given hours of it."""

    def __init__(self, valkey: Valkey, rules: RecordingLimits) -> None:
        self.client = connect(valkey.url, timeout=PATIENCE)
        self.past = Backfill(self.client, rules, NOW)

    def day(self, ago: int, *hours: float, visitor: str = "") -> str:
        """Record a view of a visitor of its own, or of one, for each hour."""
        day = TODAY - timedelta(ago)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        views = [
            (midnight + 3600 * hour, view(visitor=visitor or f"{day} {hour}"))
            for hour in hours
        ]
        self.past.record(SITE, day, views)
        return str(day)


@pytest.fixture(name="recording")
def fixture_recording(valkey: Valkey) -> Iterator[Recording]:
    """What records by rules that forget lists after 30 days and hours after 7."""
    recording = Recording(valkey, SHORT)
    yield recording
    recording.past.close()
    recording.client.close()


@pytest.fixture(name="site")
def fixture_site(client: Redis) -> Site:
    """What the store holds of the site."""
    return Site(client)


def test_backfilled_views_add_up(recording: Recording, site: Site) -> None:
    """Backfilled views add up like live ones, while all of their data is kept."""
    for ago in (6, 3, 1, 0):
        recording.day(ago, 0, 7.2, 7.4, 15.5)
        recording.day(ago, 15.5, visitor="ada")

    assert site.totals == {"views": 20, "visitors": 20}
    assert site.hours("2026-11-21") == {
        "00:views": 1,
        "00:visitors": 1,
        "07:views": 2,
        "07:visitors": 2,
        "15:views": 2,
        "15:visitors": 2,
    }
    assert not wrong_sums(site)


@pytest.mark.parametrize(
    ("ago", "lists_left", "hours_left"),
    [
        pytest.param(0, 30, 7, id="today"),
        pytest.param(1, 29, 6, id="yesterday"),
        pytest.param(6, 24, 1, id="the last day with hours"),
        pytest.param(7, 23, 0, id="the first one without"),
        pytest.param(29, 1, 0, id="the last day with lists"),
        pytest.param(30, 0, 0, id="the first one without them"),
        pytest.param(200, 0, 0, id="long ago"),
    ],
)
def test_a_day_lives_for_what_is_left_of_its_life(
    recording: Recording, client: Redis, ago: int, lists_left: int, hours_left: int
) -> None:
    """A backfilled day expires when it would have; months and sums never expire."""
    day = recording.day(ago, 1, 2, 3)
    recording.day(ago, 4)

    for key, left in (
        (keys.top(SITE, "pages", day), lists_left),
        (keys.top(SITE, "browsers", day), lists_left),
        (keys.hours(SITE, day), hours_left),
    ):
        found = client.ttl(key) if left else -client.exists(key)
        assert left * A_DAY - 60 < found <= left * A_DAY
    assert client.zscore(keys.top(SITE, "pages", day[:7]), "/") == 4
    assert client.hget(keys.days(SITE), f"{day}:views") == "4"


@pytest.mark.parametrize("ago", [0, 1, 5, 100])
def test_a_visitor_who_comes_twice_in_a_day_is_one(
    recording: Recording, site: Site, ago: int
) -> None:
    """A visitor who came twice on a past day is one, and leaves no hashes."""
    day = recording.day(ago, 1, 5, 12, visitor="ada")

    assert site.days == {f"{day}:views": 3, f"{day}:visitors": 1}
    assert site.seen(day) == (2 if ago < 2 else 0)


def test_backfilled_visitors_of_the_last_minutes_are_active(
    recording: Recording, client: Redis
) -> None:
    """Only visitors of the last minutes are active after a backfill."""
    recording.day(1, 15.5)
    recording.day(0, 7, 15.0, 15.49, 15.5)

    assert client.zcount(keys.active(SITE), NOW - keys.ACTIVE, NOW) == 2


def test_a_busy_day_takes_several_batches(recording: Recording, site: Site) -> None:
    """A busy day is recorded in several batches, so that a service is not delayed."""
    day = recording.day(20, *(hour / 60 for hour in range(1200)))

    assert site.days == {f"{day}:views": 1200, f"{day}:visitors": 1200}


def test_events_and_what_was_left_out_have_a_past_too(
    recording: Recording, site: Site
) -> None:
    """Past events and ignored views count on their own days."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp()
    happened: list[Happened] = [
        (at, view(event="play")),
        (at + 1, Ignored(SITE, "bot")),
    ]

    recording.past.record(SITE, date(2026, 11, 20), happened)

    assert site.days == {"2026-11-20:events": 1}
    assert site.ignored == {"2026-11-20:bot": 1}


def test_a_site_is_taken_up_as_long_as_there_is_room(
    valkey: Valkey, client: Redis
) -> None:
    """A site is admitted while there is room; a known one always is."""
    recording = Recording(valkey, replace(RULES, sites=1))

    answers = [recording.past.admit(site) for site in ("a.org", "b.org", "a.org")]

    recording.past.close()
    assert answers == [True, False, True]
    assert client.smembers(keys.SITES) == {"a.org"}


def test_a_rejected_backfill_raises_an_error(
    recording: Recording, client: Redis
) -> None:
    """A store that rejects a batch raises an error."""
    client.config_set("maxmemory", 1)
    try:
        with pytest.raises(StorageError):
            recording.day(3, 1)
    finally:
        client.config_set("maxmemory", 0)
