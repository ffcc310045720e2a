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


# What counts must count once.
_GUARDED = ("count", "record", "refuse")
_HARMLESS = ("admit", "salt", "score")

SCRIPTS = {name: _guarded(name) for name in _GUARDED} | {
    name: lua.load(name) for name in _HARMLESS
}
"""The text of each script by its name."""


# Where the store says who it is, and whose data it has: a primary that became a replica
# runs on, with what the new primary has.
_INFO = (("INFO", "server"), ("INFO", "replication"))

# Two keys of two slots: a node of a Redis Cluster answers with an error. It may have
# the slots of some sites, and would count those, and no others.
TWO_SLOTS = ("EXISTS", keys.PAGE_VIEWS, keys.SITES)


class ScriptConnection:
    """Calls scripts by name. Every method but ``close`` raises the driver's errors.

    ``clock`` is the store's less ``time.monotonic()``, in seconds. ``store`` is its
    identity: what it calls itself and its data, which is another after each start, and
    when it takes over the data of another; :data:`UNNAMED` if it does not say. Whether
    it ``is_replica`` of another is asked at the same time. It is connected ``since``
    then, by ``time.monotonic()``.
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
        """Return whether :meth:`read` returns at once, be it with an error."""
        try:
            return self._connection.can_read()
        except ConnectionFailed:  # hiredis raises it here, the driver's parser there
            return True

    def read(self, timeout: float) -> Any:
        """Return the next answer, which may take ``timeout`` seconds."""
        return self._connection.read_response(
            timeout=timeout, disconnect_on_error=False
        )

    def identify(self, timeout: float) -> str:
        """Ask the store who it is, within ``timeout`` seconds; returns ``store``.

        It may have become another under an open connection.
        """
        self.send_commands(_INFO)
        self.store = self._read_names(time.monotonic() + timeout)
        return self.store

    def require_primary(self) -> None:
        """Raise :class:`ReadOnlyError` if the store was last said to be a replica.

        Its guards say nothing of the primary, and one that takes writes loses them.
        """
        if self.is_replica:
            raise ReadOnlyError("the store is a replica")

    def is_still_primary(self) -> bool:
        """Return whether the Sentinels, if there are any, still name this server."""
        return is_still_primary(self._pool, self._connection)

    def close(self) -> None:
        """Close it; what is in flight on it is not answered."""
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
            return {}  # not everybody may ask that
        return {name: value for name, _, value in (e.partition(":") for e in lines)}
