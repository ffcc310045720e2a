"""Replay: sends the journaled calls that the store lacks."""

import logging
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import ResponseError

from page_tracker.storage import keys
from page_tracker.storage.client import domain_errors
from page_tracker.storage.journal.entry import Entry, Stream
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import GUARD_LIFE, Known, Loss
from page_tracker.storage.scripts import ScriptConnection

log = logging.getLogger(__name__)

# Calls and bytes in one round trip, at most: enough to amortise the round trip, few
# enough that live calls are not delayed.
_MAX_CALLS = 64
_MAX_BYTES = 256 * 1024

# Stands for a guard that somebody has overwritten with another value.
_BROKEN = -1

_NUMBER = re.compile(rb"(\d+) ")

# Errors that concern one stream only, and that a retry cannot cure: a key of another
# type, a number out of range, a mistake in a script.
_STREAM_ERRORS = (
    "WRONGTYPE",
    "UNKNOWN",
    "value is not",
    "hash value is not",
    "increment",
    "Error running script",
    "user_script",
)

LOSSES = {
    "deleted": "views were deleted from the database after it had counted them; they"
    " are not counted again",
    "missing": "the database has lost views that the journal no longer has; raise"
    " PAGE_TRACKER_JOURNAL_KEEP, and PAGE_TRACKER_JOURNAL_MAX_BYTES with it",
    "expired": "the database may have counted views, but the keys that prove it have"
    " expired or were overwritten; the views are not counted again",
}
"""The log message for views that are given up, by reason."""


@dataclass
class Outcome:
    """What a replay did: views sent, views sent again, and views given up."""

    views: int = 0
    again: int = 0
    losses: list[Loss] = field(default_factory=list)
    refused: dict[Stream, ResponseError] = field(default_factory=dict)


