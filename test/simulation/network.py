"""A model of the network: connections that are cut before or after the store worked."""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from redis.exceptions import (
    BusyLoadingError,
)
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import (
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)
from redis.exceptions import TimeoutError as TimedOut

from simulation.scheduler import START, Scheduler
from simulation.store import Command, Node, Refused

# What the script of the counter answers.
_OF_COUNT = re.compile(rb"\d+ \d+")

# Refusals that are part of the protocol.
_NO_OUTAGE = ("NOSCRIPT", "GAP", "STALE", "LATE", "WRONGTYPE")

_ERRORS: dict[str, type[Exception]] = {
    "NOSCRIPT": NoScriptError,
    "OOM": OutOfMemoryError,
    "READONLY": ReadOnlyError,
    "LOADING": BusyLoadingError,
}


@dataclass
class Network:
    """Leads to the node that has the name now; ``trouble`` is the chance of a cut."""

    scheduler: Scheduler
    primary: Node
    trouble: float = 0.0
    reachable: bool = True
    names_itself: bool = True
    connections: list["Connection"] = field(default_factory=list)
    attempts: dict[object, list[float]] = field(default_factory=dict)
    unknown: int = 0  # views of the counter whose answer was lost

    def client(self) -> Any:
        """Return what a lane takes for the driver's client."""
        return _Client(self)

    def cut(self, node: Node | None = None) -> None:
        """Reset all connections, or those to a node."""
        for each in self.connections:
            if node in (None, each.node):
                each.reset()

    def note_attempt(self, owner: object) -> None:
        """Note that a worker has tried to reach the store, or was refused by it."""
        moments = self.attempts.setdefault(owner, [])
        if moments[-1:] != [self.scheduler.now]:
            moments.append(self.scheduler.now)

    def most_attempts(self, seconds: float) -> int:
        """Return the most attempts that a worker made in so many seconds."""
        most = 0
        for moments in self.attempts.values():
            first = 0
            for last, moment in enumerate(moments):
                while moments[first] < moment - seconds:
                    first += 1
                most = max(most, last - first + 1)
        return most

    @property
    def now(self) -> float:
        """The store's clock, which is not stepped with the worker's."""
        return START + self.scheduler.now


class _Client:
    def __init__(self, network: Network) -> None:
        self.connection_pool = self
        self.connection_kwargs: dict[str, object] = {}
        self._network = network

    def connection_class(self, **_limits: object) -> "Connection":
        """Make a connection, as the driver's pool does."""
        return Connection(self._network)


class Connection:
    """Stands in for a connection of the driver."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._owner = network.scheduler.owner
        self.node = network.primary
        self.inbox: deque[Command] = deque()
        self._outbox: deque[object] = deque()
        self.is_cut = False

    def connect(self) -> None:
        """Reach the node that has the name now."""
        scheduler = self._network.scheduler
        self._network.note_attempt(scheduler.owner)
        scheduler.turn()
        self.node = self._network.primary
        if not (self.node.up and self._network.reachable):
            raise ConnectionFailed("refused")
        self._network.connections.append(self)

    def disconnect(self) -> None:
        """Close it; the node may have commands from it yet."""
        self._lose_answers()
        self.is_cut = True

    def reset(self) -> None:
        """Lose what is under way in both directions."""
        self._lose_answers()
        self.is_cut = True
        self.inbox.clear()

    def _lose_answers(self) -> None:
        for answer in self._outbox:
            if isinstance(answer, bytes) and _OF_COUNT.fullmatch(answer):
                self._network.unknown += int(answer.split()[1])
        self._outbox.clear()

    @staticmethod
    def pack_commands(commands: Any) -> list[Command]:
        """Return what is sent, shortened to what the model reads."""
        return [tuple(command) for command in commands]

    def send_packed_command(self, commands: list[Command], **_how: object) -> None:
        """Send commands, which the node may never see."""
        self._check()
        if self._is_hit():
            self._network.cut(self.node if self._is_hit() else None)
            self.reset()
            raise ConnectionFailed("reset")
        self.inbox.extend(commands)
        self._network.scheduler.turn()

    def can_read(self) -> bool:
        """Return whether there is an answer."""
        self.work()
        return bool(self._outbox) or self.is_cut

    def read_response(
        self, timeout: float = 1.0, disconnect_on_error: bool = True
    ) -> object:
        """Return the next answer."""
        del disconnect_on_error
        scheduler = self._network.scheduler
        scheduler.turn()
        self._check()
        self.work()
        if self._is_hit():  # after the node has worked
            self.reset()
        if not self._outbox and not self.is_cut:
            scheduler.wait(timeout, self.can_read)
        self._check()
        if not self._outbox:
            raise TimedOut("no answer")
        answer = self._outbox.popleft()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def work(self) -> None:
        """Let the node work on what has come."""
        node = self.node
        while self.inbox and node.up and not node.hangs:
            command = self.inbox.popleft()
            if not self._network.names_itself and command[0] == "INFO":
                self._outbox.append(ResponseError("NOPERM"))
                continue
            try:
                self._outbox.append(node.execute(command, self._network.now))
            except Refused as exc:
                word = str(exc).split()[0]
                if word not in _NO_OUTAGE:
                    self._network.note_attempt(self._owner)
                self._outbox.append(_ERRORS.get(word, ResponseError)(str(exc)))

    def _check(self) -> None:
        if self.is_cut or not self.node.up:
            raise ConnectionFailed("reset")

    def _is_hit(self) -> bool:
        return self._network.scheduler.random.random() < self._network.trouble
