"""A connection on which the store knows the scripts."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from redis import Redis
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import ResponseError

from page_tracker.storage.scripts import SCRIPTS

# Where the store says who it is, and whose data it has: a primary that became a replica
# runs on, with what the new primary has.
_NAMES = (("server", "run_id:"), ("replication", "master_replid:"))


class ScriptConnection:
    """Calls scripts by name. Every method but ``close`` raises the driver's errors.

    ``clock`` is the store's less ``time.monotonic()``, in seconds. ``store`` is what
    the store calls itself and its data, empty if it does not say: another after each
    start, and when it takes over the data of another.
    """

    def __init__(self, client: Redis, timeout: float) -> None:
        """Connect; ``timeout`` is in seconds."""
        pool = client.connection_pool
        limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        self._connection: AbstractConnection = pool.connection_class(
            **(pool.connection_kwargs | limits)
        )
        self._connection.connect()
        try:
            self._prepare()
        except BaseException:
            self._connection.disconnect()
            raise

    def send(
        self, calls: Iterable[tuple[str, Sequence[str], Sequence[str | bytes | int]]]
    ) -> None:
        """Send calls: the name of each script, its keys, its other arguments."""
        commands = [
            ("EVALSHA", self._shas[script], len(keys), *keys, *values)
            for script, keys, values in calls
        ]
        self.send_commands(commands)

    def send_commands(self, commands: Iterable[Sequence[str | bytes | int]]) -> None:
        """Send commands, each with its arguments."""
        packed = self._connection.pack_commands(commands)
        self._connection.send_packed_command(packed, check_health=False)

    def is_answered(self) -> bool:
        """Tell whether :meth:`read` gets something at once, be it that all is over."""
        try:
            return self._connection.can_read()
        except ConnectionFailed:  # hiredis tells here, the driver's own parser there
            return True

    def read(self, timeout: float) -> Any:
        """Return the next answer, which may take ``timeout`` seconds."""
        return self._connection.read_response(
            timeout=timeout, disconnect_on_error=False
        )

    def store(self, timeout: float) -> str:
        """Ask the store what it calls itself and its data; empty if it does not say.

        That is another after each start, and when it takes over the data of another,
        which may happen under an open connection. Each answer may take ``timeout``
        seconds.
        """
        self.send_commands([("INFO", section) for section, _ in _NAMES])
        names = [self._read_name(field, timeout) for _, field in _NAMES]
        return ":".join(names) if all(names) else ""

    def close(self) -> None:
        """Let it go; what is in flight on it is not answered."""
        self._connection.disconnect()

    def _prepare(self) -> None:
        loads = [("SCRIPT", "LOAD", text) for text in SCRIPTS.values()]
        self.send_commands([("TIME",), *loads])
        seconds, micros = self._connection.read_response()
        self.clock = int(seconds) + int(micros) / 1e6 - time.monotonic()
        self._shas = {name: self._connection.read_response() for name in SCRIPTS}

    def _read_name(self, field: str, timeout: float) -> str:
        try:
            lines = self.read(timeout).decode().splitlines()
        except ResponseError:
            return ""  # not everybody may ask that
        named = (line.partition(":")[2] for line in lines if line.startswith(field))
        return next(named, "")
