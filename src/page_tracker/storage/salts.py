"""The salts of the days, which the store keeps for all workers."""

from page_tracker.storage.recorder import Recorder


class Salts:
    """Remembers the salt of a day for as long as it is today."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        # Both at once: another thread must not see the day without its salt.
        self._current = ("", b"")

    def of(self, day: str) -> bytes:
        """Return the salt of a day: 32 bytes. Raises :class:`StorageError`."""
        current, salt = self._current
        if day != current:
            salt = self._recorder.salt(day)  # others run until it is here
            self._current = (day, salt)
        return salt
