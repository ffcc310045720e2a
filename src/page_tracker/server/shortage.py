"""Shortages: the system has no descriptor or no memory for another connection."""

import errno
import logging
import math
import time

from page_tracker.storage.reminder import Reminder

log = logging.getLogger(__name__)

ERRORS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ENOSPC}
"""Error numbers of a shortage; epoll raises ENOSPC for too many watched files."""

PAUSE_S = 0.1
"""Seconds between two attempts to accept a connection.

The kernel reports a waiting connection at every poll. A worker that tried to accept it
each time would spend all of its processor time on that.
"""


class Shortage:
    """Pauses accepting until a connection was closed, or for :data:`PAUSE_S`."""

    def __init__(self) -> None:
        self._until = -math.inf  # by time.monotonic()
        self._connections = 0
        self._reminder = Reminder()

    def begin(self, connections: int, cause: OSError) -> None:
        """Begin a pause; ``connections`` are open. Logs at most once a minute."""
        self._until, self._connections = time.monotonic() + PAUSE_S, connections
        if self._reminder.due("shortage") is not None:
            log.warning(
                "cannot accept connections: %s",
                cause.strerror,
                extra={"open": connections},
            )

    def lasts(self, connections: int) -> bool:
        """Return whether the pause lasts while ``connections`` are open."""
        return connections >= self._connections and time.monotonic() < self._until
