"""Replay: brings to the store what a journal has and the store has not."""

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

# Calls, and bytes of them, in one round trip: enough to make it count, few enough that
# the calls of others come in between.
_MOST = 64
_MOST_BYTES = 256 * 1024

# Stands for a guard that somebody has overwritten with something else.
_BROKEN = -1

_NUMBER = re.compile(rb"(\d+) ")

# What the store says of a call that it will not take the next time either, while it may
# take those of other sites: a key of another type, a number out of range, our mistake.
_OF_ONE_FAMILY = (
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
"""What the log says of views that are given up, by the reason."""


@dataclass
class Outcome:
    """What a replay has done: views sent, those of them again, and views given up."""

    views: int = 0
    again: int = 0
    losses: list[Loss] = field(default_factory=list)
    refused: dict[Stream, ResponseError] = field(default_factory=dict)


@dataclass
class Replay:  # pylint: disable=too-many-instance-attributes  # what is there, what not
    """Sends what a journal has and the store has not, in order.

    Which streams it asks the store for, and what becomes of what is not there, is the
    ledger's to decide.
    """

    connection: ScriptConnection
    journal: Journal
    timeout: float
    outcome: Outcome = field(default_factory=Outcome)
    _now: int = 0
    _ends: dict[Stream, int] = field(default_factory=dict)  # of what the disk has
    _known: dict[Stream, Known] = field(default_factory=dict)  # before it was asked
    _there: dict[Stream, int] = field(default_factory=dict)  # the store has, or misses
    _forgotten: dict[Stream, int] = field(default_factory=dict)  # too old to tell

    def run(self) -> Outcome:
        """Return when the store has all that the disk had at the start.

        Of a stream that the store refuses, while it takes others, nothing more is sent.
        Raises :class:`StorageError` when it takes none; what it took is noted.
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
        """Ask for the last number that the store has of each stream."""
        streams = list(self._known)
        guards: dict[Stream, int] = {}
        for start in range(0, len(streams), _MOST):
            some = streams[start : start + _MOST]
            names = [keys.guard(stream, self.journal.worker) for stream in some]
            self.connection.send_commands([("GET", name) for name in names])
            guards |= {stream: self._read_guard() for stream in some}
        self._reset_foreign(guards)
        store = self._who_answered()
        with self.journal.lock:
            for stream, guard in guards.items():
                self._learn(stream, guard, store)

    def _who_answered(self) -> str:
        """Return the identity of the store whose guards were read.

        Raises :class:`ConnectionFailed` if it has become another meanwhile.
        """
        before = self.connection.store
        store = self.connection.identify(self.timeout)
        if store != before:
            raise ConnectionFailed("the store has become another meanwhile")
        return store

    def _reset_foreign(self, guards: dict[Stream, int]) -> None:
        """Overwrite guards with numbers that this worker has never given.

        Somebody has put them there, and the store would take no call for long.
        """
        if not self.journal.is_own:
            return  # the last calls of a worker that has died may not be on the disk
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
        self._look_for_forgotten(ends)
        self.journal.begin_replay(ends)
        chunk: list[Entry] = []
        size = 0
        for entry in self._missing(ends):
            chunk.append(entry)
            size += sum(map(len, entry.values))
            if len(chunk) >= _MOST or size >= _MOST_BYTES:
                self._send(chunk)
                chunk, size = [], 0
        self._send(chunk)
        for stream, end in ends.items():
            if stream not in self.outcome.refused:
                self._give_up(stream, end, "missing")

    def _look_for_forgotten(self, ends: dict[Stream, int]) -> None:
        """Give up what a store without a guard may have had, and add up its views."""
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
        """Yield what is to be sent, in order."""
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
        """Miss calls up to a number no more, which are not kept and long forgotten."""
        if number > self._there[stream]:
            with self.journal.lock:
                self.journal.ledger.gives_up(stream, number, number, "expired")
            self._there[stream] = number

    def _give_up(self, stream: Stream, number: int, reason: str) -> None:
        """Miss calls up to a number no more, if they are not there."""
        after = self._there[stream]
        if number > after:
            with self.journal.lock:
                gives_up = self.journal.ledger.gives_up
                self.outcome.losses.append(gives_up(stream, number, after, reason))
            self._there[stream] = number

    def _send(self, chunk: list[Entry]) -> None:
        """Send calls; raises an error that is not of one stream."""
        wanted = [e for e in chunk if e.stream not in self.outcome.refused]
        sites = {entry.key_parts[0]: None for entry in wanted if entry.key_parts}
        calls = [self._call(entry) for entry in wanted]
        if sites:  # seen when the store was away, and nobody could be asked
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
        """Take the answer to a call; returns an error that is not of its stream."""
        error = self._read()
        if error is not None and not str(error).startswith("STALE"):
            return self._refused(entry.stream, error)
        with self.journal.lock:  # STALE: it was there before
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
            return None  # as the one before it was
        self.outcome.refused[stream] = error
        of_stream = str(error).removeprefix("ERR ").startswith(_OF_ONE_FAMILY)
        with self.journal.lock:
            if of_stream:
                self.journal.ledger.blocks(stream)
            else:
                self.journal.ledger.doubts(stream)
        return None if of_stream else error

    def _report(self) -> None:
        """Say once what was found, also when the replay ends early."""
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
            told = {"family": ":".join(stream)}
            log.debug("the database rejects queued views: %s", exc, extra=told)
