"""A lane: the numbered batches of one worker, in order, over one connection."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from redis import Redis
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.errors import (
    StorageBehind,
    StorageError,
    StorageRefuses,
    StorageUnavailable,
)
from page_tracker.storage.client import domain_error
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import Ledger
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.calls import ExactlyOnceCall, ScriptCall
from page_tracker.storage.recording.journaling import keep, keep_counted, number
from page_tracker.storage.scripts import ScriptConnection

# After these the same batch, sent again on a new connection, may well succeed. A new
# connection may lead to a replica until a failover has ended.
_WORTH_ANOTHER_TRY = (ConnectionFailed, TimedOut, ReadOnlyError, OSError)

# Seconds between attempts to find out what became of a batch: the first is short beside
# any time-out, each further one twice as long, as a lost reply is no outage yet.
_PAUSE, _LONGEST_PAUSE = 0.01, 0.5


class _AskAgain(Exception):
    """The store lacks something that is about to be sent to it."""


def _nobody() -> None:
    """Be told in the place of nobody."""


class BatchWriter:
    """Sends one batch at a time and never lets one count twice.

    With a journal, what may wait is written there before it is sent. ``doubt`` is
    called whenever the store may not have all that it had. Not for use by two threads
    at once.
    """

    def __init__(
        self,
        client: Redis,
        journal: Journal | None = None,
        doubt: Callable[[], None] = _nobody,
    ) -> None:
        self._client = client
        self._journal = journal
        self._doubt = doubt
        self._worker = journal.worker if journal else secrets.token_hex(8)
        self._ledger = journal.ledger if journal else Ledger()
        self._connection: ScriptConnection | None = None
        self._awaited: deque[ScriptCall] = deque()  # whose answers are on their way

    def begin(self, batch: Batch) -> None:
        """Write a batch to the journal, and send it if there is a connection.

        The store works while the disk does. ``settle`` finishes it.
        """
        self.keep(batch, sent=True)
        self._leave_replaced()
        if self._connection is not None:
            try:
                self._send(self._connection, batch)
            except _WORTH_ANOTHER_TRY:
                self.close()

    def keep(self, batch: Batch, *, sent: bool = False) -> None:
        """Number a batch and write what may wait to the journal.

        If there is no room, all that counts has failed.
        """
        if self._journal is not None:
            keep(self._journal, batch, sent=sent)
        else:
            number(self._ledger, batch.guarded())

    def is_answered(self) -> bool:
        """Return whether :meth:`look` has something to do without waiting."""
        return self._connection is None or self._connection.is_answered()

    def look(self, patience: float) -> None:
        """Wait ``patience`` seconds for the answers of what was sent.

        What is not settled then, :meth:`settle` must finish.
        """
        if self._connection is not None:
            try:
                self._read(self._connection, time.monotonic() + patience)
            except (TimedOut, _AskAgain):
                pass  # still in flight
            except _WORTH_ANOTHER_TRY:
                self.close()

    def settle(self, batch: Batch) -> None:
        """Bring a batch to its end by its deadline, through lost connections.

        Of what is answered with :class:`StorageUnavailable`, and was not kept, nothing
        more will be counted.
        """
        if self._journal is None:
            number(self._ledger, batch.guarded())
        pause = _PAUSE
        while not batch.settled:
            failure = self._attempt(batch)
            if batch.settled or failure is None:
                continue
            # Not before the deadline: until then, the store may do what was sent.
            left = batch.deadline - time.monotonic()
            if not batch.sent or left <= 0:
                batch.fail(failure)
            else:
                time.sleep(min(pause, left))
                pause = min(2 * pause, _LONGEST_PAUSE)

    def note(self, batch: Batch) -> None:
        """Write to the journal what was counted before it could be written there."""
        if self._journal is not None:
            keep_counted(self._journal, batch)

    def close(self) -> None:
        """Close the connection; what was in flight on it is not answered."""
        connection, self._connection = self._connection, None
        self._awaited.clear()
        if connection is not None:
            connection.close()

    def _attempt(self, batch: Batch) -> StorageError | None:
        """Try to bring a batch to its end; returns why another attempt is needed."""
        try:
            self._try(batch)
        except _AskAgain as exc:
            return StorageBehind(str(exc))
        except _WORTH_ANOTHER_TRY as exc:
            self.close()
            return domain_error(exc)
        except RedisError as exc:  # of the first words on a new connection
            self.close()
            batch.fail(domain_error(exc))
        return None

    def _try(self, batch: Batch) -> None:
        until = max(batch.deadline, time.monotonic() + _PAUSE)
        connection = self._connection or self._open(until)
        if not self._awaited:
            self._send(connection, batch)
        self._read(connection, until)

    def _open(self, until: float) -> ScriptConnection:
        left = until - time.monotonic()
        self._connection = connection = ScriptConnection(self._client, left)
        connection.require_primary()
        with self._lock:
            self._ledger.connected(connection.store, connection.since)
        self._doubt()
        return connection

    def _leave_replaced(self) -> None:
        """Close a connection whose store has become another, as a replay has found."""
        connection, ledger = self._connection, self._ledger
        if connection is not None and connection.store != ledger.store:
            if connection.since < ledger.store_since:
                self.close()

    def _send(self, connection: ScriptConnection, batch: Batch) -> None:
        late_after = int((batch.deadline + connection.clock) * 1000)
        calls = []
        for call in batch.calls():
            if not call.settled and not self._is_blocked(call):
                floor = self._floor(call)
                what = call.arguments(self._worker, late_after, floor)
                calls.append((call.script, *what))
                self._awaited.append(call)
                if isinstance(call, ExactlyOnceCall):
                    call.tries += 1
        batch.sent = True
        if calls:
            connection.send(calls)

    def _floor(self, call: ScriptCall) -> int:
        if not isinstance(call, ExactlyOnceCall):
            return 0
        return self._ledger.of(call.stream).floor

    def _is_blocked(self, call: ScriptCall) -> bool:
        """Settle a call of which the store is known to refuse the stream."""
        if not isinstance(call, ExactlyOnceCall):
            return False
        if not self._ledger.of(call.stream).blocked:
            return False
        call.settle(StorageRefuses("the store refuses the views before this one"))
        return True

    def _read(self, connection: ScriptConnection, until: float) -> None:
        """Read the answers that are on their way.

        Raises :class:`ConnectionFailed` when one of them says: ask again, on a new
        connection; and :class:`_AskAgain` if this one will do.
        """
        refused: list[ResponseError] = []
        answered: list[ExactlyOnceCall] = []
        try:
            while self._awaited:
                left = max(until - time.monotonic(), 0.0)
                answer = _answer(connection, left)
                call = self._awaited.popleft()
                if isinstance(answer, ResponseError):
                    refused.append(answer)
                    self._refuse(call, answer)
                    continue
                call.settle(answer)
                if isinstance(call, ExactlyOnceCall) and call.answered:
                    answered.append(call)
        finally:
            self._note_applied(answered, connection.store)
        self._look_at(refused)

    def _refuse(self, call: ScriptCall, exc: ResponseError) -> None:
        """Settle a call that was refused, unless it has to be sent again.

        One that comes before what is missing waits in the journal, if it is there.
        """
        is_behind = str(exc).startswith("GAP")
        if isinstance(call, ExactlyOnceCall):
            with self._lock:
                if call.tries == 1:  # else the store may have taken it before
                    self._ledger.refused(call.stream, call.previous)
                if is_behind:
                    self._ledger.doubts(call.stream)
            if is_behind and call.journaled:
                call.settle(StorageBehind("the store lacks the views before this one"))
        if not _is_for_now(exc):
            call.settle(domain_error(exc))

    def _note_applied(self, calls: list[ExactlyOnceCall], store: str) -> None:
        now = int(time.time())
        with self._lock:
            for call in calls:
                self._ledger.applied(call.stream, call.number, store, now)

    @property
    def _lock(self) -> AbstractContextManager[object]:
        return nullcontext() if self._journal is None else self._journal.lock

    def _look_at(self, refused: list[ResponseError]) -> None:
        for exc in refused:
            if isinstance(exc, ReadOnlyError):  # the name may lead to the new primary
                self.close()
            elif str(exc).startswith(("GAP", "STALE")):
                self._doubt()
            elif _is_for_now(exc):
                raise ConnectionFailed("the store asks for another try") from exc
        if any(str(exc).startswith("GAP") for exc in refused):
            raise _AskAgain("the store lacks what was before")


def _answer(
    connection: ScriptConnection, timeout: float
) -> bytes | StorageError | ResponseError:
    """Read what a script answers: a text; what else there is makes no sense.

    Raises the driver's errors, :class:`ConnectionFailed` for what is no answer at all.
    """
    try:
        answer = connection.read(timeout)
    except ResponseError as exc:
        return exc
    except _WORTH_ANOTHER_TRY:
        raise
    except Exception as exc:  # the parsers differ in their errors for it
        raise ConnectionFailed("the store says what is no answer") from exc
    if isinstance(answer, bytes):
        return answer
    return StorageUnavailable("the store's answer makes no sense")


def _is_for_now(exc: ResponseError) -> bool:
    """Return whether the call may succeed when it is sent again.

    That is a script which the store has forgotten; LATE, when a clock has moved: who
    waits for an answer is not late; GAP, until the store has what is missing.
    """
    return isinstance(exc, NoScriptError) or str(exc).startswith(("LATE", "GAP"))
