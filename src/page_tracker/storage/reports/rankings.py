"""Rankings: the most viewed members of a dimension, and a short cache of slow ones."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.reports.lists import (
    ListPlan,
    Selected,
    WeightedList,
    selection,
)
from page_tracker.storage.reports.pipeline import (
    Command,
    Rounds,
    run,
    site_rounds,
    text,
    together,
)
from page_tracker.storage.reports.top_k import (
    PackedScript,
    RankedPairs,
    head_commands,
    look_up,
    parts_of,
    rank,
    reads_heads,
    sum_all,
    sums_in,
    top_k_of_prefixes,
)
from page_tracker.tracking.period import Period

_RANKS = PackedScript("ranks")


@dataclass(frozen=True, kw_only=True)
class RankingQuery:
    """A request for a ranking: the members of a dimension in a period.

    ``limit`` rows are returned after the first ``offset``. Each row has the views in
    the period ``before`` too, unless that is None. ``today`` is the service's local
    day.
    """

    site: str
    dimension: str
    period: Period
    today: date
    limit: int = 10
    offset: int = 0
    before: Period | None = None


class RankingRow(NamedTuple):
    """A member of a ranking.

    ``before`` is None if it was not requested. ``title`` is None unless the member is a
    page with a known title.
    """

    name: str
    views: int
    before: int | None
    title: str | None


class Ranking(NamedTuple):
    """Rows with most views first, then by name, and whether there are ``more``.

    ``total`` is the sum over all members, on the rows or not. ``before`` is the same
    sum for the period before.
    """

    total: int
    rows: list[RankingRow]
    more: bool
    before: int | None


class Rankings:
    """Ranks the members of a dimension, exactly, in a few round trips."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def top(self, query: RankingQuery) -> Ranking:
        """Return rows of a ranking.

        A day whose lists have expired counts towards the total only, unless its whole
        month is in the period. Raises :class:`UnknownSite` and :class:`StorageError`.
        """
        return run(self._client, self.rounds(query))

    # A subclass remembers what was found: that takes the object.
    # pylint: disable-next=no-self-use
    def rounds(self, query: RankingQuery) -> Rounds[Ranking]:
        """Read what :meth:`top` returns, in rounds that other readings may share."""
        return _ranking(query)


class PageTitles:
    """The titles of pages, as far as they were read; other members have none."""

    def __init__(self, query: RankingQuery) -> None:
        self.known: dict[bytes, str | None] = {}
        self._key = keys.titles(query.site) if query.dimension in keys.PATHS else None

    def read(self, members: Sequence[bytes]) -> Rounds[None]:
        """Read the titles of members that were not looked up before."""
        fresh = [member for member in members if member not in self.known]
        if self._key is None or not fresh:
            return
        (found,) = yield [("HMGET", self._key, *fresh)]
        self.known |= {
            member: text(title) if title else None
            for member, title in zip(fresh, found, strict=True)
        }


def _ranking(query: RankingQuery) -> Rounds[Ranking]:
    plan = selection(query.site, query.dimension, query.period, query.today)
    # Usually these lists are the selected ones: reading them now saves a round trip.
    likely = plan.likely()
    asked, guessed = plan.commands(), _first_read(query, likely)
    earlier = _earlier(query)
    *answers, now_and_then = yield from _known(
        query.site, [*asked, *guessed], earlier.commands() if earlier else []
    )
    now = plan.select(*answers[: len(asked)])
    before = earlier.select(*now_and_then) if earlier else None
    read = answers[len(asked) :]
    if now.lists != likely:
        read = yield _first_read(query, now.lists)
    titles = PageTitles(query)
    found = yield from _ranks(query, now.lists, read, titles)
    rows = yield from _rows(found[: query.limit], titles, before)
    more = len(found) > query.limit
    return Ranking(now.total, rows, more, before.total if before else None)


def _rows(
    found: RankedPairs, titles: PageTitles, before: Selected | None
) -> Rounds[list[RankingRow]]:
    members = [member for member, _ in found]
    counted, _ = yield from together(
        look_up(before.lists if before else [], members), titles.read(members)
    )
    return [
        RankingRow(
            text(member),
            views,
            counted[member] if before else None,
            titles.known.get(member),
        )
        for member, views in found
    ]


def _known(
    site: str, commands: Sequence[Command], more: Sequence[Command]
) -> Rounds[list[Any]]:
    """Read some replies; those to ``more`` are combined as the last one."""
    answers = yield from site_rounds(site, *commands, *more)
    count = len(commands)
    return [*answers[:count], answers[count:]]


def _earlier(query: RankingQuery) -> ListPlan | None:
    """Return the plan for the period before, or None if that is not requested."""
    if query.before is None:
        return None
    return selection(query.site, query.dimension, query.before, query.today)


def _first_read(query: RankingQuery, lists: list[WeightedList]) -> list[Command]:
    """Return the commands that read the ranks of a list, or the heads of several."""
    if len(lists) == 1:
        return [_RANKS.command([lists[0].key], query.offset, query.limit + 1)]
    wanted = query.offset + query.limit + 1
    return head_commands(lists, wanted) if reads_heads(wanted) else []


def _ranks(
    query: RankingQuery, lists: list[WeightedList], read: list[Any], titles: PageTitles
) -> Rounds[RankedPairs]:
    """Return the rows, and one more if there is one."""
    count = query.limit + 1
    if len(lists) == 1:
        return rank(sums_in(parts_of(read[0]), lists[0].key), count)
    wanted = query.offset + count
    found = None
    if reads_heads(wanted):
        found = yield from top_k_of_prefixes(lists, read, wanted, titles.read)
    if found is None:
        known = keys.pages(query.site) if query.dimension in keys.PATHS else None
        sums = yield from sum_all(lists, known)
        found = rank(sums, wanted)
    return found[query.offset :]


# Seconds from which on a ranking counts as slow.
_SLOW_S = 0.02
# Seconds for which a slow ranking is cached: clients cache it for as long.
_CACHE_S = 10.0
# Cached rankings, at most; one has up to 1,000 rows.
_MAX_CACHED = 32


class _Found(NamedTuple):
    ranking: Ranking
    until: float


class CachedRankings(Rankings):
    """Computes rankings, and caches slow ones for ten seconds.

    Fast rankings are never cached, so that they are always current. Not thread-safe.
    """

    def __init__(self, client: Redis) -> None:
        super().__init__(client)
        self._found: OrderedDict[RankingQuery, _Found] = OrderedDict()

    def rounds(self, query: RankingQuery) -> Rounds[Ranking]:
        """Read a ranking like :meth:`Rankings.rounds`, or return a cached one.

        The measured time includes that of other readings in the same rounds.
        """
        began = time.monotonic()
        found = self._found.get(query)
        if found is not None and began < found.until:
            return found.ranking
        ranking = yield from super().rounds(query)
        now = time.monotonic()
        if now - began > _SLOW_S:
            self._remember(query, _Found(ranking, now + _CACHE_S))
        return ranking

    def _remember(self, query: RankingQuery, found: _Found) -> None:
        self._found[query] = found
        self._found.move_to_end(query)
        if len(self._found) > _MAX_CACHED:
            self._found.popitem(last=False)
