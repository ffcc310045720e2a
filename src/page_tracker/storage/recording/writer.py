"""The writer: sends the numbered batches of one worker, in order, on one connection."""

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
from page_tracker.storage.recording.journaling import (
    number,
    write_counted,
    write_queueable,
)
from page_tracker.storage.scripts import ScriptConnection

# Errors after which resending the batch on a new connection may succeed. A new
# connection may lead to a replica until a failover has ended.
_RETRYABLE = (ConnectionFailed, TimedOut, ReadOnlyError, OSError)

# Seconds between attempts to settle a batch. The first pause is short compared with any
# timeout, because a lost reply is no outage yet; each further one is twice as long.
_PAUSE, _LONGEST_PAUSE = 0.01, 0.5


class _ResendNeeded(Exception):
    """The store lacks a call that is about to be sent to it."""


def _ignore_doubt() -> None:
    """Do nothing: the default for ``doubt``."""


class BatchWriter:
    """Sends one batch at a time, and never lets a batch count twice.

    With a journal, queueable calls are written there before they are sent. ``doubt`` is
    called whenever the store may have lost calls. Not thread-safe.
    """

    def __init__(
        self,
        client: Redis,
        journal: Journal | None = None,
        doubt: Callable[[], None] = _ignore_doubt,
    ) -> None:
        self._client = client
        self._journal = journal
        self._doubt = doubt
        self._worker = journal.worker if journal else secrets.token_hex(8)
        self._ledger = journal.ledger if journal else Ledger()
        self._connection: ScriptConnection | None = None
        self._awaited: deque[ScriptCall] = deque()  # their replies are not read yet

    def begin(self, batch: Batch) -> None:
        """Write a batch to the journal, and send it if there is a connection.

        The store works at the same time as the disk. Call :meth:`settle` afterwards.
        """
        self.keep(batch, sent=True)
        self._close_if_replaced()
        if self._connection is not None:
            try:
                self._send(self._connection, batch)
            except _RETRYABLE:
                self.close()

    def keep(self, batch: Batch, *, sent: bool = False) -> None:
        """Number a batch and write its queueable calls to the journal.

        If the journal is full, every call that counts fails.
        """
        if self._journal is not None:
            write_queueable(self._journal, batch, sent=sent)
        else:
            number(self._ledger, batch.guarded())

    def is_answered(self) -> bool:
        """Return whether :meth:`look` can make progress without waiting."""
        return self._connection is None or self._connection.is_answered()

    def look(self, patience: float) -> None:
        """Wait ``patience`` seconds for the replies to the batch in flight.

        If the batch is not settled afterwards, call :meth:`settle`.
        """
        if self._connection is not None:
            try:
                self._read(self._connection, time.monotonic() + patience)
            except (TimedOut, _ResendNeeded):
                pass  # still in flight
            except _RETRYABLE:
                self.close()

    def settle(self, batch: Batch) -> None:
        """Settle a batch by its deadline, and reconnect if the connection is lost.

        A call that failed with :class:`StorageUnavailable` and is not journaled will
        not be applied later.
        """
        if self._journal is None:
            number(self._ledger, batch.guarded())
        pause = _PAUSE
        while not batch.settled:
            failure = self._attempt(batch)
            if batch.settled or failure is None:
                continue
            # Not before the deadline: until then, the store may execute what was sent.
            left = batch.deadline - time.monotonic()
            if not batch.sent or left <= 0:
                batch.fail(failure)
            else:
                time.sleep(min(pause, left))
                pause = min(2 * pause, _LONGEST_PAUSE)

    def note(self, batch: Batch) -> None:
        """Write calls to the journal that could only be written once counted."""
        if self._journal is not None:
            write_counted(self._journal, batch)

    def close(self) -> None:
        """Close the connection; calls in flight on it get no reply."""
        connection, self._connection = self._connection, None
        self._awaited.clear()
        if connection is not None:
            connection.close()

    def _attempt(self, batch: Batch) -> StorageError | None:
        """Try to settle a batch; return the error if another attempt is needed."""
        try:
            self._try(batch)
        except _ResendNeeded as exc:
            return StorageBehind(str(exc))
        except _RETRYABLE as exc:
            self.close()
            return domain_error(exc)
        except RedisError as exc:  # while a new connection was set up
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

    def _close_if_replaced(self) -> None:
        """Close a connection if a replay has found another store at its address."""
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
        """Settle a call whose stream the store is known to reject."""
        if not isinstance(call, ExactlyOnceCall):
            return False
        if not self._ledger.of(call.stream).blocked:
            return False
        call.settle(StorageRefuses("the store refuses the views before this one"))
        return True

    def _read(self, connection: ScriptConnection, until: float) -> None:
        """Read the replies to the batch in flight.

        Raises :class:`ConnectionFailed` if a reply requires a new connection, and
        :class:`_ResendNeeded` if a resend on the same connection will do.
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
        self._handle_rejections(refused)

    def _refuse(self, call: ScriptCall, exc: ResponseError) -> None:
        """Settle a rejected call, unless it has to be sent again.

        After a gap, a journaled call waits for the replay.
        """
        is_behind = str(exc).startswith("GAP")
        if isinstance(call, ExactlyOnceCall):
            with self._lock:
                if call.tries == 1:  # else an earlier attempt may have been applied
                    self._ledger.refused(call.stream, call.previous)
                if is_behind:
                    self._ledger.doubts(call.stream)
            if is_behind and call.journaled:
                call.settle(StorageBehind("the store lacks the views before this one"))
        if not _is_transient(exc):
            call.settle(domain_error(exc))

    def _note_applied(self, calls: list[ExactlyOnceCall], store: str) -> None:
        now = int(time.time())
        with self._lock:
            for call in calls:
                self._ledger.applied(call.stream, call.number, store, now)

    @property
    def _lock(self) -> AbstractContextManager[object]:
        return nullcontext() if self._journal is None else self._journal.lock

    def _handle_rejections(self, refused: list[ResponseError]) -> None:
        for exc in refused:
            if isinstance(exc, ReadOnlyError):  # the name may lead to the new primary
                self.close()
            elif str(exc).startswith(("GAP", "STALE")):
                self._doubt()
            elif _is_transient(exc):
                raise ConnectionFailed("the store requires a resend") from exc
        if any(str(exc).startswith("GAP") for exc in refused):
            raise _ResendNeeded("the store lacks earlier calls")


def _answer(
    connection: ScriptConnection, timeout: float
) -> bytes | StorageError | ResponseError:
    """Read the reply of a script; any other type than bytes is an error.

    Raises the driver's errors, and :class:`ConnectionFailed` for an invalid reply.
    """
    try:
        answer = connection.read(timeout)
    except ResponseError as exc:
        return exc
    except _RETRYABLE:
        raise
    except Exception as exc:  # the parsers raise different errors
        raise ConnectionFailed("the store sent an invalid reply") from exc
    if isinstance(answer, bytes):
        return answer
    return StorageUnavailable("the store sent an invalid reply")


def _is_transient(exc: ResponseError) -> bool:
    """Return whether the call may succeed when it is sent again.

    That is the case if the store has no such script; for LATE, if a clock has moved
    while a caller still waits; and for GAP, until the store has the missing calls.
    """
    return isinstance(exc, NoScriptError) or str(exc).startswith(("LATE", "GAP"))
