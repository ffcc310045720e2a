"""Outages: logs a failing store at the beginning, each minute, and at the end.

Otherwise one client that requests badges would cause 2 MB of tracebacks a second.
"""

import logging
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from page_tracker.errors import StorageError, StorageResting, StorageUnavailable
from page_tracker.storage.client import domain_errors
from page_tracker.storage.reminder import Reminder

log = logging.getLogger(__name__)

# Beginnings of outages that are logged in a minute. A store that answers some requests
# and not others, such as long reports, begins a new outage all the time.
_MAX_BEGINNINGS = 5
_MINUTE_S = 60.0


class Outage:
    """Decides which failures of the store are news, and logs when it works again."""

    def __init__(self) -> None:
        self._reminder = Reminder()
        self._begun: deque[float] = deque(maxlen=_MAX_BEGINNINGS)
        self._is_logged = False

    def failed(self, error: StorageUnavailable) -> bool:
        """Note that the store could not be used; return whether that is news.

        The failure is news, and logged in one line, when an outage begins, when its
        cause is of another kind, and again after each minute.
        """
        if self._is_known(error) or self._is_flapping():
            return False
        self._begun.append(time.monotonic())
        self._is_logged = True
        log.warning("cannot use the database: %s", error)
        return True

    def ended(self) -> None:
        """Note that the store answered; log that if the outage was logged."""
        if self._is_logged:
            self._is_logged = False
            self._reminder.reset()
            log.info("the database is back")

    def _is_known(self, error: StorageUnavailable) -> bool:
        return self._reminder.due(type(error.__cause__).__name__) is None

    def _is_flapping(self) -> bool:
        earliest = self._begun[0] if len(self._begun) == _MAX_BEGINNINGS else None
        return earliest is not None and time.monotonic() < earliest + _MINUTE_S


OUTAGE = Outage()
"""The outage of this process, as its reports, edits and calls off the loop see it."""


@contextmanager
def watched() -> Iterator[None]:
    """Raise the driver's errors as domain errors; note success or failure.

    A :class:`StorageUnavailable` that is no news becomes :class:`StorageResting`.
    """
    try:
        with domain_errors():
            yield
    except StorageUnavailable as exc:
        if OUTAGE.failed(exc):
            raise
        raise StorageResting(str(exc)) from exc.__cause__
    except StorageError:  # the store has answered
        OUTAGE.ended()
        raise
    OUTAGE.ended()
