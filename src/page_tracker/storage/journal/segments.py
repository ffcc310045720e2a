"""The files of a journal: one is open for writing, the others are kept for a time."""

import logging
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EBADF, EDQUOT, ENOSPC
from pathlib import Path

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import HEADER, Stream
from page_tracker.storage.reminder import Reminder


class Segment:  # pylint: disable=too-many-instance-attributes  # a file and its state
    """A preallocated file of journal entries.

    ``highest`` maps each stream to its highest number in the file. ``settled`` names
    the store that is known to have all of its calls, and since when, or is None. Every
    method may raise :class:`OSError`.
    """

    def __init__(self, disk: Disk, path: Path) -> None:
        self.path = path
        self.length = 0
        self.highest: dict[Stream, int] = {}
        self.settled: tuple[str, float] | None = None
        self.legacy = False  # whether its format has no number
        self._disk = disk
        self._size = self._synced = 0
        self._file: int | None = None

    @classmethod
    def create(cls, disk: Disk, path: Path, size: int) -> "Segment":
        """Create an empty segment with room for ``size`` bytes of entries."""
        made = cls(disk, path)
        made.length = made._synced = len(HEADER)
        made._size = len(HEADER) + size
        made._file = disk.create(path, HEADER, made._size)
        return made

    @property
    def is_open(self) -> bool:
        """Whether the file is open for writing."""
        return self._file is not None

    @property
    def is_blank(self) -> bool:
        """Whether the file holds no entry."""
        return self.length <= len(HEADER)

    @property
    def is_dirty(self) -> bool:
        """Whether entries were written since the last sync."""
        return self._file is not None and self.length > self._synced

    def fits(self, length: int) -> bool:
        """Return whether ``length`` more bytes fit."""
        return self._file is not None and self.length + length <= self._size

    def append(self, data: bytes, highest: Mapping[Stream, int]) -> None:
        """Write entries; ``highest`` maps their streams to their highest numbers."""
        if self._file is None:
            raise OSError(EBADF, "the segment is closed")
        self._disk.write(self._file, data, self.length)
        self.length += len(data)
        self.highest.update(highest)
        self.settled = None

    def sync(self) -> None:
        """Return once everything written before is on the disk."""
        if self._file is not None:
            length = self.length
            self._disk.sync(self._file)
            self._synced = max(self._synced, length)

    def cut(self) -> None:
        """Discard what was written since the last sync: it may not be on disk."""
        self.length = self._synced

    def read(self) -> bytes:
        """Return the written bytes; all, if another process wrote them."""
        data = self._disk.read(self.path)
        return data[: self.length] if self.length else data

    def close(self) -> None:
        """Release the unused space and close the file."""
        if self._file is not None:
            file, self._file = self._file, None
            self._disk.close(file, self.length)

    def found(self, length: int) -> None:
        """Set the length of the intact entries that another process has left."""
        self.length = length

    def trim(self) -> None:
        """Truncate a file that another process has left after its last entry."""
        self._disk.cut(self.path, self.length)

    def delete(self) -> None:
        """Delete the file; if it is open, closing it frees its space."""
        self._disk.delete(self.path)


log = logging.getLogger(__name__)

# Bytes of a file: some seconds of a busy worker.
SEGMENT = 1 << 20

# Bytes of an entry of the plain counter, or of a note, at most.
SMALL = 32 * 1024

# Seconds between attempts to write while there is no room.
_PAUSE = 0.5

# Returns whether the store has everything in a segment, so that it may be deleted.
Spare = Callable[[Segment], bool]


