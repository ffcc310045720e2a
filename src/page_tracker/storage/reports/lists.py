"""Selection: which of the lists that are kept add up to a period, the fewest there are.

A month takes one list. Of a part of it, the days are added up, or the other days are
taken off the month if they are fewer: 90 days take 33 lists at most, instead of 61.
That needs lists that name the same members. Each has a bound of its own, and may have
counted under "(other)" what another one names: then the days are added up.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from page_tracker.storage import keys
from page_tracker.storage.broken import count_in
from page_tracker.storage.reports.pipeline import Command, Found, HashFields
from page_tracker.tracking.period import MonthPart, Period
from page_tracker.tracking.view import OTHER

# What the lists of a day add up to, if not to its views.
_ADD_UP_TO = {"entry_pages": "visitors", "events": "events"}

# Until when the numbers of a day may still change much: views may come in late.
_UNSETTLED = timedelta(days=1)


class WeightedList(NamedTuple):
    """A sorted set of members by views, and how often it counts: 1, or -1."""

    key: str
    weight: int


class Selected(NamedTuple):
    """Lists of members whose scores, with their weights, add up to ``total``."""

    lists: list[WeightedList]
    total: int


class ListPlan(Protocol):
    """Selects the lists of a dimension; what it must know for it, it asks the store."""

    def commands(self) -> list[Command]:
        """Return what to ask the store."""

    def likely(self) -> list[WeightedList]:
        """Return the lists that are selected unless some are full or have expired."""

    def select(self, *answers: Any) -> Selected:
        """Return the lists; takes the answers to the commands."""


class AllTimePlan:
    """Selects the pages of all time, as the owner may have set them."""

    def __init__(self, site: str) -> None:
        self._site = site

    def commands(self) -> list[Command]:
        return [("HGET", keys.totals(self._site), "views")]

    def likely(self) -> list[WeightedList]:
        return [WeightedList(keys.pages(self._site), 1)]

    def select(self, total: bytes | None) -> Selected:
        return Selected(self.likely(), count_in(total, keys.totals(self._site)))


class CalendarPlan:
    """Selects lists of days and months.

    A list of a day that has expired cannot be taken off, nor one from another when one
    of them was full: then days are added up.
    """

    def __init__(self, site: str, dimension: str, period: Period, today: date) -> None:
        self._site, self._dimension = site, dimension
        self._parts = period.by_month(today)
        self._days = list(period.days)
        settled = (today - _UNSETTLED).isoformat()
        off = [part for part in self._parts if _saves_lists(part, settled)]
        self._off = {part.month: part.outside for part in off}
        days = (*self._days, *(day for part in off for day in part.outside))
        field = _ADD_UP_TO.get(dimension, "views")
        self._counts = HashFields(keys.days(site), (f"{day}:{field}" for day in days))

    def commands(self) -> list[Command]:
        off = [self._key(day) for days in self._off.values() for day in days]
        if not off:
            return [self._counts.command()]
        sizes: list[Command] = [("ZCARD", key) for key in off]
        return [self._counts.command(), *sizes, *self._whether_full(off)]

    def _whether_full(self, off: list[str]) -> list[Command]:
        lists = (
            [] if self._dimension in keys.PATHS else [*map(self._key, self._off), *off]
        )
        return [("ZSCORE", key, OTHER) for key in lists]

    def likely(self) -> list[WeightedList]:
        return self._all_lists(self._off)

    def select(self, found: Found, *more: Any) -> Selected:
        counts = self._counts.numbers(found)
        inside, off = counts[: len(self._days)], counts[len(self._days) :]
        sizes, others = more[: len(off)], more[len(off) :]
        all_kept = sum(map(bool, sizes)) == sum(map(bool, off))
        months = self._off if all_kept and not any(others) else {}
        return Selected(self._all_lists(months), sum(inside))

    def _all_lists(self, months: Collection[str]) -> list[WeightedList]:
        return [each for part in self._parts for each in self._lists(part, months)]

    def _lists(self, part: MonthPart, off: Collection[str]) -> list[WeightedList]:
        if part.outside and part.month not in off:
            return [WeightedList(self._key(day), 1) for day in part.inside]
        less = [WeightedList(self._key(day), -1) for day in part.outside]
        return [WeightedList(self._key(part.month), 1), *less]

    def _key(self, time: str) -> str:
        return keys.top(self._site, self._dimension, time)


def selection(site: str, dimension: str, period: Period, today: date) -> ListPlan:
    """Return what selects the lists of a dimension in a period."""
    if period.everything and dimension == "pages":
        return AllTimePlan(site)
    return CalendarPlan(site, dimension, period, today)


def _saves_lists(part: MonthPart, settled: str) -> bool:
    """Return whether the month without some days is fewer lists than the other days."""
    outside = part.outside
    fewer = 0 < len(outside) < len(part.inside) - 1
    return fewer and max(outside) < settled
