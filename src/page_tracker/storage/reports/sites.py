"""Totals, overview and summaries of sites; the plain counter."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from redis import Redis

from page_tracker.errors import CounterUnusable
from page_tracker.storage import keys, lua
from page_tracker.storage.broken import count_in, report_broken, score_in
from page_tracker.storage.health.outage import watched
from page_tracker.storage.reports.pipeline import (
    HashFields,
    Rounds,
    ask,
    run,
    site_pipeline,
    site_rounds,
    text,
)
from page_tracker.storage.reports.series import Series, read_series
from page_tracker.tracking.headers import REASONS
from page_tracker.tracking.period import Period


class PlainCounter:
    """Reads the plain counter in one round trip."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def page_views(self) -> int:
        """Return the plain counter; 0 if nothing was counted yet.

        Raises :class:`StorageUnavailable`, or :class:`CounterUnusable` if the key holds
        no number.
        """
        with watched():
            number = self._client.get(keys.PAGE_VIEWS)
        if number is None:
            return 0
        # int() accepts more than INCRBY does.
        if not isinstance(number, bytes) or not re.fullmatch(rb"-?\d+", number):
            raise CounterUnusable(f"{keys.PAGE_VIEWS} holds no number")
        return int(number)


class SiteSummary(NamedTuple):
    """The views of each day of a period, its visitors, and the active visitors.

    ``before`` are the views of the period before.
    """

    views: list[int]
    visitors: int
    before: int
    present: int


class SiteSummaries:
    """Reads summaries of sites; those of unknown sites are 0."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def of(self, sites: Sequence[str], period: Period) -> list[SiteSummary]:
        """Return a summary of each site; raises :class:`StorageError`."""
        since = int(time.time()) - keys.ACTIVE
        asked = [_fields(site, period) for site in sites]
        commands = [each.command() for each in asked]
        present = [("ZCOUNT", keys.active(site), since, "+inf") for site in sites]
        found = ask(self._client, *commands, *present)
        return [
            _summary(each.numbers(numbers), period.length, count)
            for each, numbers, count in zip(
                asked, found, found[len(sites) :], strict=False
            )
        ]


def _fields(site: str, period: Period) -> HashFields:
    days = list(period.days)
    names = [f"{day}:views" for day in (*period.before().days, *days)]
    return HashFields(keys.days(site), [*names, *(f"{day}:visitors" for day in days)])


def _summary(numbers: list[int], length: int, present: int) -> SiteSummary:
    before, views = numbers[:length], numbers[length : 2 * length]
    return SiteSummary(views, sum(numbers[2 * length :]), sum(before), present)


_FIELDS = ("views", "visitors", "events")

# Sites in one round trip, at most.
_SITES = 1000


class SiteNumbers(NamedTuple):
    """Views, visitors (summed over days) and events."""

    views: int
    visitors: int
    events: int


class SiteTotals(NamedTuple):
    """A site and its numbers of all time."""

    site: str
    numbers: SiteNumbers


class Overview(NamedTuple):
    """A site's numbers of all time and of today, and its active visitors."""

    totals: SiteNumbers
    today: SiteNumbers
    present: int


class PageNumbers(NamedTuple):
    """A page's numbers of all time; its title is None if none was ever sent."""

    path: str
    views: int
    visitors: int
    title: str | None


