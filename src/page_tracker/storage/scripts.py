"""The scripts that run in the store, and a connection that calls them by name."""

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from redis import Redis
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import NoPermissionError, ReadOnlyError, ResponseError
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.storage import keys, lua
from page_tracker.storage.identity import UNNAMED
from page_tracker.storage.sentinels import is_still_primary


def _guarded(name: str) -> str:
    places = (f"{each} = {at}" for at, each in enumerate(keys.DIMENSIONS, 1))
    constants = (
        f"local APPLIED_LIFE = {keys.APPLIED_LIFE}",
        f"local DIMENSIONS = {{ {', '.join(places)} }}",
    )
    return "\n".join((*constants, lua.load("guard") + lua.load(name)))


# Scripts that count, and thus need a guard.
_GUARDED = ("count", "record", "refuse")
_HARMLESS = ("admit", "salt", "score")

SCRIPTS = {name: _guarded(name) for name in _GUARDED} | {
    name: lua.load(name) for name in _HARMLESS
}
"""The text of each script by its name."""


# The sections with the store's run id and replication id: a primary that became a
# replica keeps its run id, but has the data of the new primary.
_INFO = (("INFO", "server"), ("INFO", "replication"))

# Two keys of two slots: a node of a Redis Cluster answers with an error. Such a node
# has the slots of some sites only, and would reject the others.
TWO_SLOTS = ("EXISTS", keys.PAGE_VIEWS, keys.SITES)


class ScriptConnection:
    """Calls scripts by name. Every method except ``close`` raises the driver's errors.

    ``clock`` is the store's clock minus ``time.monotonic()``, in seconds. ``store`` is
    the store's identity. It changes at each start of the store, and when a replica
    takes over; it is :data:`UNNAMED` if the store does not report one. ``is_replica``
    is queried with it. ``since`` is when the connection was opened, by
    ``time.monotonic()``.
    """

    def __init__(self, client: Redis, timeout: float) -> None:
        """Connect within ``timeout`` seconds."""
        until = time.monotonic() + timeout
        self._pool = pool = client.connection_pool
        limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        self._connection: AbstractConnection = pool.connection_class(
            **(pool.connection_kwargs | limits)
        )
        self.is_replica = False
        self.since = time.monotonic()
        self._connection.connect()
        try:
            self._prepare(until)
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
        """Return whether :meth:`read` returns or raises without waiting."""
        try:
            return self._connection.can_read()
        except ConnectionFailed:  # hiredis raises it here, the driver's parser in read
            return True

    def read(self, timeout: float) -> Any:
        """Return the next reply; wait for it up to ``timeout`` seconds."""
        return self._connection.read_response(
            timeout=timeout, disconnect_on_error=False
        )

    def identify(self, timeout: float) -> str:
        """Query the store's identity, within ``timeout`` seconds; return ``store``.

        It may have changed since the connection was opened.
        """
        self.send_commands(_INFO)
        self.store = self._read_names(time.monotonic() + timeout)
        return self.store

    def require_primary(self) -> None:
        """Raise :class:`ReadOnlyError` if the store last reported to be a replica.

        The guards of a replica may differ from the primary's, and a writable replica
        loses what is written to it.
        """
        if self.is_replica:
            raise ReadOnlyError("the store is a replica")

    def is_still_primary(self) -> bool:
        """Return whether the Sentinels, if there are any, still name this server."""
        return is_still_primary(self._pool, self._connection)

    def close(self) -> None:
        """Close the connection; calls in flight on it get no reply."""
        self._connection.disconnect()

    def _prepare(self, until: float) -> None:
        loads = [("SCRIPT", "LOAD", text) for text in SCRIPTS.values()]
        self.send_commands([("TIME",), *loads, *_INFO, TWO_SLOTS])
        seconds, micros = self._read_until(until)
        self.clock = int(seconds) + int(micros) / 1e6 - time.monotonic()
        self._shas = {name: self._read_until(until) for name in SCRIPTS}
        self.store = self._read_names(until)
        with suppress(NoPermissionError):
            self._read_until(until)  # of TWO_SLOTS

    def _read_until(self, until: float) -> Any:
        left = until - time.monotonic()
        if left <= 0:
            raise TimedOut("the store is too slow")
        return self.read(left)

    def _read_names(self, until: float) -> str:
        server, replication = self._read_lines(until), self._read_lines(until)
        self.is_replica = replication.get("role", "master") != "master"
        names = server.get("run_id"), replication.get("master_replid")
        return ":".join(filter(None, names)) if all(names) else UNNAMED

    def _read_lines(self, until: float) -> dict[str, str]:
        try:
            lines = self._read_until(until).decode().splitlines()
        except ResponseError:
            return {}  # the user may lack the permission
        return {name: value for name, _, value in (e.partition(":") for e in lines)}
