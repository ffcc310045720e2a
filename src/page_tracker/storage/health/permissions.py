"""Permissions: the commands and keys that the scripts need and the store denies."""

import re
import time
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from page_tracker.storage import keys
from page_tracker.storage.health.findings import NO_PERMISSION, Finding, make_finding
from page_tracker.storage.scripts import SCRIPTS

# A command of a script is the first argument of some call, in capitals.
_COMMAND = re.compile(r"\(\s*'([A-Z]+)'")

# Commands without a key, which denied.lua does not cover: TIME is sent directly.
_KEYLESS = frozenset({"TIME"})


class Need(NamedTuple):
    """The commands and keys that one script uses."""

    commands: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def arguments(self) -> list[str | int]:
        """The arguments of ``denied.lua`` and ``attempt.lua``."""
        return [len(self.commands), *self.commands, *self.keys]


def commands_in(script: str) -> tuple[str, ...]:
    """Return the commands with a key that the text of a script calls."""
    return tuple(sorted(set(_COMMAND.findall(script)) - _KEYLESS))


def needs(site: str) -> list[Need]:
    """Return what each script needs to count views of ``site`` today."""
    day = time.strftime("%Y-%m-%d", time.gmtime())
    return [
        Need(commands_in(text), keys.touched(name, site, day))
        for name, text in SCRIPTS.items()
    ]


class Denials:
    """Collects pairs of a command and a key, and determines what is denied."""

    def __init__(self) -> None:
        self._pairs: set[tuple[str, str]] = set()
        self._denied: set[tuple[str, str]] = set()
        self._commands: set[str] = set()
        self._keys: set[str] = set()

    def add(self, need: Need, answer: Sequence[bytes]) -> None:
        """Add the reply of ``denied.lua`` or ``attempt.lua`` for one script."""
        self._pairs |= set(product(need.commands, need.keys))
        names = [name.decode() for name in answer]
        for command, key in zip(names[::2], names[1::2], strict=True):
            if key and command:
                self._denied.add((command, key))
            elif command:
                self._commands.add(command)
            else:
                self._keys.add(key)

    def add_command(self, name: str) -> None:
        """Add a command that was denied when it was sent."""
        self._commands.add(name)

    def finding(self) -> Finding | None:
        """Return what is denied, and the rules that permit it; None if nothing is."""
        commands, denied_keys = self._commands_and_keys()
        if not (commands or denied_keys):
            return None
        what = [f"run {', '.join(sorted(commands))}"] if commands else []
        what += ["use all keys of the service"] if denied_keys else []
        rules = [f"+{name.lower().replace(' ', '|')}" for name in sorted(commands)]
        rules += [f"~{pattern}" for pattern in keys.PATTERNS if denied_keys]
        message = (
            f"The user of REDIS_URL may not {' and may not '.join(what)}, so that views"
            f" are not counted completely. Run: ACL SETUSER name {' '.join(rules)}"
        )
        cause = " ".join(sorted(denied_keys))
        return make_finding(NO_PERMISSION, cause)._replace(message=message)

    def _commands_and_keys(self) -> tuple[set[str], set[str]]:
        """Return the commands and the keys because of which pairs are denied.

        A command is denied if it is denied on a key on which another is permitted. If
        nothing at all is permitted, commands and keys may both be the reason.
        """
        allowed = self._pairs - self._denied
        if self._denied and not allowed:
            commands = {command for command, _ in self._denied}
            return self._commands | commands, self._keys | {k for _, k in self._denied}
        usable = {key for _, key in allowed}
        denied = {command for command, key in self._denied if key in usable}
        commands = denied - {command for command, _ in allowed}
        found = {key for command, key in self._denied if command not in commands}
        return self._commands | commands, self._keys | found
