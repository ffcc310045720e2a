"""A circuit breaker: while the store fails, nobody queues for it."""

import time

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.instruments import Gauge
from page_tracker.storage.outage import Outage

# Seconds between trials of a store that fails fast, so that an outage is no storm.
_REST = 0.05


class Breaker:
    """Remembers whether the store failed last; then one trial at a time is let through.

    There is no timer: the next caller is the next trial, so that the service is back
    with the first request after the store is. ``gauge`` shows whether it rests.
    """

    def __init__(self, gauge: Gauge) -> None:
        self._gauge = gauge
        self._failed_at: float | None = None
        self._outage = Outage()

    def refuses(self, trial_under_way: bool) -> bool:
        """Tell whether a call should fail at once."""
        if self._failed_at is None:
            return False
        return trial_under_way or time.monotonic() < self._failed_at + _REST

    def failed(self, error: StorageUnavailable) -> bool:
        """Note that the store could not be used; return whether that is news.

        See :meth:`Outage.failed`.
        """
        self._failed_at = time.monotonic()
        self._gauge.show(1)
        return self._outage.failed(error)

    def worked(self) -> None:
        """Note that the store answered."""
        if self._failed_at is not None:
            self._failed_at = None
            self._gauge.show(0)
            self._outage.ended()
