"""Shortages: the system has no descriptor or no memory for another connection."""

import errno
import logging
import math
import time

log = logging.getLogger(__name__)

ERRORS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ENOSPC}
"""What a shortage looks like: ENOSPC is epoll's, for too many watched files."""

PAUSE_S = 0.1
"""Seconds between two attempts to accept a connection.

The kernel reports at every poll that a connection waits, so that a worker that tried
each time would spend all of its processor time on it.
"""

# Seconds between two log lines.
_SILENCE_S = 60.0


class Shortage:
    """Pauses accepting until a connection was closed, or for :data:`PAUSE_S`."""

    def __init__(self) -> None:
        self._until = -math.inf  # by time.monotonic()
        self._connections = 0
        self._logged_at = -math.inf

    def begin(self, connections: int, cause: OSError) -> None:
        """Begin a pause with so many open connections; logs at most once a minute."""
        now = time.monotonic()
        self._until, self._connections = now + PAUSE_S, connections
        if now - self._logged_at >= _SILENCE_S:
            self._logged_at = now
            log.warning(
                "cannot accept connections: %s",
                cause.strerror,
                extra={"open": connections},
            )

    def lasts(self, connections: int) -> bool:
        """Return whether the pause goes on with so many open connections."""
        return connections >= self._connections and time.monotonic() < self._until
