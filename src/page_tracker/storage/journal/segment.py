"""A segment: one file of a journal."""

import os
import sys
from errno import EBADF
from pathlib import Path

from page_tracker.storage.journal.entry import Contents, unpacked


class Segment:
    """Entries in a file that was filled with zeros before the first of them.

    That way a full disk shows before anything is acknowledged, and a sync has neither
    the size of the file to write nor which of its blocks are in use, which takes a
    quarter more time. ``highest`` is the highest number in it; ``settled_at`` the time
    at which it was first seen that the store has all of it, if it was. Every method may
    raise :class:`OSError`.
    """

    def __init__(self, path: Path, length: int, highest: int) -> None:
        self.path = path
        self.length = length
        self.highest = highest
        self.settled_at: float | None = None
        self._size = self._synced = length
        self._file: int | None = None

    @classmethod
    def create(cls, path: Path, size: int) -> "Segment":
        """Make an empty one with room for ``size`` bytes."""
        made = cls(path, 0, 0)
        made._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _set_aside(made._file, size)
            _write(made._file, bytes(size), 0)
            sync_directory(path.parent)
        except OSError:
            made.delete()
            raise
        made._size = size
        return made

    @classmethod
    def open(cls, path: Path) -> tuple["Segment", Contents]:
        """Read what another process has left; nothing can be appended to it."""
        contents = unpacked(path.read_bytes())
        highest = max((each.sequence for each in contents.entries), default=0)
        return cls(path, contents.length, highest), contents

    def fits(self, length: int) -> bool:
        """Tell whether there is room for so many more bytes."""
        return self._file is not None and self.length + length <= self._size

    def append(self, data: bytes, highest: int) -> None:
        """Write entries with numbers up to ``highest``; a sync makes them last."""
        if self._file is None:
            raise OSError(EBADF, "the file takes nothing more")
        _write(self._file, data, self.length)
        self.length += len(data)
        self.highest = max(self.highest, highest)
        self.settled_at = None

    def sync(self) -> None:
        """Return when what was written is on the disk."""
        if self._file is not None:
            _sync(self._file)
            self._synced = self.length

    def cut(self) -> None:
        """Take back what was written since the last sync: it may not be there."""
        self.length = self._synced

    def read(self) -> Contents:
        """Read what is in it now."""
        with self.path.open("rb") as file:
            return unpacked(file.read(self.length))

    def close(self) -> None:
        """Sync it and give back the room that is left; it takes nothing more."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                _sync(file)
            except OSError:
                self.cut()
                raise
            finally:
                _end(file, self.length)

    def delete(self) -> None:
        """Remove the file."""
        if self._file is not None:
            file, self._file = self._file, None
            os.close(file)
        self.path.unlink(missing_ok=True)


def _write(file: int, data: bytes, place: int) -> None:
    written = 0
    while written < len(data):
        written += os.pwrite(file, data[written:], place + written)


def _end(file: int, length: int) -> None:
    try:
        os.ftruncate(file, length)
    finally:
        os.close(file)


def sync_directory(path: Path) -> None:
    """Let the names of new files be on the disk, too."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


# What macOS has instead is weaker, or shows a full disk only when it is written to.
if sys.platform == "linux":
    _sync = os.fdatasync

    def _set_aside(file: int, size: int) -> None:
        os.posix_fallocate(file, 0, size)

else:  # pragma: no cover  # the gates run on Linux
    _sync = os.fsync
    _set_aside = os.ftruncate
