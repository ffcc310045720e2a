"""The journal of one worker: a view is acknowledged once the journal holds it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from page_tracker.errors import JournalFull, JournalUnreadable
from page_tracker.storage import background
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import (
    Contents,
    Entry,
    Mark,
    Record,
    Stream,
    Tried,
    is_legacy,
    packed,
    unpacked,
)
from page_tracker.storage.journal.ledger import Ledger
from page_tracker.storage.journal.legacy import LegacyReader
from page_tracker.storage.journal.segments import JournalFiles, Segment


class Waiting(NamedTuple):
    """How many acknowledged views the store lacks, and the time of the oldest."""

    views: int
    since: int | None


class Ticket:
    """Entries that were written together and wait for one sync.

    ``settled`` is set after the sync. If the sync failed, ``error`` is set and the
    entries count as not written.
    """

    def __init__(self, undo: Sequence[tuple[Stream, tuple[int, int]]]) -> None:
        self.settled = background.Signal()
        self.error: JournalFull | None = None
        self.undo = undo  # what was written of each stream before


class Journal:  # pylint: disable=too-many-instance-attributes  # disk and ledger
    """Writes the calls of a worker to the files of one directory.

    ``ledger`` holds how far the store has applied the calls; acquire ``lock`` to use
    it. Safe for use by several threads.
    """

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # its place
    def __init__(
        self,
        directory: Path,
        worker: str,
        keep: float,
        has_room: Callable[[int], bool],
        release: Callable[[], None],
        disk: Disk | None = None,
    ) -> None:
        self.directory = directory
        self.worker = worker
        self.ledger = Ledger()
        self.lock = background.Lock()
        self._syncing = background.Lock()  # also guards closing of files
        self.torn = 0  # bytes that belong to no intact entry
        self.is_own = True  # false if another process wrote it
        self._keep = keep
        self._release = release
        self._files = JournalFiles(directory, has_room, disk or Disk())
        self._unsynced: list[Ticket] = []

    def load(self) -> None:
        """Load the files that another process has left.

        Raises :class:`JournalUnreadable` or :class:`OSError`; the journal must not be
        used then.
        """
        self.is_own = False
        found: list[Entry] = []
        for segment, contents in _contents(self._files.load()):
            segment.found(contents.length)
            self.torn += contents.torn
            for record in contents.entries:
                self._take_up(record, segment)
                if isinstance(record, Entry):
                    found.append(record._replace(values=()))
        if self.torn:
            self.ledger.damaged()
        self._look_back(found)

    def trim(self) -> None:
        """Release the preallocated space that another process did not use."""
        with self.lock:
            self._files.trim()

    @property
    def is_short(self) -> bool:
        """Whether the last write found no room."""
        return self._files.is_short

    def make_room(self, store: str) -> bool:
        """Delete the oldest file whose calls the store has, before its time.

        ``store`` is the identity of the connected store. Return False if there is no
        such file.
        """
        with self.lock:
            return self._files.give_up(
                lambda each: self.ledger.has(store, each.highest)
            )

    def discard(self) -> None:
        """Delete all files; another store has counted their views."""
        with self.lock:
            while self._files.give_up(lambda _: True):
                pass

    def append(self, entries: Sequence[Entry]) -> Ticket:
        """Write calls; those of each stream are in the order of their numbers.

        The calls are durable once the ticket is settled without an error. Raises
        :class:`JournalFull` if none of them was written.
        """
        with self.lock:
            streams = self.ledger.streams
            undo = [(e.stream, streams[e.stream].written) for e in entries]
            self._write(*entries)
            for entry in entries:
                self.ledger.journaled(entry)
            ticket = Ticket(undo)
            self._unsynced.append(ticket)
        return ticket

    def sync(self) -> None:
        """Sync the files, and settle the tickets of everything written before.

        This takes as long as the disk needs; other threads may write meanwhile.
        """
        with self._syncing:
            with self.lock:
                tickets, files = list(self._unsynced), self._files.unsynced()
            try:
                self._files.sync(files)
            except OSError as exc:
                tickets = self._failed(self._files.full(exc))
            else:
                with self.lock:
                    self._files.synced(files)
                    del self._unsynced[: len(tickets)]
        for ticket in tickets:
            ticket.settled.set()

    def _failed(self, error: JournalFull) -> list[Ticket]:
        """Discard writes that may not be on disk, also those since the sync began."""
        with self.lock:
            tickets, self._unsynced = self._unsynced, []
            self._take_back(tickets)
        for ticket in tickets:
            ticket.error = error
        return tickets

    def prepare(self) -> None:
        """Create the next file before it is needed."""
        with self.lock:
            if not self._files.needs_next():
                return
        if made := self._files.make_next():
            with self.lock:
                self._files.take_next(made)

    def check(self) -> None:
        """Raise :class:`JournalFull` if there is no room for one more small call."""
        with self.lock:
            self._files.check(self._may_go)

    def begin_replay(self, streams: Mapping[Stream, int]) -> None:
        """Note on disk that a store may soon have pending calls of some streams.

        ``streams`` has the highest number of each stream that will be sent. Calls that
        were given up are noted first. Raises :class:`JournalFull` if the disk fails. If
        the disk is full, no note is written, because only a replay can free space.
        """
        now, ticket = int(time.time()), Ticket(())
        with self.lock:
            untried = self.ledger.untried(streams, now)
            if not untried:
                return
            self._mark()
            if self._files.has_room_for_little():
                self._note(Tried(now, tuple(untried)))
            self._unsynced.append(ticket)
        self.sync()
        if ticket.error is not None:
            raise ticket.error
        with self.lock:
            self.ledger.tries({stream: streams[stream] for stream in untried}, now)

    def durable(self) -> dict[Stream, int]:
        """Return the highest durable number of each stream."""
        with self.lock:
            found = {stream: p.last for stream, p in self.ledger.streams.items()}
            for ticket in reversed(self._unsynced):
                found.update((stream, last) for stream, (last, _) in ticket.undo)
        return found

    def waiting(self) -> Waiting:
        """Return the views that the store lacks."""
        with self.lock:
            some = [p for p in self.ledger.streams.values() if p.waiting]
            since = min((p.since for p in some if p.since is not None), default=None)
            return Waiting(sum(progress.waiting for progress in some), since)

    def unblocked(self) -> int:
        """Return how many pending views belong to streams that the store accepts."""
        with self.lock:
            every = self.ledger.streams.values()
            return sum(progress.waiting for progress in every if not progress.blocked)

    def entries(self, numbers: Mapping[Stream, int]) -> Iterator[Entry]:
        """Yield the calls of some streams after these numbers, in order.

        Calls of other streams or with lower numbers may be among them.
        """
        with self.lock:
            segments = [
                segment
                for segment in self._files.segments
                if segment.legacy  # the reader of this format needs all files
                or any(segment.highest.get(f, 0) > n for f, n in numbers.items())
            ]
        for _, contents in _contents(segments):
            yield from (each for each in contents.entries if isinstance(each, Entry))

    def tend(self, store: str | None) -> None:
        """Delete files that are no longer kept, and note the streams' progress.

        ``store`` is the identity of the connected store, or None if no store is
        connected. In that case nothing is deleted: the store may lose data before it
        comes back.
        """
        with self.lock:
            due: list[Segment] = []
            if store is not None:
                has, keep = self.ledger.has, self._keep
                due = self._files.due(store, lambda s: has(store, s.highest), keep)
            self._mark()
        self._files.delete(due)
        self.sync()

    def size(self) -> int:
        """Return the number of bytes in all files."""
        with self.lock:
            return sum(segment.length for segment in self._files.segments)

    def is_empty(self) -> bool:
        """Return whether there are no files."""
        return not self._files.segments

    def close(self) -> None:
        """Close the files, and leave them to the worker that adopts them."""
        with self.lock:
            self._mark()
            self._files.retire()
        self.sync()
        self._files.close()
        self._release()

    def _take_up(self, record: Record, segment: Segment) -> None:
        if isinstance(record, Entry):
            self.ledger.journaled(record)
            segment.highest[record.stream] = record.number
        elif isinstance(record, Mark):
            self.ledger.marked(record)
        else:
            self.ledger.tried(record)

    def _look_back(self, entries: Sequence[Entry]) -> None:
        """Compute how many views of each stream are pending, and since when."""
        views: dict[Stream, int] = {}
        for entry in reversed(entries):
            progress = self.ledger.of(entry.stream)
            if entry.number > progress.done:
                progress.since = entry.at
                views[entry.stream] = views.get(entry.stream, 0) + entry.views
        for stream, number in views.items():
            progress = self.ledger.of(stream)
            progress.holes = progress.last - progress.done - number

    def _take_back(self, tickets: Sequence[Ticket]) -> None:
        """Forget the writes that may not be on disk."""
        self._files.cut()
        for ticket in reversed(tickets):
            for stream, written in ticket.undo:
                progress = self.ledger.of(stream)
                progress.written = written
                if not progress.is_pending:
                    progress.since = None
        for segment in self._files.segments:
            for stream, number in segment.highest.items():
                last = self.ledger.of(stream).last
                segment.highest[stream] = min(number, last)

    def _write(self, *entries: Entry) -> None:
        data = b"".join(map(packed, entries))
        highest = {entry.stream: entry.number for entry in entries}
        self._files.write(data, highest, self._may_go)

    def _may_go(self, segment: Segment) -> bool:
        return self.ledger.has(None, segment.highest)

    def _note(self, record: Record) -> None:
        try:
            self._files.write(packed(record), {}, _nothing_may_go)
        except JournalFull:
            pass  # already logged; a note only spares the next process some work

    def _mark(self) -> None:
        if self.is_empty() or not self._files.has_room_for_little():
            return
        for mark in self.ledger.marks(int(time.time())):
            self._note(mark)


def _nothing_may_go(_segment: Segment) -> bool:
    """Never delete a file to make room for a note."""
    return False


def _contents(segments: Sequence[Segment]) -> Iterator[tuple[Segment, Contents]]:
    legacy = LegacyReader()
    for segment in segments:
        try:
            data = segment.read()
        except FileNotFoundError:
            continue  # another thread has just deleted it, as nobody needs it any more
        segment.legacy = is_legacy(data)
        try:
            contents = (legacy.read if segment.legacy else unpacked)(data)
        except (KeyError, TypeError, ValueError, IndexError) as exc:
            raise JournalUnreadable(f"{segment.path.name}: {exc!r}") from exc
        yield segment, contents
