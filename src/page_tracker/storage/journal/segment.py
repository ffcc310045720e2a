"""A segment: one file of a journal."""

from collections.abc import Mapping
from errno import EBADF
from pathlib import Path

from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import HEADER, Family


class Segment:  # pylint: disable=too-many-instance-attributes  # a file and its state
    """Entries in a file that was filled with zeros before the first of them.

    ``highest`` has the highest number of each family in it; ``settled`` says which
    store is known to have all of it, and since when, if one is. Every method may raise
    :class:`OSError`.
    """

    def __init__(self, disk: Disk, path: Path) -> None:
        self.path = path
        self.length = 0
        self.highest: dict[Family, int] = {}
        self.settled: tuple[str, float] | None = None
        self.legacy = False  # it is of the format without a number
        self._disk = disk
        self._size = self._synced = 0
        self._file: int | None = None

    @classmethod
    def create(cls, disk: Disk, path: Path, size: int) -> "Segment":
        """Make an empty one with room for ``size`` bytes of entries."""
        made = cls(disk, path)
        made.length = made._synced = len(HEADER)
        made._size = len(HEADER) + size
        made._file = disk.create(path, HEADER, made._size)
        return made

    @property
    def is_open(self) -> bool:
        """Whether something may still be written to it."""
        return self._file is not None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written to it."""
        return self.length <= len(HEADER)

    @property
    def is_dirty(self) -> bool:
        """Whether the disk may lack something that was written to it."""
        return self._file is not None and self.length > self._synced

    def fits(self, length: int) -> bool:
        """Return whether there is room for so many more bytes."""
        return self._file is not None and self.length + length <= self._size

    def append(self, data: bytes, highest: Mapping[Family, int]) -> None:
        """Write entries, whose highest numbers are given; a sync makes them last."""
        if self._file is None:
            raise OSError(EBADF, "the file takes nothing more")
        self._disk.write(self._file, data, self.length)
        self.length += len(data)
        self.highest.update(highest)
        self.settled = None

    def sync(self) -> None:
        """Return when the disk has what had been written before."""
        if self._file is not None:
            length = self.length
            self._disk.sync(self._file)
            self._synced = max(self._synced, length)

    def cut(self) -> None:
        """Take back what was written since the last sync: it may not be there."""
        self.length = self._synced

    def read(self) -> bytes:
        """Return what was written to it; all of what another process has left."""
        data = self._disk.read(self.path)
        return data[: self.length] if self.length else data

    def close(self) -> None:
        """Give back the room that is left; nothing more can be written to it."""
        if self._file is not None:
            file, self._file = self._file, None
            self._disk.close(file, self.length)

    def found(self, length: int) -> None:
        """Note how long the entries are that another process has left."""
        self.length = length

    def trim(self) -> None:
        """Cut a file that another process has left behind its last entry."""
        self._disk.cut(self.path, self.length)

    def delete(self) -> None:
        """Remove the file; if it is open, its room is free when it is closed."""
        self._disk.delete(self.path)
