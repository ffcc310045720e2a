"""The ledger: what a worker has journaled and what a store has applied; no I/O.

The protocol, its states and its invariants are in ``docs/journal.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from page_tracker.storage import keys
from page_tracker.storage.identity import named
from page_tracker.storage.journal.entry import Entry, Mark, Stream, Tried

# Seconds until a guard expires that is not renewed.
GUARD_LIFE = keys.APPLIED_LIFE

# Seconds between two notes on disk that the same calls are sent once more.
NOTED_EVERY = 3600

# Streams in a mark, at most: about 20 KB.
MARKED = 256


class Loss(NamedTuple):
    """Views of a stream that are never sent again, and the reason.

    The reason ``deleted`` means that somebody deleted the views from the store that had
    them. ``missing``: the journal no longer has them, because the store lost more than
    is kept or the disk lost data. ``expired``: the store may have had them, but the
    guard that would prove it has expired.
    """

    stream: Stream
    views: int
    reason: str


class Known(NamedTuple):
    """The store that last reported a stream's progress, and what it had applied."""

    store: str
    applied: int


@dataclass(slots=True)
# pylint: disable-next=too-many-instance-attributes  # what to decide by
class StreamProgress:
    """How far the calls of one stream have come.

    The number of a call counts the stream's views of this worker up to that call.
    """

    assigned: int = 0  # the last number that a call was assigned
    last: int = 0  # the number of the last call in the journal
    applied: int = 0  # ``store`` has applied all calls up to here
    store: str = ""  # the identity of the store that reported this
    floor: int = 0  # calls up to here are no longer missed
    since: int | None = None  # when the oldest pending call happened
    sent: int = 0  # a store may have calls up to here, unconfirmed
    tried: int = 0  # when the last replay began to send calls
    applied_at: int = 0  # when a store last reported ``applied``
    doubt: bool = False  # the store has reported that something is missing
    blocked: bool = False  # the store rejects this stream and accepts others
    holes: int = 0  # pending numbers that stand for no view
    marked: tuple[str, int, int] = ("", 0, 0)  # the content of the last mark

    @property
    def done(self) -> int:
        """The number up to which nothing has to be sent: it was applied or given up."""
        return max(self.applied, self.floor)

    @property
    def waiting(self) -> int:
        """The views that are in the journal but not in the store."""
        numbers = self.last - self.done
        return max(numbers - self.holes, 0) if numbers > 0 else 0

    @property
    def is_pending(self) -> bool:
        """Whether any call is in the journal but not in the store."""
        return self.last > self.done

    @property
    def written(self) -> tuple[int, int]:
        """The last number that was written, and the holes before it."""
        return self.last, self.holes

    @written.setter
    def written(self, written: tuple[int, int]) -> None:
        self.last, self.holes = written

    @property
    def previous(self) -> int:
        """The predecessor that the next call names; 0 if none is missed."""
        return self.last if self.last > self.floor else 0


