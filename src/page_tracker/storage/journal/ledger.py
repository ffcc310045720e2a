"""The ledger: what a worker has journaled, and how far a store has it; no I/O.

The protocol, its states and its invariants are in ``docs/journal.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from page_tracker.storage import keys
from page_tracker.storage.identity import named
from page_tracker.storage.journal.entry import Entry, Mark, Stream, Tried

# Seconds for which a guard lives that is not renewed.
GUARD_LIFE = keys.APPLIED_LIFE

# Seconds between two notes on the disk that the same calls are sent once more.
NOTED_EVERY = 3600

# Streams of which a mark tells at most: about 20 KB.
MARKED = 256


class Loss(NamedTuple):
    """Views of a stream that are not sent again, and why.

    ``deleted`` by somebody in the store that had them; ``missing`` in the journal, as
    the store has lost more than is kept, or the disk has; ``expired``: the store may
    have had them, and has forgotten by now whether it did.
    """

    stream: Stream
    views: int
    reason: str


class Known(NamedTuple):
    """Up to which number a store is known to have a stream's calls."""

    store: str
    applied: int


@dataclass(slots=True)
# pylint: disable-next=too-many-instance-attributes  # what to decide by
class StreamProgress:
    """How far the calls of one stream have come.

    A call's number is the number of the stream's views, of this worker, up to it.
    """

    assigned: int = 0  # the last number that was given to a call
    last: int = 0  # of the last call in the journal
    applied: int = 0  # up to which ``store`` has all
    store: str = ""  # the identity of the store that said so
    floor: int = 0  # up to which nothing is missed any more
    since: int | None = None  # when the oldest call that waits happened
    sent: int = 0  # up to which a store may have what it never confirmed
    tried: int = 0  # when the store last said what it had, before it was sent more
    applied_at: int = 0  # when ``applied`` was last heard of
    doubt: bool = False  # the store has said that something is missing
    blocked: bool = False  # the store takes other streams, and not this one
    holes: int = 0  # numbers among those that wait for which there is no view
    marked: tuple[str, int, int] = ("", 0, 0)  # what the last mark said

    @property
    def done(self) -> int:
        """The number up to which nothing has to be sent: it is there, or given up."""
        return max(self.applied, self.floor)

    @property
    def waiting(self) -> int:
        """The views that are in the journal and not in the store."""
        numbers = self.last - self.done
        return max(numbers - self.holes, 0) if numbers > 0 else 0

    @property
    def is_pending(self) -> bool:
        """Whether a call is in the journal and not in the store."""
        return self.last > self.done

    @property
    def written(self) -> tuple[int, int]:
        """What was written of it: its last number, and the holes before that."""
        return self.last, self.holes

    @written.setter
    def written(self, written: tuple[int, int]) -> None:
        self.last, self.holes = written

    @property
    def previous(self) -> int:
        """What the next call names as the one before it; 0 if nothing is missed."""
        return self.last if self.last > self.floor else 0


