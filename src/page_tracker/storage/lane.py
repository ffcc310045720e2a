"""A lane: the numbered batches of one worker, in order, over one connection."""

import secrets
import time
from importlib.resources import files

from redis import Redis
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.errors import StorageError
from page_tracker.storage import keys
from page_tracker.storage.batch import Batch, Tally
from page_tracker.storage.connection import translate

SCRIPT = files(__package__).joinpath("record.lua").read_text(encoding="utf-8")

# After these the same batch, sent again on a new connection, may well succeed.
_WORTH_ANOTHER_TRY = (ConnectionFailed, TimedOut, NoScriptError, OSError)

# Between attempts to find out what became of a batch: short beside any time-out.
_PAUSE = 0.01


class Lane:
    """Sends one batch at a time and never lets one count twice.

    Not for use by two threads at once.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._guard = keys.applied(secrets.token_hex(8))
        self._sequence = 0
        self._connection: AbstractConnection | None = None
        self._in_flight = False
        self._sha = b""
        self._clock = 0.0  # the store's clock less time.monotonic(), in seconds

    def batch(self, views: int, deadline: float) -> Batch:
        """Number the next batch; each must be settled before the next is made."""
        self._sequence += 1
        return Batch(self._sequence, views, deadline)

    def attempt(self, batch: Batch, patience: float) -> Tally | None:
        """Send a batch and wait ``patience`` seconds for its answer.

        Returns None when that was not enough or the connection failed: then
        :meth:`settle` must finish it. Raises the :class:`StorageError` that the store
        answered.
        """
        if self._connection is None:
            return None
        try:
            self._send(self._connection, batch)
            return self._read(self._connection, patience)
        except TimedOut:
            return None  # still in flight
        except _WORTH_ANOTHER_TRY:
            self.close()
            return None
        except RedisError as exc:
            raise self._refused(exc) from exc

    def settle(self, batch: Batch) -> Tally:
        """Bring a batch to its end by its deadline, through lost connections.

        Raises the :class:`StorageError` that the store answered, or
        :class:`StorageUnavailable`; then nothing more of the batch will be counted.
        """
        while True:
            try:
                return self._try(batch)
            except _WORTH_ANOTHER_TRY as exc:
                self.close()
                if not batch.sent or time.monotonic() + _PAUSE > batch.deadline:
                    raise translate(exc) from exc
                time.sleep(_PAUSE)
            except RedisError as exc:
                raise self._refused(exc) from exc

    def close(self) -> None:
        """Let the connection go; what was in flight on it is not answered."""
        connection, self._connection = self._connection, None
        self._in_flight = False
        if connection is not None:
            connection.disconnect()

    def _try(self, batch: Batch) -> Tally:
        left = max(batch.deadline - time.monotonic(), _PAUSE)
        connection = self._connection or self._open(left)
        if not self._in_flight:
            self._send(connection, batch)
        return self._read(connection, left)

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
        """Load the script, and learn how the store's clock stands to ours."""
        hello = [("TIME",), ("SCRIPT", "LOAD", SCRIPT)]
        connection.send_packed_command(connection.pack_commands(hello))
        seconds, micros = connection.read_response()
        self._clock = int(seconds) + int(micros) / 1e6 - time.monotonic()
        self._sha = connection.read_response()

    def _send(self, connection: AbstractConnection, batch: Batch) -> None:
        late_after = int((batch.deadline + self._clock) * 1000)
        names = (self._guard, keys.PAGE_VIEWS)
        values = (batch.sequence, late_after, keys.APPLIED_LIFE, batch.views)
        command = connection.pack_command("EVALSHA", self._sha, 2, *names, *values)
        batch.sent = self._in_flight = True
        connection.send_packed_command(command, check_health=False)

    def _read(self, connection: AbstractConnection, timeout: float) -> Tally:
        try:
            answer = connection.read_response(
                timeout=timeout, disconnect_on_error=False
            )
        except ResponseError as exc:
            self._in_flight = False
            if str(exc).startswith("LATE"):  # yet we are in time: a clock has moved
                raise ConnectionFailed("the store's clock has moved") from exc
            raise
        self._in_flight = False
        return Tally.parse(answer)

    def _refused(self, exc: RedisError) -> StorageError:
        if isinstance(exc, ReadOnlyError):  # the name may lead to the new primary
            self.close()
        return translate(exc)
