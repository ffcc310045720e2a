"""Replay: brings to the store what a journal has and the store has not."""

import logging
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from redis.exceptions import ResponseError

from page_tracker.storage import keys
from page_tracker.storage.connection import translated
from page_tracker.storage.journal.entry import Entry
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.script_connection import ScriptConnection

log = logging.getLogger(__name__)

# Calls, and bytes of them, in one round trip: enough to make it count, few enough that
# the calls of others come in between.
_MOST = 64
_MOST_BYTES = 256 * 1024

_NUMBER = re.compile(rb"\d+")


@dataclass
class _Account:
    """What a replay has found: entries that waited, were forgotten, were deleted."""

    late: int = 0
    forgotten: int = 0
    deleted: int = 0


@dataclass
class Replay:
    """Sends what a journal has, in order, and skips what the store has.

    A store that has lost its last seconds gets them again. Of one that is the same as
    before, and has no trace of what it had, somebody has deleted that: it stays
    deleted, and the log says so.
    """

    connection: ScriptConnection
    journal: Journal
    timeout: float
    everything: bool
    _last: dict[str, int] = field(default_factory=dict)  # by guard
    _applied: int = 0
    _seen: Entry | None = None
    _account: _Account = field(default_factory=_Account)

    def run(self) -> None:
        """Return when the store has all that was in the journal at the start.

        Raises :class:`StorageError` when it does not take it; what it took is noted.
        """
        self._applied = self.journal.applied  # before the store is asked
        try:
            with translated():
                self._learn(self._entries())
                store = self.connection.store(self.timeout)  # now that it has answered
                same_store = self.journal.store == store != ""
                for chunk in _chunks(self._wanted(same_store)):
                    self._send(chunk)
        finally:
            self._tell()
        self._note(self._seen)
        self.journal.store = store

    def _entries(self) -> Iterator[Entry]:
        return self.journal.entries(everything=self.everything)

    def _guard(self, entry: Entry) -> str:
        return keys.of_call(entry.script, entry.about, self.journal.worker)[0]

    def _learn(self, entries: Iterable[Entry]) -> None:
        """Ask for the last number that the store has of each family."""
        guards = list({self._guard(entry): None for entry in entries})
        for start in range(0, len(guards), _MOST):
            some = guards[start : start + _MOST]
            self.connection.send_commands([("GET", guard) for guard in some])
            for guard in some:
                number = _NUMBER.match(self.connection.read(self.timeout) or b"0")
                self._last[guard] = int(number.group()) if number else 0

    def _wanted(self, same_store: bool) -> Iterator[Entry]:
        """Yield what is to be sent."""
        for entry in self._entries():
            there = self._last.get(self._guard(entry))
            if there is None:
                return  # it has come since the start, and is for the next replay
            was_there = entry.sequence <= self._applied
            if entry.sequence > there and was_there and same_store:
                self._account.deleted += entry.sequence > self.journal.floor
                self.journal.floor = max(self.journal.floor, entry.sequence)
            elif entry.sequence > there:
                self._account.forgotten += was_there
                self._account.late += not was_there
                yield entry
            self._seen = entry

    def _note(self, entry: Entry | None) -> None:
        if entry is not None:
            self.journal.note_applied(entry.sequence, entry.total, entry.at)

    def _send(self, chunk: list[Entry]) -> None:
        calls = [self._call(entry) for entry in chunk]
        sites = {entry.about[0]: None for entry in chunk if entry.about}
        if sites:  # seen when the store was away, and nobody could be asked
            calls.insert(0, ("admit", [keys.SITES], [sys.maxsize, *sites]))
        self.connection.send(calls)
        failure: ResponseError | None = None
        for _ in calls:
            try:
                self.connection.read(self.timeout)
            except ResponseError as exc:
                if not str(exc).startswith("STALE"):  # then it was there before
                    failure = failure or exc
        if failure is not None:
            raise failure
        self._note(chunk[-1])

    def _call(self, entry: Entry) -> tuple[str, list[str], list[str | bytes | int]]:
        names = keys.of_call(entry.script, entry.about, self.journal.worker)
        previous, self._last[names[0]] = self._last[names[0]], entry.sequence
        return entry.script, [*names], [entry.sequence, 0, previous, *entry.values]

    def _tell(self) -> None:
        found = self._account
        if found.late:
            log.debug("queued calls were sent", extra={"calls": found.late})
        if found.forgotten:
            told = {"calls": found.forgotten}
            log.error(
                "the store had forgotten what it had; it gets it again", extra=told
            )
        if found.deleted:
            told = {"calls": found.deleted}
            log.error("what the store had was deleted there; it stays so", extra=told)


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    size = 0
    for entry in entries:
        chunk.append(entry)
        size += sum(map(len, entry.values))
        if len(chunk) >= _MOST or size >= _MOST_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
