"""A circuit breaker: while the store fails, nobody queues for it."""

import logging
import time

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.instruments import Gauge
from page_tracker.storage.backoff import Backoff

log = logging.getLogger(__name__)

# Seconds after which the log is told again of what lasts.
_REMIND = 60.0


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
        self._told_at: dict[type[object], float] = {}  # of each kind of cause

    def refuses(self, trial_under_way: bool) -> bool:
        """Tell whether a call should fail at once."""
        if self._failed_at is None:
            return False
        return trial_under_way or self._backoff.left() > 0

    def failed(self, error: StorageUnavailable) -> bool:
        """Note that the store could not be used; tells whether that is worth logging.

        It is when an outage begins, when its cause is of another kind, and again after
        each minute: twenty tracebacks a second would fill a disk.
        """
        self._failed_at = now = time.monotonic()
        self._backoff.failed()
        self._gauge.show(1)
        kind = type(error.__cause__)
        if now < self._told_at.get(kind, -_REMIND) + _REMIND:
            return False
        self._told_at[kind] = now
        return True

    def worked(self) -> None:
        """Note that the store answered."""
        if self._failed_at is not None:
            self._failed_at = None
            self._backoff.worked()
            self._told_at.clear()
            self._gauge.show(0)
            log.info("the store works again")
