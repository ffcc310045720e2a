"""What views should have been counted as, counted anew and without a store."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from page_tracker.storage import keys
from page_tracker.tracking.local_time import LocalHour
from page_tracker.tracking.view import Properties, View
from support.records import Site

# Numbers by what they are of: "totals", "pages", ("top", dimension, day or month) …
Counts = dict[object, dict[str, int]]


def expected_of(sent: Iterable[tuple[LocalHour, View]]) -> Counts:
    """Count the views of a site, of which each was sent at a moment.

    Left out is what depends on their order: entry pages, and in which hour a visitor
    came first. There are no bounds.
    """
    counts: defaultdict[object, Counter[str]] = defaultdict(Counter)
    known: set[tuple[str, bytes]] = set()
    for (day, _), each in sent:
        if each.event:
            _count(counts, day, "events", 1)
            _rank(counts, day, "events", each.event)
            continue
        visitor = each.visitor[:8]
        new = bool(visitor) and (day, visitor) not in known
        new_here = bool(visitor) and (day, each.visitor) not in known
        known |= {(day, visitor), (day, each.visitor)}
        _count(counts, day, "views", 1)
        _count(counts, day, "visitors", int(new))
        counts["pages"][each.path] += 1
        counts["page_visitors"][each.path] += int(new_here)
        _rank(counts, day, "pages", each.path)
        for name, member in zip(keys.DIMENSIONS[2:], each.properties):
            _rank(counts, day, name, member)
    return {what: dict(+numbers) for what, numbers in counts.items() if +numbers}


def stored_of(site: Site) -> Counts:
    """Return the same numbers as the store has them."""
    counts: Counts = {
        "totals": site.totals,
        "days": site.days,
        "pages": site.pages,
        "page_visitors": site.page_visitors,
    }
    days = {field.split(":")[0] for field in site.days}
    for time in days | {day[:7] for day in days}:
        for name in ("pages", *keys.DIMENSIONS[2:]):
            counts["top", name, time] = site.top(name, time)
    return {what: numbers for what, numbers in counts.items() if numbers}


def _count(
    counts: defaultdict[object, Counter[str]], day: str, what: str, number: int
) -> None:
    counts["totals"][what] += number
    counts["days"][f"{day}:{what}"] += number


def _rank(
    counts: defaultdict[object, Counter[str]], day: str, name: str, member: str
) -> None:
    for time in (day, day[:7]):
        counts["top", name, time][member] += 1


# The dimensions are in the order of the properties, pages and entry pages before them.
assert len(keys.DIMENSIONS[2:]) == len(Properties._fields) + 1
