"""The files of a journal: one is written to, the others are kept until they may go."""

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


class Segment:  # pylint: disable=too-many-instance-attributes  # a file and its state
    """Entries in a file that was filled with zeros before the first of them.

    ``highest`` has the highest number of each stream in it; ``settled`` says which
    store is known to have all of it, and since when, if one is. Every method may raise
    :class:`OSError`.
    """

    def __init__(self, disk: Disk, path: Path) -> None:
        self.path = path
        self.length = 0
        self.highest: dict[Stream, int] = {}
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

    def append(self, data: bytes, highest: Mapping[Stream, int]) -> None:
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


log = logging.getLogger(__name__)

# Bytes of a file: some seconds of a busy worker.
SEGMENT = 1 << 20

# Bytes that the plain counter, or a note of our own, needs at most.
SMALL = 32 * 1024

# Seconds between attempts to write, once there was no room.
_PAUSE = 0.5

# Seconds between two lines in the log about the same trouble.
_REMIND = 60.0

# Says whether the store has what a segment holds, so that it may go.
Spare = Callable[[Segment], bool]


# pylint: disable-next=too-many-instance-attributes  # three kinds of files
class JournalFiles:
    """Writes one file after the other, and deletes what need not be kept.

    ``has_room`` says whether so many more bytes may be on the disk. What is slow is for
    another thread than the one that writes: ``sync`` and ``make_next``, and only these
    two may run beside another method.
    """

    def __init__(
        self, directory: Path, has_room: Callable[[int], bool], disk: Disk
    ) -> None:
        self.segments: list[Segment] = []
        self.is_short = False  # there was no room when something was written last
        self._directory = directory
        self._has_room = has_room
        self._disk = disk
        self._next: Segment | None = None  # made before it is needed
        self._retired: list[Segment] = []  # that are to be synced and closed
        self._born = 0.0  # when the last one began
        self._full_until = 0.0
        self._told_at = -_REMIND

    def load(self) -> list[Segment]:
        """Take up the files that another process has left."""
        names = (n for n in self._disk.names(self._directory) if n.isdigit())
        self.segments = [Segment(self._disk, self._directory / n) for n in names]
        return self.segments

    def trim(self) -> None:
        """Delete files without an entry, and cut the others behind the last one."""
        blank = [segment for segment in self.segments if segment.is_blank]
        self.segments = [each for each in self.segments if not each.is_blank]
        self.delete(blank)
        for segment in self.segments:
            with suppress(OSError):  # it takes more room than it needs
                segment.trim()

    def write(self, data: bytes, highest: Mapping[Stream, int], may_go: Spare) -> None:
        """Write entries, whose highest numbers are given; raises JournalFull."""
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
        """Return what a sync has to take: files that were written to, or are ended."""
        last = (each for each in self.segments[-1:] if each.is_dirty)
        return [*self._retired, *(each for each in last if each not in self._retired)]

    @staticmethod
    def sync(segments: list[Segment]) -> None:
        """Return when the disk has what was written; raises :class:`OSError`."""
        for segment in segments:
            segment.sync()

    def synced(self, segments: list[Segment]) -> None:
        """Close those of the files that take no more."""
        for segment in segments:
            if segment in self._retired:
                self._retired.remove(segment)
                with suppress(OSError):  # its data is safe, only its room is not
                    segment.close()

    def cut(self) -> None:
        """Take back what was not synced; those files have failed, and take no more."""
        for segment in (*self._retired, *self.segments[-1:]):
            segment.cut()
            with suppress(OSError):  # it is known to fail
                segment.close()
        self._retired = []

    def needs_next(self) -> bool:
        """Return whether the next file should be made now, before it is needed."""
        last = self.segments[-1] if self.segments else None
        half = last is None or not last.fits(SEGMENT // 2)
        return self._next is None and half and self._has_room(SEGMENT)

    def make_next(self) -> Segment | None:
        """Make a file that :meth:`take_next` can take; None if the disk fails."""
        try:
            return Segment.create(self._disk, self._path(), SEGMENT)
        except OSError as exc:
            log.debug("cannot create a journal file ahead of time: %s", exc)
            return None

    def take_next(self, made: Segment) -> None:
        """Have the next file, unless one was begun meanwhile that sorts behind it."""
        if self.segments and self.segments[-1].path.name > made.path.name:
            self._drop(made)
        else:
            self._next = made

    def has_room_for_little(self) -> bool:
        """Return whether a small entry can be written without giving anything up."""
        fits = bool(self.segments) and self.segments[-1].fits(SMALL)
        return fits or self._next is not None or self._has_room(SEGMENT)

    def due(self, store: str, is_settled: Spare, keep: float) -> list[Segment]:
        """Return the files that a store is known to have had for ``keep`` seconds.

        They are no longer among the segments. Another store, which may be the same one
        after a restart, has to have them for as long.
        """
        now = time.monotonic()
        if now > self._born + keep:
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
        """Delete a file of which a store has everything; return False without one."""
        # The last one may have room for something smaller.
        usable = [s for s in self.segments[-1:] if s not in self._retired]
        kept = [segment for segment in usable if segment.fits(SMALL)]
        old = next((s for s in self.segments if s not in kept and may_go(s)), None)
        if old is None:
            return False
        if old.is_open and old not in self._retired:
            self._retired.append(old)  # another thread may be syncing it: it closes it
        self.segments.remove(old)
        self.delete([old])
        return True

    def delete(self, segments: list[Segment]) -> None:
        """Delete files; one that cannot be deleted is left to the next process."""
        for segment in segments:
            try:
                segment.delete()
            except OSError as exc:
                self._tell("a file of the journal cannot be deleted: %s", exc)

    def retire(self) -> None:
        """Write no more to the last file, which the next sync closes."""
        for last in self.segments[-1:]:
            if last.is_open and last not in self._retired:
                self._retired.append(last)

    def close(self) -> None:
        """Leave the files to who comes next, or no directory if there are none."""
        if self._next is not None:
            self._drop(self._next)
            self._next = None
        if not self.segments:
            with suppress(OSError):  # whose data went away before it did
                self._disk.delete_directory(self._directory)

    def full(self, exc: OSError) -> JournalFull:
        """Return the error for a failure of the disk, which is logged once a minute."""
        self._tell("the journal cannot be written: %s", exc)
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
        self.retire()  # not before: it may have room for something smaller
        self.segments.append(made)
        self._born = time.monotonic()
        return made

    def _make(self, size: int, may_go: Spare) -> Segment:
        made, self._next = self._next, None
        if made is not None and made.fits(size):
            return made
        if made is not None:  # too small, and what is used after it must sort behind it
            self._drop(made)
        while True:
            self._make_room(size, may_go)
            try:
                return Segment.create(self._disk, self._path(), size)
            except OSError as exc:  # the disk is full before the journals are
                if exc.errno not in (ENOSPC, EDQUOT) or not self.give_up(may_go):
                    raise

    def _make_room(self, size: int, may_go: Spare) -> None:
        while not self._has_room(size):
            if not self.give_up(may_go):
                self._full_until = time.monotonic() + _PAUSE
                self._tell("the journal is full; %d bytes do not fit", size)
                raise JournalFull("the journal is full")

    def _path(self) -> Path:
        """Return a name that sorts behind the others, wherever the clock was set to."""
        made = (*self.segments, *filter(None, (self._next,)))
        last = max((int(each.path.name) for each in made), default=0)
        return self._directory / f"{max(time.time_ns(), last + 1):020}"

    def _drop(self, unused: Segment) -> None:
        with suppress(OSError):
            unused.close()
        self.delete([unused])

    def _tell(self, message: str, *details: object) -> None:
        if time.monotonic() >= self._told_at + _REMIND:
            self._told_at = time.monotonic()
            log.error(message, *details)
