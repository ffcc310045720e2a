"""A lane: the numbered batches of one worker, in order, over one connection."""

import secrets
import time
from collections import deque

from redis import Redis
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.errors import StorageError, StorageUnavailable
from page_tracker.storage.batch import Batch
from page_tracker.storage.call import Call
from page_tracker.storage.connection import translate
from page_tracker.storage.scripts import SCRIPTS

# After these the same batch, sent again on a new connection, may well succeed.
_WORTH_ANOTHER_TRY = (ConnectionFailed, TimedOut, OSError)

# Between attempts to find out what became of a batch: short beside any time-out.
_PAUSE = 0.01


class Lane:
    """Sends one batch at a time and never lets one count twice.

    Not for use by two threads at once.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._worker = secrets.token_hex(8)
        self._sequence = 0
        self._connection: AbstractConnection | None = None
        self._awaited: deque[Call] = deque()  # whose answers are on their way
        self._shas: dict[str, bytes] = {}
        self._clock = 0.0  # the store's clock less time.monotonic(), in seconds

    def begin(self, batch: Batch) -> None:
        """Send a batch, if there is a connection; :meth:`settle` must finish it."""
        self._number(batch)
        if self._connection is not None:
            try:
                self._send(self._connection, batch)
            except _WORTH_ANOTHER_TRY:
                self.close()

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

        Of what is answered with :class:`StorageUnavailable` nothing more will be
        counted.
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

    def close(self) -> None:
        """Let the connection go; what was in flight on it is not answered."""
        connection, self._connection = self._connection, None
        self._awaited.clear()
        if connection is not None:
            connection.disconnect()

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

    def _open(self, timeout: float) -> AbstractConnection:
        pool = self._client.connection_pool
        limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        connection: AbstractConnection = pool.connection_class(
            **(pool.connection_kwargs | limits)
        )
        connection.connect()
        try:
            self._prepare(connection)
        except BaseException:
            connection.disconnect()
            raise
        self._connection = connection
        return connection

    def _prepare(self, connection: AbstractConnection) -> None:
        """Load the scripts, and learn how the store's clock stands to ours."""
        loads = [("SCRIPT", "LOAD", text) for text in SCRIPTS.values()]
        connection.send_packed_command(connection.pack_commands([("TIME",), *loads]))
        seconds, micros = connection.read_response()
        self._clock = int(seconds) + int(micros) / 1e6 - time.monotonic()
        self._shas = {name: connection.read_response() for name in SCRIPTS}

    def _send(self, connection: AbstractConnection, batch: Batch) -> None:
        late_after = int((batch.deadline + self._clock) * 1000)
        commands = []
        for sequence, call in batch.calls():
            if not call.settled:
                names, values = call.arguments(self._worker, sequence, late_after)
                sha = self._shas[call.script]
                commands.append(("EVALSHA", sha, len(names), *names, *values))
                self._awaited.append(call)
        batch.sent = True
        packed = connection.pack_commands(commands)
        connection.send_packed_command(packed, check_health=False)

    def _read(self, connection: AbstractConnection, timeout: float) -> None:
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
                raise ConnectionFailed("the store asks for another try") from exc


def _answer(connection: AbstractConnection, timeout: float) -> bytes | StorageError:
    """Read what a script answers: a text; what else there is makes no sense.

    Raises the driver's errors, :class:`ConnectionFailed` for what is no answer at all.
    """
    try:
        answer = connection.read_response(timeout=timeout, disconnect_on_error=False)
    except (ResponseError, *_WORTH_ANOTHER_TRY):
        raise
    except Exception as exc:  # the parsers differ in their errors for it
        raise ConnectionFailed("the store says what is no answer") from exc
    if isinstance(answer, bytes):
        return answer
    return StorageUnavailable("the store's answer makes no sense")


def _is_for_now(exc: ResponseError) -> bool:
    """Tell whether the call may succeed on a new connection.

    That is a script which the store has forgotten, or LATE, when a clock has moved:
    who waits for an answer is not late.
    """
    return isinstance(exc, NoScriptError) or str(exc).startswith("LATE")
