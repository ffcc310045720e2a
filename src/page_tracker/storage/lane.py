"""A lane: the numbered batches of one worker, in order, over one connection."""

import secrets
import time
from collections import deque
from collections.abc import Callable

from redis import Redis
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.errors import JournalFull, StorageError, StorageUnavailable
from page_tracker.storage.batch import Batch
from page_tracker.storage.call import Call
from page_tracker.storage.connection import translate
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.keeping import keep, keep_counted, note_applied, unkeep
from page_tracker.storage.script_connection import ScriptConnection

# After these the same batch, sent again on a new connection, may well succeed.
_WORTH_ANOTHER_TRY = (ConnectionFailed, TimedOut, OSError)

# Between attempts to find out what became of a batch: short beside any time-out.
_PAUSE = 0.01


def _nobody() -> None:
    """Be told in the place of nobody."""


class Lane:
    """Sends one batch at a time and never lets one count twice.

    With a journal, what may wait is kept there before it is sent. ``doubt`` is called
    whenever the store may not have all that it had. Not for use by two threads at once.
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
        self._sequence = 0
        self._connection: ScriptConnection | None = None
        self._awaited: deque[Call] = deque()  # whose answers are on their way

    def begin(self, batch: Batch) -> None:
        """Keep a batch, and send it if there is a connection.

        ``sync`` must follow: the store works while the disk does. ``settle`` finishes
        it.
        """
        self.keep(batch)
        if self._connection is not None:
            try:
                self._send(self._connection, batch)
            except _WORTH_ANOTHER_TRY:
                self.close()

    def keep(self, batch: Batch) -> None:
        """Number a batch and write what may wait to the journal; ``sync`` must follow.

        If there is no room, all that counts has failed.
        """
        self._number(batch)
        if self._journal is not None:
            keep(self._journal, batch)

    def sync(self, *batches: Batch) -> None:
        """Let what was kept be on disk; if that fails, it is as if it was not kept."""
        if self._journal is None or not any(batch.kept for batch in batches):
            return
        try:
            self._journal.sync()
        except JournalFull as exc:
            for batch in batches:
                unkeep(batch, exc)

    def is_answered(self) -> bool:
        """Tell whether :meth:`look` has something to do without waiting."""
        return self._connection is None or self._connection.is_answered()

    def look(self, patience: float) -> None:
        """Wait ``patience`` seconds for the answers of what was sent.

        What is not settled then, :meth:`settle` must finish.
        """
        if self._connection is not None:
            try:
                self._read(self._connection, patience)
            except TimedOut:
                pass  # still in flight
            except _WORTH_ANOTHER_TRY:
                self.close()

    def settle(self, batch: Batch) -> None:
        """Bring a batch to its end by its deadline, through lost connections.

        Of what is answered with :class:`StorageUnavailable`, and was not kept, nothing
        more will be counted.
        """
        self._number(batch)
        while not batch.settled:
            try:
                self._try(batch)
            except _WORTH_ANOTHER_TRY as exc:
                self.close()
                if not batch.sent or time.monotonic() + _PAUSE > batch.deadline:
                    batch.fail(translate(exc))
                else:
                    time.sleep(_PAUSE)
            except RedisError as exc:  # of the first words on a new connection
                batch.fail(translate(exc))

    def note(self, batch: Batch) -> None:
        """Note in the journal what the store has of a settled batch."""
        if self._journal is not None:
            if not note_applied(self._journal, batch):
                self._doubt()
            keep_counted(self._journal, batch)

    def close(self) -> None:
        """Let the connection go; what was in flight on it is not answered."""
        connection, self._connection = self._connection, None
        self._awaited.clear()
        if connection is not None:
            connection.close()

    def _number(self, batch: Batch) -> None:
        if not batch.sequence:
            batch.sequence = self._sequence + 1
            self._sequence += len(batch)

    def _try(self, batch: Batch) -> None:
        left = max(batch.deadline - time.monotonic(), _PAUSE)
        connection = self._connection or self._open(left)
        if not self._awaited:
            self._send(connection, batch)
        self._read(connection, left)

    def _open(self, timeout: float) -> ScriptConnection:
        self._connection = ScriptConnection(self._client, timeout)
        self._doubt()
        return self._connection

    def _send(self, connection: ScriptConnection, batch: Batch) -> None:
        late_after = int((batch.deadline + connection.clock) * 1000)
        floor = self._journal.floor if self._journal is not None else 0
        calls = []
        for sequence, call in batch.calls():
            if not call.settled:
                what = call.arguments(self._worker, sequence, late_after, floor)
                calls.append((call.script, *what))
                self._awaited.append(call)
        batch.sent = True
        if calls:
            connection.send(calls)

    def _read(self, connection: ScriptConnection, timeout: float) -> None:
        """Read the answers that are on their way, each within the time-out.

        Raises :class:`ConnectionFailed` when one of them says: ask again.
        """
        refused: list[ResponseError] = []
        while self._awaited:
            outcome: bytes | StorageError | None
            try:
                outcome = _answer(connection, timeout)
            except ResponseError as exc:
                refused.append(exc)
                outcome = None if _is_for_now(exc) else translate(exc)
            call = self._awaited.popleft()
            if outcome is not None:
                call.settle(outcome)
        if refused:
            self._look_at(refused)

    def _look_at(self, refused: list[ResponseError]) -> None:
        for exc in refused:
            if isinstance(exc, ReadOnlyError):  # the name may lead to the new primary
                self.close()
            elif _is_for_now(exc):
                if str(exc).startswith("GAP"):
                    self._doubt()
                raise ConnectionFailed("the store asks for another try") from exc


def _answer(connection: ScriptConnection, timeout: float) -> bytes | StorageError:
    """Read what a script answers: a text; what else there is makes no sense.

    Raises the driver's errors, :class:`ConnectionFailed` for what is no answer at all.
    """
    try:
        answer = connection.read(timeout)
    except (ResponseError, *_WORTH_ANOTHER_TRY):
        raise
    except Exception as exc:  # the parsers differ in their errors for it
        raise ConnectionFailed("the store says what is no answer") from exc
    if isinstance(answer, bytes):
        return answer
    return StorageUnavailable("the store's answer makes no sense")


def _is_for_now(exc: ResponseError) -> bool:
    """Tell whether the call may succeed on a new connection.

    That is a script which the store has forgotten; LATE, when a clock has moved: who
    waits for an answer is not late; GAP, until the store has what is missing.
    """
    return isinstance(exc, NoScriptError) or str(exc).startswith(("LATE", "GAP"))
