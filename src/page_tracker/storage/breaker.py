"""A circuit breaker: while the store fails, nobody queues for it."""

import time

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.instruments import Gauge
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.outage import Outage


class Breaker:
    """Remembers whether the store failed last; then one trial at a time is let through.

    There is no timer: the next caller after a pause is the next trial. ``gauge`` shows
    whether the store rests; ``backoff`` says for how long, and may be shared with
    others who try the same store.
    """

    def __init__(self, gauge: Gauge, backoff: Backoff | None = None) -> None:
        self._gauge = gauge
        self._backoff = backoff or Backoff()
        self._failed_at: float | None = None
        self._outage = Outage()

    def refuses(self, trial_under_way: bool) -> bool:
        """Return whether a call should fail at once."""
        if self._failed_at is None:
            return False
        return trial_under_way or self._backoff.left() > 0

    def failed(self, error: StorageUnavailable) -> bool:
        """Note that the store could not be used; return whether that is news.

        See :meth:`Outage.failed`.
        """
        self._failed_at = time.monotonic()
        self._backoff.failed()
        self._gauge.show(1)
        return self._outage.failed(error)

    def worked(self) -> None:
        """Note that the store answered."""
        if self._failed_at is not None:
            self._failed_at = None
            self._backoff.worked()
            self._gauge.show(0)
            self._outage.ended()
