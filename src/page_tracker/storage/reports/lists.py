"""Selects the fewest stored lists that add up to a period.

A month takes one list. For a part of a month, the lists of its days are added, or those
of the other days are subtracted from the month if they are fewer: 90 days take 33 lists
at most, instead of 61. Subtraction requires that both lists name the same members. Each
list has a limit of its own, and may have counted under "(other)" what another one
names. In that case the days are added.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from page_tracker.storage import keys
from page_tracker.storage.broken import count_in
from page_tracker.storage.reports.pipeline import Command, HashFields, HashReply
from page_tracker.tracking.period import MonthPart, Period
from page_tracker.tracking.view import OTHER

# What a day's list adds up to, if not to the day's views.
_ADD_UP_TO = {"entry_pages": "visitors", "events": "events"}

# For how long the numbers of a past day may still change: views may arrive late.
_UNSETTLED = timedelta(days=1)


class WeightedList(NamedTuple):
    """A sorted set of members by views, and its weight: 1, or -1."""

    key: str
    weight: int


class Selected(NamedTuple):
    """Lists of members whose weighted scores add up to ``total``."""

    lists: list[WeightedList]
    total: int


class ListPlan(Protocol):
    """Selects the lists of a dimension, using the replies to some commands."""

    def commands(self) -> list[Command]:
        """Return the commands whose replies :meth:`select` needs."""

    def likely(self) -> list[WeightedList]:
        """Return the lists that are selected unless some are full or have expired."""

    def select(self, *answers: Any) -> Selected:
        """Return the lists, given the replies to the commands."""


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

    The list of a day cannot be subtracted if it has expired, or if it or the month's
    list is full: then the days are added.
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

    def select(self, found: HashReply, *more: Any) -> Selected:
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
    """Return the plan that selects the lists of a dimension in a period."""
    if period.everything and dimension == "pages":
        return AllTimePlan(site)
    return CalendarPlan(site, dimension, period, today)


def _saves_lists(part: MonthPart, settled: str) -> bool:
    """Return whether subtracting days takes fewer lists than adding the others."""
    outside = part.outside
    fewer = 0 < len(outside) < len(part.inside) - 1
    return fewer and max(outside) < settled