class SiteReports:
    """Reads numbers of sites and their pages in one or two round trips.

    Every method raises :class:`StorageError`, and those for one site also
    :class:`UnknownSite`. Sites and paths are canonical.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client

    def sites(self) -> list[SiteTotals]:
        """Return all sites, those with most views first, then by name."""
        (found,) = ask(self._client, ("SMEMBERS", keys.SITES))
        names = sorted(text(site) for site in found)
        totals: list[SiteTotals] = []
        for start in range(0, len(names), _SITES):
            totals += self._totals(names[start : start + _SITES])
        return sorted(totals, key=lambda each: (-each.numbers.views, each.site))

    def _totals(self, sites: list[str]) -> Iterator[SiteTotals]:
        asked = [_totals(site) for site in sites]
        answers = ask(self._client, *(each.command() for each in asked))
        numbers = map(HashFields.numbers, asked, answers)
        return (
            SiteTotals(site, SiteNumbers(*each))
            for site, each in zip(sites, numbers, strict=True)
        )

    def refused(self) -> dict[str, int]:
        """Return how many ignored views belonged to no known site, by reason."""
        (found,) = ask(self._client, ("HGETALL", keys.REFUSED))
        return _by_reason(found, keys.REFUSED)

    def overview(self, site: str, today: date) -> Overview:
        """Return the numbers of a site, and how many visitors are active."""
        return run(self._client, overview_rounds(site, today))

    def page_numbers(self, site: str, paths: Sequence[str]) -> list[PageNumbers]:
        """Return the numbers of at least one page; 0 for unknown pages."""
        pages, visitors = keys.pages(site), keys.page_visitors(site)
        found = site_pipeline(
            self._client,
            site,
            ("ZMSCORE", pages, *paths),
            ("ZMSCORE", visitors, *paths),
            ("HMGET", keys.titles(site), *paths),
        )
        return [
            PageNumbers(
                path,
                score_in(seen, pages),
                score_in(people, visitors),
                title and text(title),
            )
            for path, seen, people, title in zip(paths, *found, strict=True)
        ]

    def series(self, site: str, period: Period, unit: str, zone: ZoneInfo) -> Series:
        """Return the numbers of a period, and of each unit of time in it.

        See :func:`read_series`.
        """
        return read_series(self._client, site, period, unit, zone)

    def ignored(self, site: str, period: Period) -> dict[str, int]:
        """Return how many views of a period were ignored, by reason, most first."""
        return run(self._client, ignored_rounds(site, period))

    def first_day(self, site: str) -> date | None:
        """Return the first day with data, or None."""
        return run(self._client, first_day_rounds(site))


def overview_rounds(site: str, today: date) -> Rounds[Overview]:
    """Read the numbers of a site, and how many visitors are active, in one round."""
    totals = _totals(site)
    of_today = HashFields(keys.days(site), (f"{today}:{field}" for field in _FIELDS))
    total, day, present = yield from site_rounds(
        site,
        totals.command(),
        of_today.command(),
        ("ZCOUNT", keys.active(site), int(time.time()) - keys.ACTIVE, "+inf"),
    )
    numbers = (SiteNumbers(*totals.numbers(total)), of_today.numbers(day))
    return Overview(numbers[0], SiteNumbers(*numbers[1]), present)


def ignored_rounds(site: str, period: Period) -> Rounds[dict[str, int]]:
    """Read how many views were ignored, by reason, most first, in one round."""
    key = keys.ignored(site)
    if period.everything:  # also days before the first counted view
        (found,) = yield from site_rounds(site, ("HGETALL", key))
        return _by_reason(found, key)
    names = (f"{day}:{reason}" for day in period.days for reason in REASONS)
    asked = HashFields(key, names)
    (found,) = yield from site_rounds(site, asked.command())
    numbers = asked.numbers(found)
    counts = {
        reason: sum(numbers[place :: len(REASONS)])
        for place, reason in enumerate(REASONS)
    }
    return _most_first(counts)


def first_day_rounds(site: str) -> Rounds[date | None]:
    """Read the first day with data, in one round."""
    key = keys.days(site)
    (first,) = yield from site_rounds(site, ("EVAL", _FIRST_DAY, 1, key))
    if not first:
        return None
    day = _day_in(first, key)
    if day is not None:
        return day
    # There are other fields among the days: examine each field.
    (fields,) = yield from site_rounds(site, ("HKEYS", key))
    days = (_day_in(field, key) for field in fields)
    return min(filter(None, days), default=None)


_FIRST_DAY = lua.load("first_day")


def _totals(site: str) -> HashFields:
    return HashFields(keys.totals(site), _FIELDS)


def _day_in(field: bytes, key: str) -> date | None:
    """Return the day of a field such as ``2026-11-23:views``, or None."""
    try:
        return date.fromisoformat(text(field).partition(":")[0])
    except ValueError:
        report_broken(key, "a field of it names no day")
        return None


def _by_reason(found: Mapping[bytes, bytes], key: str) -> dict[str, int]:
    """Sum the ignored views of each day by reason."""
    counts: Counter[str] = Counter()
    for field, count in found.items():
        _, _, reason = text(field).partition(":")
        if reason:
            counts[reason] += count_in(count, key)
        else:
            report_broken(key, "a field of it names no reason")
    return _most_first(counts)


def _most_first(counts: dict[str, int]) -> dict[str, int]:
    """Sort by number, then by name, without zeros."""
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {name: count for name, count in pairs if count}
