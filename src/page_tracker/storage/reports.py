"""Reads: what the store holds, without changing it."""

import re

from redis import Redis

from page_tracker.errors import CounterUnusable
from page_tracker.storage import keys
from page_tracker.storage.outage import watched


class Reports:
    """Answers questions about the counters; each is one round trip."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def page_views(self) -> int:
        """Return the plain counter; 0 when nothing was counted yet.

        Raises :class:`StorageUnavailable`, or :class:`CounterUnusable` when the key
        holds no number.
        """
        with watched():
            text = self._client.get(keys.PAGE_VIEWS)
        if text is None:
            return 0
        # int() takes more than INCRBY does.
        if not isinstance(text, bytes) or not re.fullmatch(rb"-?\d+", text):
            raise CounterUnusable(f"{keys.PAGE_VIEWS} holds no number")
        return int(text)
