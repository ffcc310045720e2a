"""The daily salts, which the store keeps for all workers."""

import logging
import time
from datetime import date, timedelta

from page_tracker.errors import StorageError
from page_tracker.storage.recording.recorder import Recorder

log = logging.getLogger(__name__)

# Seconds between attempts to fetch tomorrow's salt.
_REST = 60.0


class DailySalts:
    """Caches today's salt, and fetches tomorrow's in advance.

    If the store is unavailable at midnight, visitors are still recognised.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        # Both in one assignment: no other thread may see the day without its salt.
        self._current = ("", b"")
        self._next = ("", b"")
        self._ask_at = 0.0

    def of(self, day: str) -> bytes:
        """Return the salt of a day: 32 bytes. Raises :class:`StorageError`."""
        current, salt = self._current
        if day != current:
            salt = self._new(day)
        if not self._next[0] and time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + _REST
            self._prefetch(day)
        return salt

    def _new(self, day: str) -> bytes:
        coming, salt = self._next
        if day != coming:
            salt = self._recorder.salt(day)  # other threads run until it is here
        self._current, self._next, self._ask_at = (day, salt), ("", b""), 0.0
        return salt

    def _prefetch(self, day: str) -> None:
        tomorrow = str(date.fromisoformat(day) + timedelta(days=1))
        try:
            self._next = (tomorrow, self._recorder.salt(tomorrow))
        except StorageError as exc:
            log.debug("cannot create tomorrow's salt yet: %s", exc)
