"""A model of the store: what the scripts do, and all that can become of it.

The scripts themselves are held against it in ``test_model.py``.
"""

import json
from dataclasses import dataclass, field

from page_tracker.storage import keys
from page_tracker.storage.scripts import SCRIPTS

Command = tuple[str | bytes | int, ...]

GUARD_LIFE = keys.APPLIED_LIFE

# The model calls a script by its name.
_NAMES = {text: name for name, text in SCRIPTS.items()}


OVERWRITTEN = (-1, b"", float("inf"))
"""Stands for a guard that somebody has given another type."""


class Refused(Exception):
    """An error that the store answers."""


@dataclass
class State:
    """What the store holds: guards, and how often each view was counted."""

    guards: dict[str, tuple[int, bytes, float]] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=dict)
    counter: int = 0

    def copy(self) -> "State":
        """Return another with the same contents."""
        return State(dict(self.guards), dict(self.views), self.counter)


@dataclass
class Node:  # pylint: disable=too-many-instance-attributes  # what can become of it
    """A server: a state, and when and from which states it was written.

    ``refusal`` is an error that it answers to all that writes; ``hangs`` means that it
    takes commands and works on none of them.
    """

    name: str
    tokens: "Tokens"
    state: State = field(default_factory=State)
    history: list[tuple[float, State]] = field(default_factory=list)
    up: bool = True
    hangs: bool = False
    refusal: str | None = None
    has_scripts: bool = False
    is_replica: bool = False
    surprise: tuple[int, int] | None = None  # after so many commands: writes to lose

    def __post_init__(self) -> None:
        self.run_id = self.tokens.new()
        self.replication_id = self.tokens.new()

    def restart(self, lost: int) -> None:
        """Come back after a crash, without its last writes."""
        self.forget(lost)
        self.run_id, self.replication_id = self.tokens.new(), self.tokens.new()
        self.up, self.hangs, self.has_scripts = True, False, False

    def forget(self, lost: int) -> None:
        """Be without the last writes."""
        if lost and self.history:
            lost = min(lost, len(self.history))
            self.state = self.history[-lost][1].copy()
            del self.history[-lost:]

    def follow(self, primary: "Node") -> None:
        """Take over the data of a primary."""
        self.state, self.history = primary.state.copy(), list(primary.history)
        self.replication_id = primary.replication_id
        self.is_replica = True

    def promote(self) -> None:
        """Become a primary, with data of its own from now on."""
        self.is_replica = False
        self.replication_id = self.tokens.new()

    def since(self, moment: float) -> int:
        """Return how many of the last writes are younger than a second of the epoch."""
        return sum(at > moment for at, _ in self.history)

    def flush(self, now: float) -> None:
        """Do as FLUSHALL."""
        self.history.append((now, self.state))
        self.state = State()

    def overwrite(self, guard: str, now: float) -> None:
        """Give a guard another type, as somebody else may."""
        self.history.append((now, self.state))
        self.state = self.state.copy()
        self.state.guards[guard] = OVERWRITTEN

    def execute(self, command: Command, now: float) -> object:
        """Return what the store answers at a second of the epoch; raises Refused."""
        name = command[0]
        if name not in ("SCRIPT", "EXISTS"):  # a start has too many for one to matter
            self._count_down()
        if name == "EXISTS":
            return 2
        if name == "TIME":
            return [b"%d" % int(now), b"%d" % int(now % 1 * 1e6)]
        if name == "SCRIPT":
            self.has_scripts = True
            return _NAMES[str(command[2])]
        if name == "INFO":
            field_of = {"server": "run_id:" + self.run_id}
            role = "slave" if self.is_replica else "master"
            replid = f"role:{role}\r\nmaster_replid:{self.replication_id}"
            return field_of.get(str(command[1]), replid).encode()
        if name == "GET":
            if self.state.guards.get(str(command[1])) == OVERWRITTEN:
                raise Refused("WRONGTYPE of another type")
            guard = self._guard(str(command[1]), now)
            return b"%d %s" % guard if guard else None
        return self._script(str(command[1]), command, now)

    def _count_down(self) -> None:
        """Become another store between two commands, if that is due."""
        if self.surprise is not None:
            left, lost = self.surprise
            self.surprise = (left - 1, lost) if left else None
            if not left:
                self.forget(lost)
                self.promote()

    def _guard(self, key: str, now: float) -> tuple[int, bytes] | None:
        found = self.state.guards.get(key)
        if found is None or found[2] <= now or found == OVERWRITTEN:
            return None
        return found[:2]

    def _script(self, script: str, command: Command, now: float) -> object:
        if not self.has_scripts:
            raise Refused("NOSCRIPT")
        if self.refusal:
            raise Refused(self.refusal)
        count = int(command[2])
        names, values = command[3 : 3 + count], command[3 + count :]
        if script == "admit":
            return b"1" * (len(values) - 1)
        return self._guarded(script, str(names[0]), values, now)

    def _guarded(self, script: str, key: str, values: Command, now: float) -> object:
        number, late_after, previous = (int(each) for each in values[:3])
        last, answer = self._guard(key, now) or (0, b"")
        if last == number:
            return answer
        if last > number:
            raise Refused(f"STALE {number} {last}")
        if last < previous:
            raise Refused(f"GAP {previous} {last}")
        if late_after and now * 1000 > late_after:
            raise Refused("LATE")
        self.history.append((now, self.state))
        self.state = self.state.copy()
        answer = self._apply(script, values[3:])
        self.state.guards[key] = (number, answer, now + GUARD_LIFE)
        return answer

    def _apply(self, script: str, values: Command) -> bytes:
        if script == "count":
            self.state.counter += int(values[0])
            return b"%d %d" % (self.state.counter, int(values[0]))
        if script == "refuse":
            for name in values[::2]:
                views = self.state.views
                views[str(name)] = views.get(str(name), 0) + 1
            return b""
        return self._record(
            json.loads(
                str(values[0], "utf-8")
                if isinstance(values[0], bytes)
                else str(values[0])
            )
        )

    def _record(self, batch: dict[str, list[str]]) -> bytes:
        views = self.state.views
        for path, count in zip(batch["pages"], batch["counts"], strict=True):
            views[path] = views.get(path, 0) + int(count)
        numbers = " ".join("1 1" for _ in batch["pages"])
        flags = "3" * len(batch["views"])
        return f"{len(views)} 1 0 -{flags} {numbers}".encode()


@dataclass
class Tokens:
    """Hands out names that nobody has had."""

    last: int = 0

    def new(self) -> str:
        """Return another name."""
        self.last += 1
        return f"id{self.last}"