# pylint: disable-next=too-many-instance-attributes  # three kinds of files
class JournalFiles:
    """Writes one file after the other, and deletes those that are no longer needed.

    ``has_room`` returns whether the disk may hold so many more bytes. The slow methods
    ``sync`` and ``make_next`` are called on another thread than the one that writes;
    only these two may run at the same time as another method.
    """

    def __init__(
        self, directory: Path, has_room: Callable[[int], bool], disk: Disk
    ) -> None:
        self.segments: list[Segment] = []
        self.is_short = False  # the last write found no room
        self._directory = directory
        self._has_room = has_room
        self._disk = disk
        self._next: Segment | None = None  # created before it is needed
        self._retired: list[Segment] = []  # to be synced and closed
        self._begun_at = 0.0  # when the last segment was begun
        self._full_until = 0.0
        self._reminder = Reminder()

    def load(self) -> list[Segment]:
        """Open the files that another process has left."""
        names = (n for n in self._disk.names(self._directory) if n.isdigit())
        self.segments = [Segment(self._disk, self._directory / n) for n in names]
        return self.segments

    def trim(self) -> None:
        """Delete files without an entry, and truncate the others."""
        blank = [segment for segment in self.segments if segment.is_blank]
        self.segments = [each for each in self.segments if not each.is_blank]
        self.delete(blank)
        for segment in self.segments:
            with suppress(OSError):  # the file only takes more space than it needs
                segment.trim()

    def write(self, data: bytes, highest: Mapping[Stream, int], may_go: Spare) -> None:
        """Write entries, or raise :class:`JournalFull`.

        ``highest`` maps their streams to their highest numbers.
        """
        try:
            self._with_room_for(len(data), may_go).append(data, highest)
        except OSError as exc:
            self._full_until = time.monotonic() + _PAUSE
            self.retire()
            raise self.full(exc) from exc

    def check(self, may_go: Spare) -> None:
        """Raise :class:`JournalFull` if there is no room for one more small call."""
        try:
            self._with_room_for(SMALL, may_go)
        except OSError as exc:
            self._full_until = time.monotonic() + _PAUSE
            raise self.full(exc) from exc

    def unsynced(self) -> list[Segment]:
        """Return the segments that need a sync: dirty ones and retired ones."""
        last = (each for each in self.segments[-1:] if each.is_dirty)
        return [*self._retired, *(each for each in last if each not in self._retired)]

    @staticmethod
    def sync(segments: list[Segment]) -> None:
        """Return once everything written is on the disk; raises :class:`OSError`."""
        for segment in segments:
            segment.sync()

    def synced(self, segments: list[Segment]) -> None:
        """Close the retired ones among segments that were synced."""
        for segment in segments:
            if segment in self._retired:
                self._retired.remove(segment)
                with suppress(OSError):  # only unused space is not freed
                    segment.close()

    def cut(self) -> None:
        """Discard writes that were not synced, and close their files."""
        for segment in (*self._retired, *self.segments[-1:]):
            segment.cut()
            with suppress(OSError):  # the disk is known to fail
                segment.close()
        self._retired = []

    def needs_next(self) -> bool:
        """Return whether the next file should be created now, before it is needed."""
        last = self.segments[-1] if self.segments else None
        half = last is None or not last.fits(SEGMENT // 2)
        return self._next is None and half and self._has_room(SEGMENT)

    def make_next(self) -> Segment | None:
        """Create a file for :meth:`take_next`, or return None if the disk fails."""
        try:
            return Segment.create(self._disk, self._path(), SEGMENT)
        except OSError as exc:
            log.debug("cannot create a journal file ahead of time: %s", exc)
            return None

    def take_next(self, made: Segment) -> None:
        """Use ``made`` as the next file, unless a newer file was begun since."""
        if self.segments and self.segments[-1].path.name > made.path.name:
            self._drop(made)
        else:
            self._next = made

    def has_room_for_little(self) -> bool:
        """Return whether a small entry fits without deleting a file."""
        fits = bool(self.segments) and self.segments[-1].fits(SMALL)
        return fits or self._next is not None or self._has_room(SEGMENT)

    def due(self, store: str, is_settled: Spare, keep: float) -> list[Segment]:
        """Note that a store rejected the call after a number, and all later ones."""
        now = time.monotonic()
        if now > self._begun_at + keep:
            self.retire()
        found = []
        for segment in self.segments:
            if not is_settled(segment):
                segment.settled = None
            elif segment.settled is None or segment.settled[0] != store:
                segment.settled = (store, now)
            elif now > segment.settled[1] + keep and not segment.is_open:
                found.append(segment)
        self.segments = [each for each in self.segments if each not in found]
        return found

    def give_up(self, may_go: Spare) -> bool:
        """Delete a file whose calls a store has; return False if there is none."""
        # The last segment may have room for something smaller.
        usable = [s for s in self.segments[-1:] if s not in self._retired]
        kept = [segment for segment in usable if segment.fits(SMALL)]
        old = next((s for s in self.segments if s not in kept and may_go(s)), None)
        if old is None:
            return False
        if old.is_open and old not in self._retired:
            self._retired.append(old)  # another thread may be syncing it and closes it
        self.segments.remove(old)
        self.delete([old])
        return True

    def delete(self, segments: list[Segment]) -> None:
        """Delete files; the next process deletes those that fail."""
        for segment in segments:
            try:
                segment.delete()
            except OSError as exc:
                self._log("a file of the journal cannot be deleted: %s", exc)

    def retire(self) -> None:
        """Stop writing to the last file; the next sync closes it."""
        for last in self.segments[-1:]:
            if last.is_open and last not in self._retired:
                self._retired.append(last)

    def close(self) -> None:
        """Drop the unused next file, and the directory if there are no segments."""
        if self._next is not None:
            self._drop(self._next)
            self._next = None
        if not self.segments:
            with suppress(OSError):  # data was deleted from outside
                self._disk.delete_directory(self._directory)

    def full(self, exc: OSError) -> JournalFull:
        """Return the error for a failed write, and log it at most once a minute."""
        self._log("the journal cannot be written: %s", exc)
        return JournalFull(os.strerror(exc.errno or 0))

    def _with_room_for(self, length: int, may_go: Spare) -> Segment:
        last = self.segments[-1] if self.segments else None
        if last is not None and last not in self._retired and last.fits(length):
            self.is_short = False
            return last
        if time.monotonic() < self._full_until:
            raise JournalFull("the journal was full a moment ago")
        self.is_short = True
        made = self._make(max(SEGMENT, length), may_go)
        self.is_short = False
        self.retire()  # not earlier: a smaller entry may fit into the old one
        self.segments.append(made)
        self._begun_at = time.monotonic()
        return made

    def _make(self, size: int, may_go: Spare) -> Segment:
        made, self._next = self._next, None
        if made is not None and made.fits(size):
            return made
        if made is not None:  # too small; the files made later must sort after it
            self._drop(made)
        while True:
            self._make_room(size, may_go)
            try:
                return Segment.create(self._disk, self._path(), size)
            except OSError as exc:  # the disk is full below the configured limit
                if exc.errno not in (ENOSPC, EDQUOT) or not self.give_up(may_go):
                    raise

    def _make_room(self, size: int, may_go: Spare) -> None:
        while not self._has_room(size):
            if not self.give_up(may_go):
                self._full_until = time.monotonic() + _PAUSE
                self._log("the journal is full; %d bytes do not fit", size)
                raise JournalFull("the journal is full")

    def _path(self) -> Path:
        """Return a name that sorts after the others, even if the clock was set back."""
        made = (*self.segments, *filter(None, (self._next,)))
        last = max((int(each.path.name) for each in made), default=0)
        return self._directory / f"{max(time.time_ns(), last + 1):020}"

    def _drop(self, unused: Segment) -> None:
        with suppress(OSError):
            unused.close()
        self.delete([unused])

    def _log(self, message: str, *details: object) -> None:
        if self._reminder.due("disk") is not None:  # one kind, whatever the message
            log.error(message, *details)