class Ledger:
    """Numbers the calls of a worker, and decides which calls a store still lacks.

    Not thread-safe. Times are in seconds of the epoch.
    """

    def __init__(self) -> None:
        self.streams: dict[Stream, StreamProgress] = {}
        self.store = ""  # the last store, and when it came, by time.monotonic()
        self.store_since = 0.0

    def of(self, stream: Stream) -> StreamProgress:
        """Return the progress of a stream; the first call creates it."""
        progress = self.streams.get(stream)
        if progress is None:
            progress = self.streams[stream] = StreamProgress()
        return progress

    def journaled(self, entry: Entry) -> None:
        """Note a call that was written to the journal."""
        progress = self.of(entry.stream)
        if not progress.is_pending:
            progress.since, progress.holes = entry.at, 0
        # The store has applied the calls before this one: count holes only behind them.
        hole = entry.number - entry.views - max(progress.last, progress.done)
        progress.holes += max(hole, 0)
        progress.last = entry.number
        progress.assigned = max(progress.assigned, entry.number)
        if entry.sent:
            progress.sent = max(progress.sent, entry.number)

    def marked(self, mark: Mark) -> None:
        """Restore the progress that an earlier process noted."""
        for stream, applied, floor in mark.streams:
            progress = self.of(stream)
            progress.applied, progress.store = applied, mark.store
            progress.applied_at = mark.at
            progress.floor = max(progress.floor, floor)

    def damaged(self) -> None:
        """Note that a note may be lost: a store may have any call."""
        for progress in self.streams.values():
            progress.sent = progress.last

    def tried(self, tried: Tried) -> None:
        """Note that a store may have the journaled calls of some streams by now."""
        for stream in tried.streams:
            progress = self.of(stream)
            progress.sent, progress.tried = progress.last, tried.at

    def tries(self, streams: Mapping[Stream, int], at: int) -> None:
        """Note that a store may soon have the calls of some streams up to a number."""
        for stream, number in streams.items():
            progress = self.of(stream)
            progress.sent, progress.tried = max(progress.sent, number), at

    def untried(self, streams: Mapping[Stream, int], now: int) -> list[Stream]:
        """Return the streams whose calls up to a number have not been sent recently.

        A replay notes these on disk first; streams that it sent before are noted again
        once an hour.
        """
        some = ((f, self.of(f), number) for f, number in streams.items())
        return [f for f, p, n in some if p.sent < n or now - p.tried > NOTED_EVERY]

    def applied(self, stream: Stream, number: int, store: str, at: int) -> None:
        """Note that a store has applied a call, and thus all those before it.

        Calls that were given up are an exception: the store may lack them.
        """
        progress = self.of(stream)
        if progress.store != store:
            progress.store, progress.applied = store, number
        progress.applied = max(progress.applied, number)
        progress.applied_at = at
        progress.blocked = False
        progress.since = at if progress.is_pending else None

    def connected(self, store: str, now: float) -> None:
        """Note the identity of the store at the other end of a connection.

        If the store has no identity, nothing is known about its data any more.
        """
        if store != self.store:
            self.store, self.store_since = store, now
        if not named(store):
            for progress in self.streams.values():
                progress.doubt = True

    def doubts(self, stream: Stream) -> None:
        """Note that the store seems to lack calls that it had applied."""
        self.of(stream).doubt = True

    def blocks(self, stream: Stream) -> None:
        """Note that the store rejects calls of this stream but accepts others."""
        self.of(stream).blocked = True

    def in_need(self, store: str) -> dict[Stream, Known]:
        """Return the streams whose guards must be read, with the known progress.

        These are streams with pending calls, streams whose guard was not read since the
        store's identity changed, and streams of which the store reported a gap.
        """
        return {
            stream: Known(progress.store, progress.applied)
            for stream, progress in self.streams.items()
            if progress.doubt or progress.store != store or progress.is_pending
        }

    def learn(
        self, stream: Stream, guard: int, store: str, before: Known, now: int
    ) -> Loss | None:
        """Take in the number that a store has last applied, or 0 if it has no guard.

        ``before`` is what was known before the guard was read; the identity of the
        store was queried afterwards. Calls can only have been deleted by somebody if
        this very store had applied them, with no restart or failover since.
        """
        progress = self.of(stream)
        progress.doubt = False
        # A guard is ahead if the journal was cut or if somebody has changed the guard.
        progress.assigned = max(progress.assigned, guard)
        is_known = before.store == store and named(store)
        # Another thread may have received a reply from this store in the meantime.
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
        """Note that a store rejected the call after a number, and all later ones."""
        progress = self.of(stream)
        progress.sent = min(progress.sent, previous)

    def forgotten(self, stream: Stream, now: int, *, broken: bool = False) -> int:
        """Return the number up to which a store without a guard may have applied calls.

        A guard expires. A ``broken`` guard was overwritten by somebody, and says
        nothing about any call.
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
        """Stop missing calls up to ``number``; the store has those up to ``after``."""
        progress = self.of(stream)
        views = max(number - max(after, progress.floor), 0)
        progress.floor = max(progress.floor, number)
        if not progress.is_pending:
            progress.since = None
        return Loss(stream, views, reason)

    def has(self, store: str | None, highest: Mapping[Stream, int]) -> bool:
        """Return whether a store has applied all calls up to some numbers.

        If ``store`` is None, any store will do. Calls that were given up count as
        applied.
        """
        for stream, number in highest.items():
            progress = self.streams.get(stream)
            if progress is None or progress.floor >= number:
                continue
            if progress.applied < number or store not in (None, progress.store):
                return False
        return True

    def marks(self, at: int) -> list[Mark]:
        """Return the progress that changed since the last call, as one mark a store.

        Only :data:`MARKED` streams are returned at once; the next call returns the
        others.
        """
        found: dict[str, list[tuple[Stream, int, int]]] = {}
        room = MARKED
        for stream, progress in self.streams.items():
            known = (progress.store, progress.applied, progress.floor)
            if known != progress.marked and room:
                progress.marked, room = known, room - 1
                found.setdefault(known[0], []).append((stream, *known[1:]))
        return [Mark(at, store, tuple(some)) for store, some in found.items()]
