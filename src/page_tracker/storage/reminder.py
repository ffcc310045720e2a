"""Limits repeated log lines to one a minute."""

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass

SILENCE_S = 60.0
"""Seconds between two log lines of the same kind."""

MAX_KINDS = 100
"""Kinds that are distinguished; all further ones count as one kind."""

_FURTHER = object()


@dataclass
class _Line:
    """When a kind was last logged, and how many lines were suppressed since."""

    at: float
    left_out: int = 0


class Reminder:
    """Decides whether a log line is due; each kind of line has a minute of its own.

    Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[Hashable, _Line] = {}

    def due(self, kind: Hashable) -> int | None:
        """Return how many lines of a kind were suppressed before this one is logged.

        Return None if this line is to be suppressed too, because its kind was logged
        less than :data:`SILENCE_S` ago.
        """
        with self._lock:
            now = time.monotonic()
            kind = self._known(kind, now)
            line = self._lines.get(kind)
            if line is not None and now < line.at + SILENCE_S:
                line.left_out += 1
                return None
            self._lines[kind] = _Line(now)
            return line.left_out if line is not None else 0

    def reset(self) -> None:
        """Make the next line of each kind due."""
        with self._lock:
            self._lines.clear()

    def _known(self, kind: Hashable, now: float) -> Hashable:
        """Return the kind, or the common kind if there is no room for another."""
        if kind in self._lines or len(self._lines) < MAX_KINDS:
            return kind
        self._lines = {
            each: line
            for each, line in self._lines.items()
            if now < line.at + SILENCE_S
        }
        return kind if len(self._lines) < MAX_KINDS else _FURTHER
