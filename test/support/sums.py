"""What always holds of the numbers of a site, after views of whatever kind."""

from collections import Counter
from collections.abc import Iterator

from page_tracker.storage import keys
from support.records import Site

# The list: what of a day its members add up to.
_SUMS = {each: "views" for each in keys.DIMENSIONS} | {
    "entry_pages": "visitors",
    "events": "events",
}


def wrong_sums(site: Site) -> list[str]:
    """Return what does not add up, or has more visitors than views."""
    return [*_wrong_totals(site), *_wrong_lists(site), *_too_many_visitors(site)]


def _by_time(site: Site) -> dict[str, Counter[str]]:
    """Return the numbers of each day and month."""
    found: dict[str, Counter[str]] = {}
    for field, number in site.days.items():
        day, what = field.split(":")
        for time in (day, day[:7]):
            found.setdefault(time, Counter())[what] += number
    return found


def _wrong_totals(site: Site) -> Iterator[str]:
    for what in ("views", "visitors", "events"):
        days = sum(n for field, n in site.days.items() if field.endswith(f":{what}"))
        if site.totals.get(what, 0) != days:
            yield f"{what}: {site.totals} in all, {days} in days"
    pages = sum(site.pages.values())
    if site.totals.get("views", 0) != pages:
        yield f"views: {site.totals} in all, {pages} in pages"


def _wrong_lists(site: Site) -> Iterator[str]:
    for time, numbers in _by_time(site).items():
        for dimension, what in _SUMS.items():
            found = site.top(dimension, time)
            if sum(found.values()) != numbers[what]:
                yield f"{dimension} of {time}: {found}, but {what}: {numbers[what]}"
        if len(time) > len("2026-11"):
            yield from _wrong_hours(site, time, numbers)


def _wrong_hours(site: Site, day: str, numbers: Counter[str]) -> Iterator[str]:
    hours = site.hours(day)
    for what in ("views", "visitors"):
        found = sum(n for field, n in hours.items() if field.endswith(f":{what}"))
        if found != numbers[what]:
            yield f"{what} in the hours of {day}: {found}, not {numbers[what]}"


def _too_many_visitors(site: Site) -> Iterator[str]:
    hashes = [site.totals, site.days, *map(site.hours, _days(site))]
    for numbers in hashes:
        for field, number in numbers.items():
            views = numbers.get(field.replace("visitors", "views"), 0)
            if field.endswith("visitors") and number > views:
                yield f"{field}: {number}, but only {views} views"
    pages = site.pages
    for path, number in site.page_visitors.items():
        if number > pages.get(path, 0):
            yield f"{path}: {number} visitors, but only {pages.get(path)} views"


def _days(site: Site) -> set[str]:
    return {field.split(":")[0] for field in site.days}
