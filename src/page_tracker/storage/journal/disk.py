"""The disk under a journal: files that are filled with zeros, then written to."""

import fcntl
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


class Disk:  # pylint: disable=no-self-use  # a simulation has another
    """What a journal asks of the file system. Each method may raise :class:`OSError`.

    ``write``, ``sync`` and ``close`` take the number that ``create`` has returned.
    """

    def names(self, directory: Path) -> list[str]:
        """Return the names in a directory, sorted; none if there is no directory."""
        try:
            return sorted(os.listdir(directory))
        except FileNotFoundError:
            return []

    def read(self, path: Path) -> bytes:
        """Return what a file holds."""
        return path.read_bytes()

    def create(self, path: Path, head: bytes, size: int) -> int:
        """Make a file of zeros behind a head; its name and head are on the disk then.

        That way a full disk shows before anything is acknowledged, and a sync has
        neither the size of the file to write nor which of its blocks are in use, which
        takes a quarter more time.
        """
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _reserve(file, size)
            self.write(file, head + bytes(size - len(head)), 0)
            _sync(file)
            _sync_directory(path.parent)
        except OSError:
            os.close(file)
            path.unlink(missing_ok=True)
            raise
        return file

    def write(self, file: int, data: bytes, offset: int) -> None:
        """Write at a place; the disk has it after the next sync."""
        written = 0
        while written < len(data):
            written += os.pwrite(file, data[written:], offset + written)

    def sync(self, file: int) -> None:
        """Return when the disk has what was written."""
        _sync(file)

    def close(self, file: int, length: int) -> None:
        """Close a file and cut it to its length."""
        try:
            os.ftruncate(file, length)
        finally:
            os.close(file)

    def cut(self, path: Path, length: int) -> None:
        """Cut a file that nobody has open to its length."""
        os.truncate(path, length)

    def delete(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)

    def delete_directory(self, path: Path) -> None:
        """Remove an empty directory."""
        path.rmdir()

    def create_directory(self, parent: Path, name: str) -> Callable[[], None]:
        """Make a directory that this process has locked; returns what unlocks it."""
        # Nobody adopts what begins with a dot: it has its lock before its name.
        made = Path(tempfile.mkdtemp(prefix=".", dir=parent))
        release = self.lock(made)
        made.rename(parent / name)
        return release

    def lock(self, directory: Path) -> Callable[[], None]:
        """Take the lock that ends with this process; returns what ends it before."""
        lock = os.open(directory, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise
        return partial(os.close, lock)

    def used(self, root: Path) -> int:
        """Return the bytes of all files of journals below a directory."""
        return sum(_size(path) for path in root.glob("*/*/*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it is gone, or no file of ours
        return 0


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


# What macOS has instead is weaker, or shows a full disk only when it is written to.
if sys.platform == "linux":
    _sync = os.fdatasync

    def _reserve(file: int, size: int) -> None:
        os.posix_fallocate(file, 0, size)

else:  # pragma: no cover  # the gates run on Linux
    _sync = os.fsync
    _reserve = os.ftruncate
