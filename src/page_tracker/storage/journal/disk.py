"""System calls under a journal: preallocated files, pwrite, fdatasync and locks."""

import fcntl
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path


class Disk:  # pylint: disable=no-self-use  # a simulation has another
    """The file system calls of a journal. Each method may raise :class:`OSError`.

    ``write``, ``sync`` and ``close`` take the file descriptor that ``create`` returned.
    """

    def names(self, directory: Path) -> list[str]:
        """Return the names in a directory, sorted; none if there is no directory."""
        try:
            return sorted(os.listdir(directory))
        except FileNotFoundError:
            return []

    def read(self, path: Path) -> bytes:
        """Return the content of a file."""
        return path.read_bytes()

    def create(self, path: Path, head: bytes, size: int) -> int:
        """Create a file of ``head`` and zeros; sync the file and its directory.

        Preallocation detects a full disk before any view is acknowledged. It also
        spares each later sync from writing the file's size and block map, which takes a
        quarter more time.
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
        """Write at an offset; the next sync makes the data durable."""
        written = 0
        while written < len(data):
            written += os.pwrite(file, data[written:], offset + written)

    def sync(self, file: int) -> None:
        """Return once everything that was written is on the disk."""
        _sync(file)

    def close(self, file: int, length: int) -> None:
        """Close a file and truncate it to its length."""
        try:
            os.ftruncate(file, length)
        finally:
            os.close(file)

    def cut(self, path: Path, length: int) -> None:
        """Truncate a closed file to its length."""
        os.truncate(path, length)

    def delete(self, path: Path) -> None:
        """Delete a file if it exists."""
        path.unlink(missing_ok=True)

    def delete_directory(self, path: Path) -> None:
        """Delete an empty directory."""
        path.rmdir()

    def create_directory(self, parent: Path, name: str) -> Callable[[], None]:
        """Create a locked directory; return a function that releases the lock."""
        # A directory whose name begins with a dot is never adopted: it is locked before
        # it gets its final name.
        made = Path(tempfile.mkdtemp(prefix=".", dir=parent))
        release = self.lock(made)
        made.rename(parent / name)
        return release

    def lock(self, directory: Path) -> Callable[[], None]:
        """Lock a directory until this process ends; return a function to unlock it."""
        lock = os.open(directory, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise
        return partial(os.close, lock)

    def used(self, root: Path) -> int:
        """Return the bytes of all journal files below a directory."""
        return sum(_size(path) for path in root.glob("*/*/*"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it was deleted, or is not a journal file
        return 0


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


# macOS lacks fdatasync, and its way to preallocate does not detect a full disk before
# the data is written.
if sys.platform == "linux":
    _sync = os.fdatasync

    def _reserve(file: int, size: int) -> None:
        os.posix_fallocate(file, 0, size)

else:  # pragma: no cover  # the gates run on Linux
    _sync = os.fsync
    _reserve = os.ftruncate
