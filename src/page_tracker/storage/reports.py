"""Reads: what the store holds, without changing it."""

from redis import Redis

from page_tracker.errors import CounterUnusable
from page_tracker.storage import keys
from page_tracker.storage.connection import translated


class Reports:
    """Answers questions about the counters; each is one round trip."""

    def __init__(self, client: Redis) -> None:
        self._client = client

    def page_views(self) -> int:
        """Return the plain counter; 0 when nothing was counted yet.

        Raises :class:`StorageUnavailable`, or :class:`CounterUnusable` when the key
        holds no number.
        """
        with translated():
            text = self._client.get(keys.PAGE_VIEWS) or b"0"
        try:
            return int(text)
        except ValueError as exc:
            raise CounterUnusable(f"{keys.PAGE_VIEWS} holds no number") from exc

    def ping(self) -> None:
        """Return when the store answers; raises :class:`StorageUnavailable`."""
        with translated():
            self._client.ping()
