"""Every key in the store, its type and how long it lives; no other module names a key.

All keys of a site carry the hash tag ``{site}`` and so lie in one slot: one script call
may change them all, also in a Redis Cluster. A site is a host-like name without braces.
Days and months are those of the service's time zone: ``2026-11-23``, ``2026-11``.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

PAGE_VIEWS = "page_views"
"""String: the plain counter; never expires. Any Redis client may read and set it."""

SITES = "pt:sites"
"""Set: the known sites; never expires."""

REFUSED = "pt:ignored"
"""Hash: ``2026-11-23:REASON`` → ignored views of no known site; never expires."""

PATTERNS = (PAGE_VIEWS, f"{{{PAGE_VIEWS}}}:*", "pt:*", "{pt:*")
"""Glob patterns that match every key, in the syntax of ACL rules."""

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
"""The dimensions that are ranked by day and by month."""

PATHS = ("pages", "entry_pages")
"""Dimensions of paths: one limit of pages applies to all lists of a site."""

APPLIED_LIFE = 7 * 24 * 3600
"""Seconds until a guard expires; each batch renews it."""

DAY_LIFE = 48 * 3600
"""Seconds for which the hashes that recognise a day's visitors are kept."""

SALT_LIFE = 50 * 3600
"""Seconds for which a salt is kept: it is created a day ahead, so 25 and 25 hours."""

ACTIVE = 5 * 60
"""Seconds after the last view for which a visitor counts as active."""


def applied(worker: str) -> str:
    """Name the string with a worker's last batch of the plain counter: a guard."""
    return f"{{{PAGE_VIEWS}}}:applied:{worker}"


def refused_applied(worker: str) -> str:
    """Name the string with a worker's last batch of ignored views: a guard."""
    return f"{{{REFUSED}}}:applied:{worker}"


def salt(day: str) -> str:
    """Name the string with a day's 32 random bytes; expires after :data:`SALT_LIFE`."""
    return f"pt:salt:{day}"


def _of(site: str, *names: str) -> str:
    return ":".join((f"pt:{{{site}}}", *names))


def site_applied(site: str, worker: str) -> str:
    """Name the string with a worker's last batch of a site: a guard."""
    return _of(site, "applied", worker)


def totals(site: str) -> str:
    """Name the hash of ``views``, ``visitors`` and ``events``; never expires."""
    return _of(site, "totals")


def days(site: str) -> str:
    """Name the hash of ``2026-11-23:views``, ``:visitors`` and ``:events`` by day."""
    return _of(site, "days")


def hours(site: str, day: str) -> str:
    """Name the hash of ``07:views`` and ``07:visitors`` of a day.

    The second 02:00 hour of the day on which clocks go back is ``02b``.
    """
    return _of(site, "hours", day)


def pages(site: str) -> str:
    """Name the sorted set of paths by all-time views; never expires."""
    return _of(site, "pages")


def page_visitors(site: str) -> str:
    """Name the sorted set of paths by all-time visitors; never expires."""
    return _of(site, "pages", "visitors")


def titles(site: str) -> str:
    """Name the hash of paths to their last titles; never expires."""
    return _of(site, "titles")


def top(site: str, dimension: str, time: str) -> str:
    """Name the sorted set of a dimension's members by views in a day or month.

    Those of a day expire as configured, those of a month never.
    """
    return _of(site, "top", dimension, time)


def seen(site: str, day: str) -> str:
    """Name the set of a day's visitor hashes; expires after :data:`DAY_LIFE`."""
    return _of(site, "seen", day)


def active(site: str) -> str:
    """Name the sorted set of visitors by the time of their last view, in seconds."""
    return _of(site, "active")


def ignored(site: str) -> str:
    """Name the hash of ``2026-11-23:REASON`` to ignored views; never expires."""
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


@lru_cache(maxsize=1024)  # a view asks five times; fits the busy sites
def stream(script: str, key_parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the name of the stream of a call: the calls that share a guard.

    Calls of the same script for the same site are applied in order.
    """
    return script, *key_parts[:1]


def guard(of_stream: Sequence[str], worker: str) -> str:
    """Name the string that holds a worker's last batch of a stream."""
    script, *site = of_stream
    if site:
        return site_applied(site[0], worker)
    return applied(worker) if script == "count" else refused_applied(worker)


def of_call(script: str, key_parts: Sequence[str], worker: str) -> tuple[str, ...]:
    """Return the keys of a counting script, the worker's guard first.

    ``key_parts`` are the site and the day for ``record.lua``, and empty for others.
    """
    if script == "record":
        site, day = key_parts
        return of_batch(site, worker, day)
    if script == "count":
        return applied(worker), PAGE_VIEWS
    return refused_applied(worker), REFUSED


def kind(key: str) -> str:
    """Return the kind of a key: the name it shares with keys of other sites and days.

    That is "totals" or "top" for a key of a site, and the first two words of others.
    """
    _, brace, name = key.rpartition("}:")
    return name.partition(":")[0] if brace else ":".join(key.split(":")[:2])


PROBE = "probe"
"""A worker and a site that no service has; used to check permissions on their keys."""


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
    """Return all keys of a site except its guards, which expire by themselves."""
    dates = sorted(set(known_days))
    months = sorted({day[:7] for day in dates})
    whole = (totals, days, pages, page_visitors, titles, active, ignored)
    found = [name(site) for name in whole]
    for day in dates:
        found += [hours(site, day), seen(site, day)]
    found += [top(site, each, at) for at in (*dates, *months) for each in DIMENSIONS]
    return found
