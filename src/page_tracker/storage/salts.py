"""The salts of the days, which the store keeps for all workers."""

from page_tracker.storage.recorder import Recorder


class Salts:
    """Remembers the salt of a day for as long as it is today."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._day = ""
        self._salt = b""

    def of(self, day: str) -> bytes:
        """Return the salt of a day: 32 bytes. Raises :class:`StorageError`."""
        if day != self._day:
            salt = self._recorder.salt(day)  # others run until it is here
            self._day, self._salt = day, salt
        return self._salt
