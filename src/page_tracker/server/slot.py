"""The place of one worker: its listening socket outlives its processes."""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from socket import socket

from page_tracker.server.process import Process

log = logging.getLogger(__name__)

# A worker that lived this many seconds did not fail at its start.
_SETTLED = 5.0
_LONGEST_PAUSE = 5.0
# Deaths in a row without a worker that was ready, until there is no hope.
_HOPELESS = 5


@dataclass
class Slot:
    """Keeps one worker alive, and lets its successor take over when that is ready.

    ``fork`` starts a worker for this slot.
    """

    listening: socket
    fork: Callable[["Slot"], Process]
    current: Process | None = None
    coming: Process | None = None
    start_at: float = 0.0
    failures: int = 0
    never_ready: int = 0

    @property
    def hopeless(self) -> bool:
        """Tell whether workers cannot start at all."""
        return self.never_ready >= _HOPELESS

    def processes(self) -> list[Process]:
        """Return the worker and its successor, those that there are."""
        return [each for each in (self.current, self.coming) if each is not None]

    def look_after(self) -> Process | None:
        """Restart a worker that is dead or hangs.

        Return a worker whose successor has taken over.
        """
        for process in self.processes():
            process.hear()
            process.kill_if_it_hangs()
        self._reap_current()
        replaced = self._promote()
        if self.current is None and time.monotonic() >= self.start_at:
            self.current = self._start()
            if self.current is None:
                self._failed(ready=False)
        return replaced

    def replace(self) -> None:
        """Start a successor for the worker."""
        self.coming = self._start()

    def _start(self) -> Process | None:
        try:
            return self.fork(self)
        except OSError as exc:  # too many processes or files, or no memory
            log.error("no worker can be started: %s", exc)
            return None

    def _reap_current(self) -> None:
        if self.current is None or (status := self.current.ended()) is None:
            return
        if time.monotonic() - self.current.born > _SETTLED:
            self.failures = 0
        pause = self._failed(self.current.ready)
        told = {"status": _words(status), "restart_in": pause}
        log.error("a worker died", extra=told)
        self.current = None

    def _failed(self, ready: bool) -> float:
        """Note a failure; returns the seconds until the next start."""
        self.never_ready = 0 if ready else self.never_ready + 1
        pause = min(_LONGEST_PAUSE, 0.1 * 2**self.failures) if self.failures else 0.0
        self.failures += 1
        self.start_at = time.monotonic() + pause
        return pause

    def _promote(self) -> Process | None:
        if self.coming is None:
            return None
        if self.coming.ready:
            replaced, self.current, self.coming = self.current, self.coming, None
            return replaced
        if (status := self.coming.ended()) is not None:
            log.error("a successor died", extra={"status": _words(status)})
            self.coming = None
        return None


def _words(status: int) -> str:
    return f"exit {status}" if status >= 0 else signal.Signals(-status).name
