"""How much work a command of a report is, while the views of others wait."""

from collections.abc import Callable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from page_tracker.storage.reports.rankings import RankingQuery, Rankings
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.tracking.period import Period
from support.history import History
from support.metered import metered
from support.valkey import Valkey

LONGEST = 0.025  # seconds of the store's processor time

# Flat, so that all of every list must be read.
PAST = History(days=100, pages=5000, views=50_000, flat=True)
LAST = PAST.last

Ask = Callable[[Redis], object]


def ranking(first: date, last: date, everything: bool = False) -> Ask:
    """Return how to ask for the first pages of a period."""
    query = RankingQuery(
        site=PAST.site,
        dimension="pages",
        period=Period(first, last, everything),
        today=LAST,
    )
    return lambda client: Rankings(client).top(query)


def series(unit: str, first: date) -> Ask:
    """Return how to ask for a series until today."""
    period = Period(first, LAST)
    zone = ZoneInfo("UTC")
    return lambda client: SiteReports(client).series(PAST.site, period, unit, zone)


@pytest.fixture(name="store", scope="module")
def fixture_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A store with many pages."""
    valkey = Valkey(tmp_path_factory.mktemp("v")).start()
    PAST.fill(valkey.client())
    yield valkey
    valkey.stop()


def longest_command(store: Valkey, ask: Ask) -> float:
    """Return the seconds of work that the longest command of a report takes."""
    client, work = metered(store)
    assert ask(client)
    return max(work.seconds)


@pytest.mark.sensitive
@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(ranking(date(2026, 8, 27), LAST), id="90 days until today"),
        pytest.param(
            ranking(date(2026, 8, 18), date(2026, 11, 15)), id="parts of months"
        ),
        pytest.param(ranking(LAST, LAST), id="today"),
        pytest.param(ranking(PAST.dates[0], LAST, everything=True), id="all time"),
        pytest.param(series("hour", date(2026, 9, 3)), id="a point for each hour"),
        pytest.param(series("day", date(2021, 6, 4)), id="a point for each day"),
        pytest.param(
            lambda client: SiteReports(client).page_numbers(
                PAST.site, PAST.paths[:100]
            ),
            id="a hundred pages",
        ),
        pytest.param(
            lambda client: SiteReports(client).ignored(
                PAST.site, Period(date(2016, 12, 1), LAST)
            ),
            id="ten years of what was left out",
        ),
    ],
)
def test_no_command_of_a_report_is_slow(store: Valkey, ask: Ask) -> None:
    """Views that wait behind the command wait shortly.

    Processes that share the processor's caches make the same work longer: of three
    runs, the shortest counts.
    """
    assert 0 < min(longest_command(store, ask) for _ in range(3)) < LONGEST
