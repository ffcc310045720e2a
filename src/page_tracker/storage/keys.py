"""Every key in the store, its type and its life; nothing else names a key.

All keys of a site carry the hash tag ``{site}`` and so lie in one slot: one script call
may change them all, also in a Redis Cluster. A site is a host-like name, so that no
brace gets in. Days and months are those of the service's time zone: ``2026-11-23``,
``2026-11``.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

PAGE_VIEWS = "page_views"
"""String: the plain counter, for ever. Any Redis client may read and set it."""

SITES = "pt:sites"
"""Set: the sites that were seen, for ever."""

REFUSED = "pt:ignored"
"""Hash: ``2026-11-23:REASON`` to views of no site, for ever: 3 fields a day at most."""

PATTERNS = (PAGE_VIEWS, f"{{{PAGE_VIEWS}}}:*", "pt:*", "{pt:*")
"""Glob patterns that match every key, as ACL rules of a store spell them."""

DIMENSIONS = (
    "pages",
    "entry_pages",
    "referrers",
    "campaigns",
    "browsers",
    "systems",
    "devices",
    "languages",
    "countries",
    "events",
)
"""What is ranked by day and by month."""

PATHS = ("pages", "entry_pages")
"""Those whose members are paths: a site has one bound of pages for all its lists."""

APPLIED_LIFE = 7 * 24 * 3600
"""Seconds for which a worker's last batch is remembered; renewed by each batch."""

DAY_LIFE = 48 * 3600
"""Seconds for which what recognises visitors within a day is kept."""

SALT_LIFE = 50 * 3600
"""Seconds for which a salt is kept, which is made the day before: 25 and 25 hours."""

ACTIVE = 5 * 60
"""Seconds after the last view for which a visitor counts as present."""


def applied(worker: str) -> str:
    """Name the string that holds a worker's last batch of the plain counter."""
    return f"{{{PAGE_VIEWS}}}:applied:{worker}"


def refused_applied(worker: str) -> str:
    """Name the string that holds a worker's last batch of refusals."""
    return f"{{{REFUSED}}}:applied:{worker}"


def salt(day: str) -> str:
    """Name the string with a day's 32 random bytes; :data:`SALT_LIFE`."""
    return f"pt:salt:{day}"


def _of(site: str, *names: str) -> str:
    return ":".join((f"pt:{{{site}}}", *names))


def site_applied(site: str, worker: str) -> str:
    """Name the string that holds a worker's last batch of a site."""
    return _of(site, "applied", worker)


def totals(site: str) -> str:
    """Name the hash of ``views``, ``visitors`` and ``events``; for ever."""
    return _of(site, "totals")


def days(site: str) -> str:
    """Name the hash of ``2026-11-23:views``, ``:visitors``, ``:events``; for ever."""
    return _of(site, "days")


def hours(site: str, day: str) -> str:
    """Name the hash of ``07:views`` and ``07:visitors`` of a day.

    The second 02:00 hour of the day on which clocks go back is ``02b``.
    """
    return _of(site, "hours", day)


def pages(site: str) -> str:
    """Name the sorted set of paths by all-time views; for ever."""
    return _of(site, "pages")


def page_visitors(site: str) -> str:
    """Name the sorted set of paths by all-time visitors; for ever."""
    return _of(site, "pages", "visitors")


def titles(site: str) -> str:
    """Name the hash of paths to the last title that was sent for them; for ever."""
    return _of(site, "titles")


def top(site: str, dimension: str, time: str) -> str:
    """Name the sorted set of a dimension's members by views in a day or month.

    Those of a day live as long as the setting says, those of a month for ever.
    """
    return _of(site, "top", dimension, time)


def seen(site: str, day: str) -> str:
    """Name the set of hashes that were seen in a day; :data:`DAY_LIFE`."""
    return _of(site, "seen", day)


def active(site: str) -> str:
    """Name the sorted set of visitors by the time of their last view, in seconds."""
    return _of(site, "active")


def ignored(site: str) -> str:
    """Name the hash of ``2026-11-23:REASON`` to views left out; for ever."""
    return _of(site, "ignored")


@lru_cache(maxsize=1024)
def of_batch(site: str, worker: str, day: str) -> tuple[str, ...]:
    """Return the keys that ``record.lua`` takes, in its order."""
    month = day[:7]
    return (
        site_applied(site, worker),
        totals(site),
        days(site),
        hours(site, day),
        pages(site),
        page_visitors(site),
        titles(site),
        seen(site, day),
        active(site),
        ignored(site),
        *(top(site, each, time) for each in DIMENSIONS for time in (day, month)),
    )


@lru_cache(maxsize=1024)  # a view asks five times; as many sites as are busy at once
def stream(script: str, key_parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what tells apart the calls that have a guard of their own.

    They are applied in order: those of the same script for the same site.
    """
    return script, *key_parts[:1]


def guard(of_stream: Sequence[str], worker: str) -> str:
    """Name the string that holds a worker's last batch of a stream."""
    script, *site = of_stream
    if site:
        return site_applied(site[0], worker)
    return applied(worker) if script == "count" else refused_applied(worker)


def of_call(script: str, key_parts: Sequence[str], worker: str) -> tuple[str, ...]:
    """Return the keys that a script takes which counts, first the worker's guard.

    ``key_parts`` are the site and the day for ``record.lua``, and nothing for others.
    """
    if script == "record":
        site, day = key_parts
        return of_batch(site, worker, day)
    if script == "count":
        return applied(worker), PAGE_VIEWS
    return refused_applied(worker), REFUSED


def kind(key: str) -> str:
    """Return what a key has in common with those of other sites, days and dimensions.

    That is "totals" or "top" for a key of a site, and for others their first two words.
    """
    _, brace, name = key.rpartition("}:")
    return name.partition(":")[0] if brace else ":".join(key.split(":")[:2])


PROBE = "probe"
"""Worker and site that no service has: their keys are asked about and never written."""


def touched(script: str, site: str, day: str) -> tuple[str, ...]:
    """Return the keys that a script for ``site`` and ``day`` uses, for a fake worker.

    The first key of a script that counts is its guard.
    """
    if script == "admit":
        return (SITES,)
    if script == "salt":
        return (salt(day),)
    if script == "score":
        return (pages(site), *(top(site, "pages", time) for time in (day, day[:7])))
    return of_call(script, (site, day) if script == "record" else (), PROBE)


def of_site(site: str, known_days: Iterable[str]) -> list[str]:
    """Return all keys of a site but its guards, which expire by themselves."""
    dates = sorted(set(known_days))
    months = sorted({day[:7] for day in dates})
    whole = (totals, days, pages, page_visitors, titles, active, ignored)
    found = [name(site) for name in whole]
    for day in dates:
        found += [hours(site, day), seen(site, day)]
    found += [top(site, each, at) for at in (*dates, *months) for each in DIMENSIONS]
    return found
