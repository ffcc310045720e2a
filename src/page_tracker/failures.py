"""The log of failed requests: one traceback a minute for each kind of failure."""

import logging
from collections.abc import Hashable

from page_tracker.errors import JournalFull, StorageResting
from page_tracker.reminder import Reminder

log = logging.getLogger(__name__)


class FailureLog:
    """Logs failures of the service, of which one client may cause thousands a second.

    A traceback has 4 KB. Failures of the same type, cause and place are one kind.
    """

    def __init__(self, reminder: Reminder | None = None) -> None:
        self._reminder = reminder or Reminder()

    def add(self, exc: Exception, method: str, path: str) -> None:
        """Log a failure with its traceback, or one short line at level debug.

        The traceback comes with the number of those that were left out before it. A
        journal that is full, and a store that rests, were logged when that began.
        """
        where: dict[str, object] = {"method": method, "path": path}
        if isinstance(exc, (JournalFull, StorageResting)):
            log.debug("request failed: %s", exc, extra=where)
            return
        left_out = self._reminder.due(_kind_of(exc))
        if left_out is None:
            log.debug("request failed again: %s", type(exc).__name__, extra=where)
            return
        more = {"left_out": left_out} if left_out else {}
        log.error("request failed", exc_info=exc, extra=where | more)


def _kind_of(exc: Exception) -> Hashable:
    """Return the type, the type of the cause, and the line that raised an exception."""
    trace = exc.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else None
    return type(exc), type(exc.__cause__), place
