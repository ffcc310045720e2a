"""The journal of one worker: what is in here is acknowledged."""

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.entry import Entry, packed
from page_tracker.storage.journal.segment import Segment

log = logging.getLogger(__name__)

# Bytes of a file: some seconds of a busy worker.
SEGMENT = 1 << 20

# Bytes that the plain counter needs at most.
_SMALL = 1024

# Seconds between attempts to write, once there was no room.
_REST = 0.5


class Draft(NamedTuple):
    """A call that is to be kept; ``views`` have yet to reach the store, or none."""

    sequence: int
    at: int
    views: int
    script: str
    about: tuple[str, ...]
    values: tuple[bytes, ...]


class Waiting(NamedTuple):
    """Views that are acknowledged and not in the store, and since when, if any are."""

    views: int
    since: int | None


# pylint: disable-next=too-many-instance-attributes  # what is written, what is applied
class Journal:
    """Keeps what a worker has sent, or has yet to send, in files of one directory.

    ``applied`` is the number up to which the store is known to have all. What lies
    before ``floor`` need not be there for what follows: it is no longer kept, or was
    deleted in the store. ``store`` is the store that was seen last. For use by several
    threads.
    """

    def __init__(
        self,
        directory: Path,
        worker: str,
        keep: float,
        has_room: Callable[[int], bool],
        release: Callable[[], None],
    ) -> None:
        self.directory = directory
        self.worker = worker
        self.applied = 0
        self.floor = 0
        self.store = ""
        self.torn = 0  # bytes that were cut
        self._keep = keep
        self._has_room = has_room
        self._release = release
        self._segments: list[Segment] = []
        self._born = 0.0  # of the last segment
        self._total = self._synced_total = self._applied_total = 0
        self._since: int | None = None
        self._marked = 0
        self._last: dict[tuple[str, ...], int] = {}  # number of each family
        self._full_until = 0.0
        self._failure: OSError | None = None  # that the next sync is to tell
        self._lock = Lock()

    def load(self) -> None:
        """Take up what another process has left; what is torn is cut."""
        found: list[Entry] = []
        for path in sorted(self.directory.iterdir()):
            segment, contents = Segment.open(path)
            self._segments.append(segment)
            self.torn += contents.torn
            found += [entry._replace(values=()) for entry in contents.entries]
        self._take_up(found)

    def append(self, drafts: Sequence[Draft]) -> int:
        """Write calls, in the order of their numbers; returns the total with them.

        Raises :class:`JournalFull`, and then none of them was written.
        """
        with self._lock:
            total, entries = self._total, []
            for sequence, at, views, script, about, values in drafts:
                total += views
                head = (sequence, self.applied, at, total)
                entries.append(Entry(*head, script, about, values))
            self._write(entries)
            for entry in entries:
                self._last[entry.family] = entry.sequence
            if self._since is None and total > self._total:
                self._since = drafts[0].at
            self._total = total
            if total == self._applied_total:  # the store has these already
                self.applied = max(self.applied, drafts[-1].sequence)
            return total

    def sync(self) -> None:
        """Return when all that was appended is on disk.

        Raises :class:`JournalFull`, and then it is as if it had not been appended.
        """
        with self._lock:
            try:
                if self._segments and self._failure is None:
                    self._segments[-1].sync()
            except OSError as exc:
                self._failure = exc
            failure, self._failure = self._failure, None
            if failure is not None:
                self._take_back()
                raise _full(failure) from failure
            self._synced_total = self._total

    def check(self) -> None:
        """Raise :class:`JournalFull` if there is no room for one more small call."""
        with self._lock:
            try:
                self._segment_for(_SMALL)
            except OSError as exc:
                self._full_until = time.monotonic() + _REST
                raise _full(exc) from exc

    def last_of(self, family: tuple[str, ...]) -> int:
        """Return the number of a family's last call, 0 if none is kept."""
        return self._last.get(family, 0)

    def note_applied(self, sequence: int, total: int, at: int) -> None:
        """Note that the store has all up to an entry with this number and total."""
        with self._lock:
            if sequence > self.applied:
                self.applied = sequence
                self._applied_total = max(self._applied_total, total)
                self._since = at if self._total > self._applied_total else None

    def note_sent(self, sequence: int, total: int, views: int, at: int) -> bool:
        """Do so for the last ``views``, unless others wait before them; tells which."""
        with self._lock:
            follows = total - views <= self._applied_total
        if follows:
            self.note_applied(sequence, total, at)
        return follows

    def waiting(self) -> Waiting:
        """Return what is not in the store yet."""
        with self._lock:
            return Waiting(self._total - self._applied_total, self._since)

    def entries(self, *, everything: bool) -> Iterator[Entry]:
        """Yield the calls that are kept, or only those in files with some that wait."""
        with self._lock:
            segments = list(self._segments)
        for segment in segments:
            if everything or segment.highest > self.applied:
                yield from _calls(segment)

    def tend(self) -> None:
        """Delete what was kept for long enough, and note on disk what is applied."""
        now = time.monotonic()
        with self._lock:
            if self._segments and now > self._born + self._keep:
                self._retire(self._segments[-1])
            for segment in list(self._segments):
                if segment.highest > self.applied:
                    continue
                if segment.settled_at is None:
                    segment.settled_at = now
                elif now > segment.settled_at + self._keep:
                    self._delete(segment)
            self._mark()

    def size(self) -> int:
        """Return how many bytes are kept."""
        with self._lock:
            return sum(segment.length for segment in self._segments)

    def is_empty(self) -> bool:
        """Tell whether nothing is kept."""
        return not self._segments

    def close(self) -> None:
        """Leave the rest to who comes next."""
        with self._lock:
            self._mark()
            if self._segments:
                self._retire(self._segments[-1])
            else:
                with suppress(OSError):  # whose data went away before it did
                    self.directory.rmdir()
        self._release()

    def _take_back(self) -> None:
        """Forget what may not be on disk; the file takes no more, as it has failed."""
        for last in self._segments[-1:]:
            last.cut()
            with suppress(OSError):  # it is known to fail
                last.close()
            self.floor = max(self.floor, last.highest)
        self._total = max(self._synced_total, self._applied_total)
        if self._total == self._applied_total:
            self._since = None

    def _take_up(self, entries: Sequence[Entry]) -> None:
        self.applied = max((entry.applied for entry in entries), default=0)
        for entry in entries:
            self._total = max(self._total, entry.total)
            if not entry.script:
                (self.store,) = entry.about
                self._applied_total = max(self._applied_total, entry.total)
            elif entry.sequence <= self.applied:
                self._applied_total = entry.total
            elif self._since is None and entry.total > self._applied_total:
                self._since = entry.at
        self._marked = self.applied
        self._synced_total = self._total

    def _write(self, entries: Iterable[Entry]) -> None:
        written = list(entries)
        data = b"".join(map(packed, written))
        highest = max(entry.sequence for entry in written)
        try:
            self._segment_for(len(data)).append(data, highest)
        except OSError as exc:
            self._full_until = time.monotonic() + _REST
            if self._segments:
                self._retire(self._segments[-1])
            raise _full(exc) from exc

    def _segment_for(self, length: int) -> Segment:
        if self._segments and self._segments[-1].fits(length):
            return self._segments[-1]
        if time.monotonic() < self._full_until:
            raise JournalFull("the journal was full a moment ago")
        size = max(SEGMENT, length)
        self._make_room(size)
        if self._segments:
            self._retire(self._segments[-1])
        path = self.directory / self._next_name()
        self._segments.append(Segment.create(path, size))
        self._born = time.monotonic()
        return self._segments[-1]

    def _next_name(self) -> str:
        """Return a name that sorts behind the others, wherever the clock was set to."""
        last = int(self._segments[-1].path.name) if self._segments else 0
        return f"{max(time.time_ns(), last + 1):020}"

    def _make_room(self, size: int) -> None:
        """Give up what the store has before what it has not; raises JournalFull."""
        while not self._has_room(size):
            old = self._segments[:-1]  # the last may have room for something smaller
            if not old or old[0].highest > self.applied:
                self._full_until = time.monotonic() + _REST
                log.error("the journal is full", extra={"bytes": size})
                raise JournalFull("the journal is full")
            self._delete(old[0])

    def _mark(self) -> None:
        """Say who has all that is known to be applied."""
        if self.applied <= self._marked or not self._segments:
            return
        if not (self._segments[-1].fits(_SMALL) or self._has_room(SEGMENT)):
            return  # it is only to spare somebody work
        mark = Entry(
            0, self.applied, int(time.time()), self._applied_total, "", (self.store,)
        )
        try:
            self._write([mark])
        except JournalFull:
            return  # which was logged
        self._marked = self.applied

    def _retire(self, segment: Segment) -> None:
        try:
            segment.close()
        except OSError as exc:
            self._failure = exc
            log.error("a file of the journal cannot be closed: %s", exc)

    def _delete(self, segment: Segment) -> None:
        try:
            segment.delete()
        except OSError as exc:
            log.error("a file of the journal cannot be deleted: %s", exc)
            return
        self._segments.remove(segment)
        self.floor = max(self.floor, segment.highest)
        self._last = {
            family: last for family, last in self._last.items() if last > self.floor
        }


def _calls(segment: Segment) -> Iterator[Entry]:
    try:
        contents = segment.read()
    except FileNotFoundError:
        return  # another thread has just seen that nobody needs it any more
    yield from (entry for entry in contents.entries if entry.script)


def _full(exc: OSError) -> JournalFull:
    log.error("the journal cannot be written: %s", exc)
    return JournalFull(os.strerror(exc.errno or 0))
