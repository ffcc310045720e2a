"""The files of a journal: one is written to, the others are kept until they may go."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.entry import Contents
from page_tracker.storage.journal.segment import Segment

log = logging.getLogger(__name__)

# Bytes of a file: some seconds of a busy worker.
SEGMENT = 1 << 20

# Bytes that the plain counter needs at most.
_SMALL = 1024

# Seconds between attempts to write, once there was no room.
_REST = 0.5


class Files:
    """Writes one file after the other, and deletes what need not be kept.

    ``has_room`` says whether so many more bytes may be on the disk; ``forget`` is told
    the highest number of what is deleted. Numbers up to ``applied`` are those that the
    store has. Not for use by two threads at once.
    """

    def __init__(
        self,
        directory: Path,
        has_room: Callable[[int], bool],
        forget: Callable[[int], None],
    ) -> None:
        self._directory = directory
        self._has_room = has_room
        self._forget = forget
        self.segments: list[Segment] = []
        self._born = 0.0  # of the last one
        self._full_until = 0.0
        self._failure: OSError | None = None  # that the next sync is to tell

    def load(self) -> Iterator[Contents]:
        """Take up what another process has left, and yield what is in it."""
        found = (each for each in self._directory.iterdir() if each.name.isdigit())
        for path in sorted(found):
            segment, contents = Segment.open(path)
            self.segments.append(segment)
            yield contents

    def write(self, data: bytes, highest: int, applied: int) -> None:
        """Write entries with numbers up to ``highest``; raises :class:`JournalFull`."""
        try:
            self._with_room_for(len(data), applied).append(data, highest)
        except OSError as exc:
            self._full_until = time.monotonic() + _REST
            self.retire()
            raise _full(exc) from exc

    def check(self, applied: int) -> None:
        """Raise :class:`JournalFull` if there is no room for one more small call."""
        try:
            self._with_room_for(_SMALL, applied)
        except OSError as exc:
            self._full_until = time.monotonic() + _REST
            raise _full(exc) from exc

    def sync(self) -> None:
        """Return when all that was written is on disk; raises :class:`JournalFull`."""
        try:
            if self.segments and self._failure is None:
                self.segments[-1].sync()
        except OSError as exc:
            self._failure = exc
        failure, self._failure = self._failure, None
        if failure is not None:
            raise _full(failure) from failure

    def cut(self) -> None:
        """Take back what was not synced; that file has failed, and takes no more."""
        for last in self.segments[-1:]:
            last.cut()
            with suppress(OSError):  # it is known to fail
                last.close()
            self._forget(last.highest)

    def has_room_for_little(self) -> bool:
        """Tell whether a small entry can be written without giving anything up."""
        return self.segments[-1].fits(_SMALL) or self._has_room(SEGMENT)

    def tend(self, applied: int, keep: float) -> None:
        """Delete what the store has had for ``keep`` seconds."""
        now = time.monotonic()
        if now > self._born + keep:
            self.retire()
        for segment in list(self.segments):
            if segment.highest > applied:
                continue
            if segment.settled_at is None:
                segment.settled_at = now
            elif now > segment.settled_at + keep:
                self._delete(segment)

    def retire(self) -> None:
        """Write no more to the last file."""
        for last in self.segments[-1:]:
            try:
                last.close()
            except OSError as exc:
                self._failure = exc
                log.error("a file of the journal cannot be closed: %s", exc)

    def close(self) -> None:
        """Leave the files to who comes next, or no directory if there are none."""
        self.retire()
        if not self.segments:
            with suppress(OSError):  # whose data went away before it did
                self._directory.rmdir()

    def _with_room_for(self, length: int, applied: int) -> Segment:
        if self.segments and self.segments[-1].fits(length):
            return self.segments[-1]
        if time.monotonic() < self._full_until:
            raise JournalFull("the journal was full a moment ago")
        size = max(SEGMENT, length)
        self._make_room(size, applied)
        self.retire()
        made = Segment.create(self._directory / self._next_name(), size)
        self.segments.append(made)
        self._born = time.monotonic()
        return made

    def _next_name(self) -> str:
        """Return a name that sorts behind the others, wherever the clock was set to."""
        last = int(self.segments[-1].path.name) if self.segments else 0
        return f"{max(time.time_ns(), last + 1):020}"

    def _make_room(self, size: int, applied: int) -> None:
        """Give up what the store has before what it has not; raises JournalFull."""
        while not self._has_room(size):
            old = self.segments[:-1]  # the last may have room for something smaller
            if not old or old[0].highest > applied:
                self._full_until = time.monotonic() + _REST
                log.error("the journal is full", extra={"bytes": size})
                raise JournalFull("the journal is full")
            self._delete(old[0])

    def _delete(self, segment: Segment) -> None:
        try:
            segment.delete()
        except OSError as exc:
            log.error("a file of the journal cannot be deleted: %s", exc)
            return
        self.segments.remove(segment)
        self._forget(segment.highest)


def _full(exc: OSError) -> JournalFull:
    log.error("the journal cannot be written: %s", exc)
    return JournalFull(os.strerror(exc.errno or 0))
