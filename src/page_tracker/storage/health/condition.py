"""Diagnoses the problems of a store by sending it commands."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha1
from time import monotonic
from typing import Any

from redis import Redis
from redis.connection import AbstractConnection, SSLConnection
from redis.exceptions import (
    NoPermissionError,
    NoScriptError,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as TimedOut

from page_tracker.storage import keys, lua
from page_tracker.storage.health.findings import (
    EVICTING,
    NO_IDENTITY,
    NO_PERMISSION,
    Finding,
    finding_of,
    make_finding,
)
from page_tracker.storage.health.permissions import Denials, needs
from page_tracker.storage.scripts import TWO_SLOTS

Command = Sequence[str | int]


# Not among SCRIPTS, which every connection loads.
_SCRIPTS = {name: lua.load(name) for name in ("write", "denied", "attempt")}


def _sha(name: str) -> str:
    # EVALSHA finds a script by this name; it secures nothing.
    return sha1(_SCRIPTS[name].encode(), usedforsecurity=False).hexdigest()


_SHAS = {name: _sha(name) for name in _SCRIPTS}

# "User app has no permissions to run the 'script|load' command"
_DENIED = re.compile(r"run the '([\w|]+)' command")

_MODES = {"sentinel": "is_sentinel", "cluster": "is_cluster_node"}


def diagnose(client: Redis, timeout: float, site: str = keys.PROBE) -> list[Finding]:
    """Diagnose a store, on a connection of its own.

    Nothing is written. A write that changes nothing is attempted in the way of the
    counting scripts, and the permissions for these scripts are compared with the
    commands in their texts.

    Args:
        client: Has the address of the store and the credentials.
        timeout: Seconds for all replies together, after as much for the connection.
            The resolution of a host name is not bounded.
        site: A site whose keys are examined; matters to a user with rules by site.

    Returns:
        What rejects writes, most important first, then warnings; empty if all is well.
    """
    try:
        with _Dialogue(client, timeout) as dialogue:
            return _Examination(dialogue, site).findings()
    except (RedisError, OSError) as exc:
        return [_in_tls(finding_of(exc), client)]


# The driver's messages if the server has closed an established connection.
_ENDED = re.compile(r"closed by server|reset by peer|Broken pipe|EOF occurred")


def _in_tls(finding: Finding, client: Redis) -> Finding:
    """Return the likely cause if a TLS connection was closed without a reply.

    In TLS 1.3, a server that requires a client certificate reports a missing one after
    the handshake, and closes the connection before that may have been read.
    """
    pool = client.connection_pool
    is_encrypted = issubclass(pool.connection_class, SSLConnection)
    if is_encrypted and not pool.connection_kwargs.get("ssl_certfile"):
        if finding.name == "unreachable" and _ENDED.search(finding.cause):
            return make_finding("tls_failure", finding.cause)
    return finding


class _Dialogue:
    """Sends commands on a new connection, and reads all replies before a deadline."""

    def __init__(self, client: Redis, timeout: float) -> None:
        pool = client.connection_pool
        limits = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        self._connection: AbstractConnection = pool.connection_class(
            **(pool.connection_kwargs | limits)
        )
        self._timeout = timeout
        self._deadline = 0.0

    def __enter__(self) -> "_Dialogue":
        try:
            self._connection.connect()
        except BaseException:
            self._connection.disconnect()
            raise
        self._deadline = monotonic() + self._timeout
        return self

    def __exit__(self, *_exception: object) -> None:
        self._connection.disconnect()

    def ask(self, *commands: Command) -> list[Any]:
        """Return the replies; one that is an error of the server is a ResponseError.

        Raises the driver's other errors.
        """
        packed = self._connection.pack_commands(commands)
        self._connection.send_packed_command(packed, check_health=False)
        return [self._answer() for _ in commands]

    def call(self, script: str, *calls: Sequence[str | int]) -> list[Any]:
        """Call a script several times; load the script if the store does not have it.

        A call is the number of keys, the keys, the other arguments.
        """
        commands = [("EVALSHA", _SHAS[script], *each) for each in calls]
        answers = self.ask(*commands)
        if any(isinstance(answer, NoScriptError) for answer in answers):
            loaded, *answers = self.ask(_load(script), *commands)
            if isinstance(loaded, ResponseError):
                return [loaded]
        return answers

    def _answer(self) -> Any:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimedOut("the answers took too long")
        try:
            return self._connection.read_response(
                timeout=left, disconnect_on_error=False
            )
        except ResponseError as exc:
            return exc


class _Examination:
    """Runs all checks on one store."""

    def __init__(self, dialogue: _Dialogue, site: str) -> None:
        self._dialogue = dialogue
        self._needs = needs(site)
        self._denials = Denials()
        self._found: dict[str, Finding] = {}

    def findings(self) -> list[Finding]:
        """Return all findings; raises the driver's errors."""
        # Like a worker on a new connection, and before a replay.
        guard = keys.applied(keys.PROBE)
        info, *others = self._dialogue.ask(
            ("INFO",), ("TIME",), _load("write"), ("GET", guard), TWO_SLOTS
        )
        if isinstance(info, NoPermissionError):
            self._found[NO_IDENTITY] = make_finding(NO_IDENTITY, str(info))
        # Not every user may run INFO.
        facts = {} if isinstance(info, ResponseError) else _facts(info)
        mode = facts.get("redis_mode") or facts.get("server_mode", "")  # Valkey's name
        if mode in _MODES:
            return [make_finding(_MODES[mode], mode)]
        self._note(*others, *self._dialogue.call("write", (1, guard)))
        self._look_for_denials(guard)
        if _evicts(facts):
            self._found[EVICTING] = make_finding(EVICTING, facts["maxmemory_policy"])
        return sorted(self._found.values(), key=lambda each: not each.refuses_writes)

    def _note(self, *answers: Any) -> None:
        for answer in answers:
            if isinstance(answer, ResponseError):
                found = finding_of(answer)
                self._found[found.name] = found
                if denied := _DENIED.search(str(answer)):
                    self._denials.add_command(denied[1].upper().replace("|", " "))

    def _look_for_denials(self, guard: str) -> None:
        calls = [need.arguments for need in self._needs]
        answers = self._dialogue.call("denied", *((0, *each) for each in calls))
        if None in answers:
            answers = self._dialogue.call(
                "attempt", *((1, guard, *each) for each in calls)
            )
        self._note(*answers)
        for need, answer in zip(self._needs, answers, strict=False):
            if isinstance(answer, list):
                self._denials.add(need, answer)
        if denied := self._denials.finding():
            self._found[NO_PERMISSION] = denied


def _load(script: str) -> Command:
    return "SCRIPT", "LOAD", _SCRIPTS[script]


def _facts(info: bytes) -> dict[str, str]:
    lines = info.decode(errors="replace").splitlines()
    return {name: text for name, _, text in (line.partition(":") for line in lines)}


def _evicts(facts: Mapping[str, str]) -> bool:
    """Return whether the store may evict keys, or expire them early."""
    policy = facts.get("maxmemory_policy", "noeviction")
    return policy != "noeviction" and facts.get("maxmemory", "0") != "0"