class Ledger:
    """Numbers the calls of a worker, and decides what a store still has to get.

    Not for use by two threads at once; seconds are those of the epoch.
    """

    def __init__(self) -> None:
        self.streams: dict[Stream, StreamProgress] = {}
        self.store = ""  # who was there last, and since when, by time.monotonic()
        self.store_since = 0.0

    def of(self, stream: Stream) -> StreamProgress:
        """Return the progress of a stream, which begins when it is first asked for."""
        progress = self.streams.get(stream)
        if progress is None:
            progress = self.streams[stream] = StreamProgress()
        return progress

    def journaled(self, entry: Entry) -> None:
        """Note a call that was written to the journal."""
        progress = self.of(entry.stream)
        if not progress.is_pending:
            progress.since, progress.holes = entry.at, 0
        # What is written after the store had it begins before what waits.
        hole = entry.number - entry.views - max(progress.last, progress.done)
        progress.holes += max(hole, 0)
        progress.last = entry.number
        progress.assigned = max(progress.assigned, entry.number)
        if entry.sent:
            progress.sent = max(progress.sent, entry.number)

    def marked(self, mark: Mark) -> None:
        """Take up what an earlier process knew."""
        for stream, applied, floor in mark.streams:
            progress = self.of(stream)
            progress.applied, progress.store = applied, mark.store
            progress.applied_at = mark.at
            progress.floor = max(progress.floor, floor)

    def damaged(self) -> None:
        """Note that a note may be missing: a store may have any call."""
        for progress in self.streams.values():
            progress.sent = progress.last

    def tried(self, tried: Tried) -> None:
        """Note that what was journaled of some streams may be in a store from now."""
        for stream in tried.streams:
            progress = self.of(stream)
            progress.sent, progress.tried = progress.last, tried.at

    def tries(self, streams: Mapping[Stream, int], at: int) -> None:
        """Note that calls of some streams up to a number may be in a store soon."""
        for stream, number in streams.items():
            progress = self.of(stream)
            progress.sent, progress.tried = max(progress.sent, number), at

    def untried(self, streams: Mapping[Stream, int], now: int) -> list[Stream]:
        """Return the streams whose calls up to a number are about to be sent anew.

        That is worth a note on the disk before, once an hour for those sent before.
        """
        some = ((f, self.of(f), number) for f, number in streams.items())
        return [f for f, p, n in some if p.sent < n or now - p.tried > NOTED_EVERY]

    def applied(self, stream: Stream, number: int, store: str, at: int) -> None:
        """Note that a store has a call, and so all before it that are not given up."""
        progress = self.of(stream)
        if progress.store != store:
            progress.store, progress.applied = store, number
        progress.applied = max(progress.applied, number)
        progress.applied_at = at
        progress.blocked = False
        progress.since = at if progress.is_pending else None

    def connected(self, store: str, now: float) -> None:
        """Note who is there on a new connection, or is another on an old one.

        Of one that does not say who it is, nothing is known any more.
        """
        if store != self.store:
            self.store, self.store_since = store, now
        if not named(store):
            for progress in self.streams.values():
                progress.doubt = True

    def doubts(self, stream: Stream) -> None:
        """Note that the store seems to lack what it had."""
        self.of(stream).doubt = True

    def blocks(self, stream: Stream) -> None:
        """Note that the store refuses calls of this stream, and takes others."""
        self.of(stream).blocked = True

    def in_need(self, store: str) -> dict[Stream, Known]:
        """Return the streams of which a store has to be asked, with what is known.

        That is: of which something waits, of which the store has not said what it has
        since its identity changed, or of which it has said that something is missing.
        """
        return {
            stream: Known(progress.store, progress.applied)
            for stream, progress in self.streams.items()
            if progress.doubt or progress.store != store or progress.is_pending
        }

    def learn(
        self, stream: Stream, guard: int, store: str, before: Known, now: int
    ) -> Loss | None:
        """Take in which number a store has last applied, 0 if it does not know.

        ``before`` is what was known before it was asked; the store has said who it is
        afterwards. Only of what this very store has had, without a restart or a
        failover since, can somebody have deleted it there.
        """
        progress = self.of(stream)
        progress.doubt = False
        # A guard is ahead of a journal that was cut, or if somebody has changed it.
        progress.assigned = max(progress.assigned, guard)
        is_known = before.store == store and named(store)
        # Another thread may have had an answer from this store meanwhile.
        is_news = progress.store == store and before != (store, progress.applied)
        if guard >= before.applied or (not is_known and is_news):
            applied = progress.applied if progress.store == store else 0
            progress.applied, progress.store = max(applied, guard), store
        elif is_known and guard == 0 and now - progress.applied_at >= GUARD_LIFE:
            progress.floor = max(progress.floor, before.applied)
        elif is_known:
            views = before.applied - max(guard, progress.floor)
            progress.floor = max(progress.floor, before.applied)
            return Loss(stream, views, "deleted") if views > 0 else None
        else:
            progress.applied, progress.store = guard, store
            progress.since = progress.applied_at if progress.is_pending else None
        return None

    def refused(self, stream: Stream, previous: int) -> None:
        """Note that a store has not taken the call behind a number, nor any later."""
        progress = self.of(stream)
        progress.sent = min(progress.sent, previous)

    def forgotten(self, stream: Stream, now: int, *, broken: bool = False) -> int:
        """Return up to which number a store without a guard may have had calls.

        A guard expires. One that is ``broken``, as somebody has put something else
        there, tells nothing of any call.
        """
        progress = self.of(stream)
        if broken:
            return max(progress.sent, progress.applied)
        return progress.applied if now - progress.applied_at >= GUARD_LIFE else 0

    def is_forgotten(self, entry: Entry, now: int) -> bool:
        """Return whether a store without a guard may have had a call long ago."""
        progress = self.of(entry.stream)
        since = max(entry.at, progress.tried)
        may_be = entry.number <= max(progress.sent, progress.applied)
        return may_be and now - since >= GUARD_LIFE

    def gives_up(self, stream: Stream, number: int, after: int, reason: str) -> Loss:
        """Miss calls up to ``number`` no more; those up to ``after`` are there."""
        progress = self.of(stream)
        views = max(number - max(after, progress.floor), 0)
        progress.floor = max(progress.floor, number)
        if not progress.is_pending:
            progress.since = None
        return Loss(stream, views, reason)

    def has(self, store: str | None, highest: Mapping[Stream, int]) -> bool:
        """Return whether a store has all up to some numbers; any store, if it is None.

        What is missed no more counts as being there.
        """
        for stream, number in highest.items():
            progress = self.streams.get(stream)
            if progress is None or progress.floor >= number:
                continue
            if progress.applied < number or store not in (None, progress.store):
                return False
        return True

    def marks(self, at: int) -> list[Mark]:
        """Return what has become known since this was last asked, a mark a store.

        Those of more than :data:`MARKED` streams are returned the next time.
        """
        found: dict[str, list[tuple[Stream, int, int]]] = {}
        room = MARKED
        for stream, progress in self.streams.items():
            known = (progress.store, progress.applied, progress.floor)
            if known != progress.marked and room:
                progress.marked, room = known, room - 1
                found.setdefault(known[0], []).append((stream, *known[1:]))
        return [Mark(at, store, tuple(some)) for store, some in found.items()]