@dataclass
class Replay:  # pylint: disable=too-many-instance-attributes  # what is there, what not
    """Sends the calls of a journal that the store lacks, in order.

    The ledger decides which guards must be read, and what happens to calls that the
    store lacks.
    """

    connection: ScriptConnection
    journal: Journal
    timeout: float
    outcome: Outcome = field(default_factory=Outcome)
    _now: int = 0
    _ends: dict[Stream, int] = field(default_factory=dict)  # highest durable numbers
    _known: dict[Stream, Known] = field(default_factory=dict)  # before the query
    _there: dict[Stream, int] = field(default_factory=dict)  # applied or given up
    _forgotten: dict[Stream, int] = field(default_factory=dict)  # too old to decide

    def run(self) -> Outcome:
        """Send all calls that were durable at the start.

        Nothing more is sent of a stream that the store rejects while it accepts others.
        Raises :class:`StorageError` if the store accepts none; applied calls are noted.
        """
        self._now = int(time.time())
        self._ends = self.journal.durable()
        with self.journal.lock:
            self._known = self.journal.ledger.in_need(self.connection.store)
        if self._known:
            try:
                with domain_errors():
                    self._ask()
                    self._send_missing()
            finally:
                self._report()
        return self.outcome

    def _ask(self) -> None:
        """Read the guard of each stream: the last number that the store has applied."""
        streams = list(self._known)
        guards: dict[Stream, int] = {}
        for start in range(0, len(streams), _MAX_CALLS):
            some = streams[start : start + _MAX_CALLS]
            names = [keys.guard(stream, self.journal.worker) for stream in some]
            self.connection.send_commands([("GET", name) for name in names])
            guards |= {stream: self._read_guard() for stream in some}
        self._reset_foreign(guards)
        store = self._identity_after()
        with self.journal.lock:
            for stream, guard in guards.items():
                self._learn(stream, guard, store)

    def _identity_after(self) -> str:
        """Return the identity of the store whose guards were read.

        Raises :class:`ConnectionFailed` if the identity has changed since.
        """
        before = self.connection.store
        store = self.connection.identify(self.timeout)
        if store != before:
            raise ConnectionFailed(
                "the identity of the store has changed during the replay"
            )
        return store

    def _reset_foreign(self, guards: dict[Stream, int]) -> None:
        """Overwrite guards with numbers that this worker never assigned.

        Somebody else has set them, and the store would take every call for a duplicate.
        """
        if not self.journal.is_own:
            return  # a dead worker's last calls may not be on the disk
        with self.journal.lock:
            of = self.journal.ledger.of
            foreign = [f for f, guard in guards.items() if guard > of(f).assigned]
        for stream in foreign:
            name = keys.guard(stream, self.journal.worker)
            self.connection.send_commands([("SET", name, "", "EX", GUARD_LIFE)])
            self.connection.read(self.timeout)
            guards[stream] = _BROKEN

    def _read_guard(self) -> int:
        try:
            answer = self.connection.read(self.timeout)
        except ResponseError as exc:
            if not str(exc).startswith("WRONGTYPE"):
                raise
            return _BROKEN
        if answer is None:
            return 0
        number = _NUMBER.match(answer)
        return int(number[1]) if number else _BROKEN

    def _learn(self, stream: Stream, guard: int, store: str) -> None:
        ledger = self.journal.ledger
        if guard <= 0:
            is_broken, guard = guard == _BROKEN, 0
            forgotten = ledger.forgotten(stream, self._now, broken=is_broken)
            self._forgotten[stream] = forgotten
        loss = ledger.learn(stream, guard, store, self._known[stream], self._now)
        if loss is not None:
            self.outcome.losses.append(loss)
        self._there[stream] = max(guard, ledger.of(stream).floor)

    def _send_missing(self) -> None:
        ends = {
            f: end for f, end in self._ends.items() if end > self._there.get(f, end)
        }
        if not ends:
            return
        self._give_up_forgotten(ends)
        self.journal.begin_replay(ends)
        chunk: list[Entry] = []
        size = 0
        for entry in self._missing(ends):
            chunk.append(entry)
            size += sum(map(len, entry.values))
            if len(chunk) >= _MAX_CALLS or size >= _MAX_BYTES:
                self._send(chunk)
                chunk, size = [], 0
        self._send(chunk)
        for stream, end in ends.items():
            if stream not in self.outcome.refused:
                self._give_up(stream, end, "missing")

    def _give_up_forgotten(self, ends: dict[Stream, int]) -> None:
        """Give up calls that a store without a guard may have applied.

        The views of these calls are added up as a loss.
        """
        there = {f: self._there[f] for f in ends if f in self._forgotten}
        given_up = dict.fromkeys(there, 0)
        for entry in self.journal.entries(there) if there else ():
            stream, number = entry.stream, entry.number
            if not there.get(stream, sys.maxsize) < number <= ends.get(stream, 0):
                continue
            with self.journal.lock:
                is_old = self.journal.ledger.is_forgotten(entry, self._now)
            if is_old or number <= self._forgotten[stream]:
                self._forgotten[stream] = max(number, self._forgotten[stream])
                given_up[stream] += entry.views
        for stream, views in given_up.items():
            self._skip(stream, self._forgotten[stream])
            if views:
                self.outcome.losses.append(Loss(stream, views, "expired"))

    def _missing(self, ends: dict[Stream, int]) -> Iterator[Entry]:
        """Yield the calls to send, in order."""
        there = self._there
        for entry in self.journal.entries({stream: there[stream] for stream in ends}):
            stream, number = entry.stream, entry.number
            if stream not in ends or not there[stream] < number <= ends[stream]:
                continue
            if stream not in self.outcome.refused:
                self._give_up(stream, entry.previous, "missing")
                there[stream] = number
                yield entry

    def _skip(self, stream: Stream, number: int) -> None:
        """Stop missing expired calls up to a number that the journal no longer has."""
        if number > self._there[stream]:
            with self.journal.lock:
                self.journal.ledger.gives_up(stream, number, number, "expired")
            self._there[stream] = number

    def _give_up(self, stream: Stream, number: int, reason: str) -> None:
        """Stop missing calls up to a number if the store lacks them."""
        after = self._there[stream]
        if number > after:
            with self.journal.lock:
                gives_up = self.journal.ledger.gives_up
                self.outcome.losses.append(gives_up(stream, number, after, reason))
            self._there[stream] = number

    def _send(self, chunk: list[Entry]) -> None:
        """Send calls; raise an error that concerns more than one stream."""
        wanted = [e for e in chunk if e.stream not in self.outcome.refused]
        sites = {entry.key_parts[0]: None for entry in wanted if entry.key_parts}
        calls = [self._call(entry) for entry in wanted]
        if sites:  # seen during an outage, when no site could be admitted
            calls.insert(0, ("admit", [keys.SITES], [sys.maxsize, *sites]))
        if calls:
            self.connection.send(calls)
        if sites:
            self._read()
        errors = [self._take(entry) for entry in wanted]
        for error in filter(None, errors):
            raise error

    def _call(self, entry: Entry) -> tuple[str, Sequence[str], list[str | bytes | int]]:
        names = keys.of_call(entry.script, entry.key_parts, self.journal.worker)
        floor = self.journal.ledger.of(entry.stream).floor
        previous = entry.previous if entry.previous > floor else 0
        return entry.script, names, [entry.number, 0, previous, *entry.values]

    def _take(self, entry: Entry) -> ResponseError | None:
        """Handle the reply to a call; return an error that is not of its stream."""
        error = self._read()
        if error is not None and not str(error).startswith("STALE"):
            return self._refused(entry.stream, error)
        with self.journal.lock:  # STALE: it had been applied before
            store, now = self.connection.store, self._now
            self.journal.ledger.applied(entry.stream, entry.number, store, now)
        if entry.number <= self._known[entry.stream].applied:
            self.outcome.again += entry.views
        self.outcome.views += entry.views
        return None

    def _read(self) -> ResponseError | None:
        try:
            self.connection.read(self.timeout)
        except ResponseError as exc:
            return exc
        return None

    def _refused(self, stream: Stream, error: ResponseError) -> ResponseError | None:
        if stream in self.outcome.refused:
            return None  # like the one before it
        self.outcome.refused[stream] = error
        of_stream = str(error).removeprefix("ERR ").startswith(_STREAM_ERRORS)
        with self.journal.lock:
            if of_stream:
                self.journal.ledger.blocks(stream)
            else:
                self.journal.ledger.doubts(stream)
        return None if of_stream else error

    def _report(self) -> None:
        """Log the outcome once, even if the replay ends early."""
        if self.outcome.again:
            again = {"views": self.outcome.again}
            log.error("the database had lost views; sent them again", extra=again)
        for reason, message in LOSSES.items():
            views = sum(
                each.views for each in self.outcome.losses if each.reason == reason
            )
            if views:
                log.error(message, extra={"views": views})
        for stream, exc in self.outcome.refused.items():
            fields = {"family": ":".join(stream)}
            log.debug("the database rejects queued views: %s", exc, extra=fields)
