"""A store with a past: plausible numbers of a site, as if views had been recorded.

``History(days=90, pages=200).fill(client)`` writes every key that reports read, through
``storage/keys.py``, and always the same numbers for the same options. They add up as
those of recorded views do: the lists of a day to the day, days to months and totals.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from redis import Redis

from page_tracker.storage import keys
from page_tracker.tracking.local_time import hours_of

Counts = dict[str, int]

# The members of the short lists, and how many of a hundred views each has.
SHARES: dict[str, Counts] = {
    "referrers": {
        "(direct)": 37,
        "google.com": 31,
        "news.ycombinator.com": 11,
        "duckduckgo.com": 7,
        "github.com": 6,
        "bing.com": 4,
        "reddit.com": 3,
        "(other)": 1,
    },
    "campaigns": {"(none)": 92, "newsletter": 6, "spring-sale": 2},
    "browsers": {"Chrome": 49, "Firefox": 24, "Safari": 19, "Edge": 7, "(unknown)": 1},
    "systems": {"Windows": 35, "Android": 26, "iOS": 18, "macOS": 12, "Linux": 9},
    "devices": {"desktop": 53, "mobile": 42, "tablet": 4, "(unknown)": 1},
    "languages": {"en": 60, "de": 18, "fr": 9, "es": 8, "pt": 5},
    "countries": {
        "US": 43,
        "DE": 17,
        "GB": 11,
        "FR": 8,
        "(unknown)": 9,
        "IN": 6,
        "BR": 6,
    },
}
EVENTS: Counts = {"play": 47, "download": 31, "signup": 22}
IGNORED: Counts = {"bot": 80, "own_visit": 15, "prefetch": 4, "spam_referrer": 1}

# From midnight on, and from Monday on.
HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 8, 7, 8, 8, 8, 7, 7, 6, 6, 6, 5, 4, 3)
WEEKDAYS = (1.1, 1.2, 1.15, 1.1, 1.0, 0.65, 0.6)


@dataclass(frozen=True, kw_only=True)
class History:  # pylint: disable=too-many-instance-attributes  # all have a default
    """What has happened on ``site`` in ``days`` days, until ``last``.

    Each of ``pages`` pages is seen at least once a day, all of them together about
    ``views`` times. The second gets half the views of the first, the third a third, and
    so on (Zipf), unless they are ``flat``: about as many for each. People enter by a
    fourth of the pages only. ``present`` visitors are there right now.
    """

    site: str = "example.com"
    last: date = date(2026, 11, 24)
    days: int = 30
    pages: int = 50
    views: int = 1000
    flat: bool = False
    present: int = 3
    seed: int = 1
    zone: ZoneInfo = ZoneInfo("UTC")

    def fill(self, client: Redis) -> "History":
        """Write it to a store that has nothing of the site yet."""
        random = Random(self.seed)
        for day in self.dates:
            self._write_day(client, day, self._page_views(day, random))
        for month in sorted({f"{day:%Y-%m}" for day in self.dates}):
            self._write_month(client, month)
        self._write_site(client)
        return self

    @property
    def dates(self) -> list[date]:
        """The days, in order."""
        return [self.last - timedelta(days=ago) for ago in reversed(range(self.days))]

    @property
    def paths(self) -> list[str]:
        """The pages, those that are seen most first."""
        return ["/", *(f"/articles/{place:05}" for place in range(1, self.pages))]

    def _page_views(self, day: date, random: Random) -> list[int]:
        """Return the views of each page: fewer long ago, and at weekends."""
        shares = [1 if self.flat else 1 / place for place in range(1, self.pages + 1)]
        growth = 1.3 - 0.6 * (self.last - day).days / self.days
        once = self.views * growth * WEEKDAYS[day.weekday()] / sum(shares)
        return [max(1, int(share * once * (0.5 + random.random()))) for share in shares]

    def _write_day(self, client: Redis, day: date, counts: list[int]) -> None:
        lists = self._lists(counts)
        numbers = {
            "views": sum(counts),
            "visitors": sum(lists["entry_pages"].values()),
            "events": sum(lists["events"].values()),
        }
        ignored = _split(sum(counts) // 9, IGNORED)
        with client.pipeline(transaction=False) as pipe:
            for dimension, members in lists.items():
                _add(pipe, keys.top(self.site, dimension, f"{day}"), members)
            _set(pipe, keys.days(self.site), numbers, f"{day}:")
            _set(pipe, keys.hours(self.site, f"{day}"), self._hours(day, numbers))
            _set(pipe, keys.ignored(self.site), ignored, f"{day}:")
            for field, number in numbers.items():
                pipe.hincrby(keys.totals(self.site), field, number)
            pipe.execute()

    def _lists(self, counts: list[int]) -> dict[str, Counts]:
        views = sum(counts)
        pages = dict(zip(self.paths, counts, strict=True))
        entries = {path: (pages[path] + 1) // 2 for path in self.paths[::4]}
        short = {name: _split(views, shares) for name, shares in SHARES.items()}
        events = _split(views // 20, EVENTS)
        return {"pages": pages, "entry_pages": entries, "events": events, **short}

    def _hours(self, day: date, numbers: Counts) -> Counts:
        shares = {hour: HOURS[int(hour[:2])] for _, hour in hours_of(day, self.zone)}
        seen = _split(numbers["views"], shares)
        came = _split(numbers["visitors"], seen)
        return {f"{hour}:views": seen[hour] for hour in seen} | {
            f"{hour}:visitors": came[hour] for hour in came
        }

    def _write_month(self, client: Redis, month: str) -> None:
        days = [day.isoformat() for day in self.dates if f"{day:%Y-%m}" == month]
        for dimension in keys.DIMENSIONS:
            lists = [keys.top(self.site, dimension, day) for day in days]
            client.zunionstore(keys.top(self.site, dimension, month), lists)

    def _write_site(self, client: Redis) -> None:
        months = sorted({f"{day:%Y-%m}" for day in self.dates})
        lists = [keys.top(self.site, "pages", month) for month in months]
        client.zunionstore(keys.pages(self.site), lists)
        scores: Any = client.zrange(keys.pages(self.site), 0, -1, withscores=True)
        with client.pipeline(transaction=False) as pipe:
            visitors = {path: (views + 1) // 2 for path, views in scores}
            _add(pipe, keys.page_visitors(self.site), visitors)
            titles = {path: f"All about {path[1:] or 'us'}" for path in self.paths}
            _set(pipe, keys.titles(self.site), titles)
            now = {f"visitor{place}": time.time() for place in range(self.present)}
            _add(pipe, keys.active(self.site), now)
            pipe.sadd(keys.SITES, self.site)
            pipe.hincrby(keys.REFUSED, f"{self.last}:unknown_site", 5)
            pipe.execute()


def _split(total: int, shares: Counts) -> Counts:
    """Split a number in proportion; no part is above its share if the total is not."""
    ends = list(accumulate(shares.values(), initial=0))
    parts = (b * total // ends[-1] - a * total // ends[-1] for a, b in pairwise(ends))
    return dict(zip(shares, parts, strict=True))


def _add(pipe: Redis, key: str, scores: Mapping[str, float]) -> None:
    """Add members to a sorted set, without those that were never seen."""
    some: Any = {member: score for member, score in scores.items() if score}
    if some:
        pipe.zadd(key, some)


def _set(
    pipe: Redis, key: str, values: Mapping[str, int | str], prefix: str = ""
) -> None:
    """Set the fields of a hash."""
    fields: Any = {f"{prefix}{field}": value for field, value in values.items()}
    pipe.hset(key, mapping=fields)
