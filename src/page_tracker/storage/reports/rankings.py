"""What was seen most in a period, and a short cache of slow rankings."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import NamedTuple

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.reports.lists import Selected, WeightedList, selection
from page_tracker.storage.reports.pipeline import ask, site_pipeline, text
from page_tracker.storage.reports.top_k import (
    PackedScript,
    RankedPairs,
    look_up,
    rank,
    sum_all,
    sums_in,
    top_k_of_prefixes,
)
from page_tracker.tracking.period import Period

_RANKS = PackedScript("ranks")


@dataclass(frozen=True, kw_only=True)
class RankingQuery:
    """What is to be ranked: the members of a dimension in a period.

    ``limit`` rows are wanted after the first ``offset``, each with its views in the
    period ``before``, if that is given. ``today`` is where the service is.
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

    ``before`` is None if it was not asked for, ``title`` unless the member is a page
    for which one was sent.
    """

    name: str
    views: int
    before: int | None
    title: str | None


class Ranking(NamedTuple):
    """Rows with most views first, then by name, and whether there are ``more``.

    ``total`` is what all members have, on the rows or not, and ``before`` what they had
    in the period before.
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

        A day whose lists have expired counts for its total only, unless all of its
        month is in the period. Raises :class:`UnknownSite` and :class:`StorageError`.
        """
        now, before = self._select(query)
        found = self._ranks(query, now.lists)
        members = [member for member, _ in found[: query.limit]]
        earlier = look_up(self._client, before.lists, members) if before else {}
        titles = self._titles(query, members)
        rows = [
            RankingRow(text(member), views, earlier.get(member), titles.get(member))
            for member, views in found[: query.limit]
        ]
        more = len(found) > query.limit
        return Ranking(now.total, rows, more, before.total if before else None)

    def _select(self, query: RankingQuery) -> tuple[Selected, Selected | None]:
        periods = [query.period, *([query.before] if query.before else [])]
        selections = [
            selection(query.site, query.dimension, period, query.today)
            for period in periods
        ]
        commands = [each.commands() for each in selections]
        answers = iter(site_pipeline(self._client, query.site, *chain(*commands)))
        now, *before = (
            each.select(*islice(answers, len(asked)))
            for each, asked in zip(selections, commands, strict=True)
        )
        return now, before[0] if before else None

    def _ranks(self, query: RankingQuery, lists: list[WeightedList]) -> RankedPairs:
        """Return the rows, and one more if there is one."""
        count = query.limit + 1
        if len(lists) == 1:
            parts = _RANKS.run(self._client, [lists[0].key], query.offset, count)
            return rank(sums_in(parts, lists[0].key), count)
        wanted = query.offset + count
        found = top_k_of_prefixes(self._client, lists, wanted)
        if found is None:
            known = keys.pages(query.site) if query.dimension in keys.PATHS else None
            found = rank(sum_all(self._client, lists, known), wanted)
        return found[query.offset :]

    def _titles(self, query: RankingQuery, members: list[bytes]) -> dict[bytes, str]:
        if query.dimension not in keys.PATHS or not members:
            return {}
        (found,) = ask(self._client, ("HMGET", keys.titles(query.site), *members))
        pairs = zip(members, found, strict=True)
        return {member: text(title) for member, title in pairs if title}


# Seconds from which on finding a ranking is a burden for the store.
_LONG = 0.02
# Seconds for which it is remembered: as long as clients may show it again anyhow.
_LIFE = 10.0
# Rankings that are remembered; one has up to 1,000 rows.
_MOST = 32


class _Found(NamedTuple):
    ranking: Ranking
    until: float


class CachedRankings(Rankings):
    """Finds rankings, and those that take long once in ten seconds at most.

    Where all is quick, nothing is remembered: each answer is of this moment. Not for
    use by two threads at once.
    """

    def __init__(self, client: Redis) -> None:
        super().__init__(client)
        self._found: OrderedDict[RankingQuery, _Found] = OrderedDict()

    def top(self, query: RankingQuery) -> Ranking:
        """Return rows of a ranking, as :meth:`Rankings.top` does."""
        began = time.monotonic()
        found = self._found.get(query)
        if found is not None and began < found.until:
            return found.ranking
        ranking = super().top(query)
        now = time.monotonic()
        if now - began > _LONG:
            self._remember(query, _Found(ranking, now + _LIFE))
        return ranking

    def _remember(self, query: RankingQuery, found: _Found) -> None:
        self._found[query] = found
        self._found.move_to_end(query)
        if len(self._found) > _MOST:
            self._found.popitem(last=False)
