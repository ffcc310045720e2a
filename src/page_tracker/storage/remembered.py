"""Rankings that took long to find: remembered for a moment, for who asks the same."""

import time
from collections import OrderedDict
from typing import NamedTuple

from redis import Redis

from page_tracker.storage.rankings import Ranking, RankingQuery, Rankings

# Seconds from which on finding a ranking is a burden for the store.
_LONG = 0.02
# Seconds for which it is remembered: as long as clients may show it again anyhow.
_LIFE = 10.0
# Rankings that are remembered; one has up to 1,000 rows.
_MOST = 32


class _Found(NamedTuple):
    ranking: Ranking
    until: float


class RememberedRankings(Rankings):
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
