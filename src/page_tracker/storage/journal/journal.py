"""The journal of one worker: what is in here is acknowledged."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.entry import Entry, packed
from page_tracker.storage.journal.files import Files
from page_tracker.storage.journal.segment import Segment


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
        self._release = release
        self._files = Files(directory, has_room, self._forget)
        self._total = self._synced_total = self._applied_total = 0
        self._since: int | None = None
        self._marked = 0
        self._last: dict[tuple[str, ...], int] = {}  # number of each family
        self._lock = Lock()

    def load(self) -> None:
        """Take up what another process has left; what is torn is cut."""
        found: list[Entry] = []
        for contents in self._files.load():
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
            self._write(*entries)
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
                self._files.sync()
            except JournalFull:
                self._take_back()
                raise
            self._synced_total = self._total

    def check(self) -> None:
        """Raise :class:`JournalFull` if there is no room for one more small call."""
        with self._lock:
            self._files.check(self.applied)

    def last_of(self, family: tuple[str, ...]) -> int:
        """Return the number of a family's last call, 0 if none is kept."""
        return self._last.get(family, 0)

    def note_applied(self, sequence: int, total: int, at: int) -> None:
        """Note that the store has all up to an entry with this number and total."""
        with self._lock:
            if sequence > self.applied:
                self.applied = sequence
                self._applied_total = max(self._applied_total, total)
                # The store may have what was taken back here: a replay had read it.
                self._total = max(self._total, self._applied_total)
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
            segments = list(self._files.segments)
        for segment in segments:
            if everything or segment.highest > self.applied:
                yield from _calls(segment)

    def tend(self) -> None:
        """Delete what was kept for long enough, and note on disk what is applied."""
        with self._lock:
            self._files.tend(self.applied, self._keep)
            self._mark()

    def size(self) -> int:
        """Return how many bytes are kept."""
        with self._lock:
            return sum(segment.length for segment in self._files.segments)

    def is_empty(self) -> bool:
        """Tell whether nothing is kept."""
        return not self._files.segments

    def close(self) -> None:
        """Leave the rest to who comes next."""
        with self._lock:
            self._mark()
            self._files.close()
        self._release()

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

    def _take_back(self) -> None:
        """Forget what may not be on disk."""
        self._files.cut()
        self._total = max(self._synced_total, self._applied_total)
        if self._total == self._applied_total:
            self._since = None

    def _forget(self, highest: int) -> None:
        """Note that what has a number up to ``highest`` may no longer be here."""
        self.floor = max(self.floor, highest)
        self._last = {
            family: last for family, last in self._last.items() if last > self.floor
        }

    def _write(self, *entries: Entry) -> None:
        data = b"".join(map(packed, entries))
        highest = max(entry.sequence for entry in entries)
        self._files.write(data, highest, self.applied)

    def _mark(self) -> None:
        """Say who has all that is known to be applied, to spare somebody work."""
        if self.is_empty() or self.applied <= self._marked:
            return
        if not self._files.has_room_for_little():
            return
        now, about = int(time.time()), (self.store,)
        try:
            self._write(Entry(0, self.applied, now, self._applied_total, "", about))
        except JournalFull:
            return  # which was logged
        self._marked = self.applied


def _calls(segment: Segment) -> Iterator[Entry]:
    try:
        contents = segment.read()
    except FileNotFoundError:
        return  # another thread has just seen that nobody needs it any more
    yield from (entry for entry in contents.entries if entry.script)
