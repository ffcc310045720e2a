"""The supervisor: keeps a worker in each slot, and replaces and drains workers."""

import logging
import select
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from socket import socket

from page_tracker.metrics.shared_memory import ProcessCells, SharedCells
from page_tracker.server.process import WorkerProcess
from page_tracker.server.signals import Signals
from page_tracker.server.sockets import Entrance

log = logging.getLogger(__name__)

# A worker that lived this many seconds did not fail at its start.
_SETTLED = 5.0
_LONGEST_PAUSE = 5.0
# Deaths in a row without a ready worker after which the service gives up.
_HOPELESS = 5


@dataclass
class WorkerSlot:
    """Keeps one worker alive, and replaces it once its successor is ready.

    ``fork`` starts a worker for this slot.
    """

    listening: Entrance
    fork: Callable[["WorkerSlot"], WorkerProcess]
    current: WorkerProcess | None = None
    coming: WorkerProcess | None = None
    start_at: float = 0.0
    failures: int = 0
    never_ready: int = 0

    @property
    def hopeless(self) -> bool:
        """Return whether workers cannot start at all."""
        return self.never_ready >= _HOPELESS

    def processes(self) -> list[WorkerProcess]:
        """Return the worker and its successor, as far as they exist."""
        return [each for each in (self.current, self.coming) if each is not None]

    def maintain(self) -> WorkerProcess | None:
        """Restart a worker that has died or hangs.

        Return a worker whose successor has taken over, or None.
        """
        for process in self.processes():
            process.read_pipe()
            process.kill_if_it_hangs()
        self._reap_current()
        replaced = self._promote()
        if self.current is None and time.monotonic() >= self.start_at:
            self.current = self._start()
            if self.current is None:
                self._failed(ready=False)
        return replaced

    def serve_connected(self) -> None:
        """Start a worker if clients have connected and there is none.

        The worker drains at once, because the service stops. Without a worker, closing
        the listening socket would reset the clients' connections.
        """
        if self.current is None and not self.never_ready:
            waiting, _, _ = select.select(self.listening, [], [], 0)
            self.current = self._start() if waiting else None

    def replace(self) -> None:
        """Start a successor for the worker."""
        self.coming = self._start()

    def _start(self) -> WorkerProcess | None:
        try:
            return self.fork(self)
        except OSError as exc:  # too many processes or files, or no memory
            log.error("cannot start a worker: %s", exc)
            return None

    def _reap_current(self) -> None:
        if self.current is None or (status := self.current.ended()) is None:
            return
        if time.monotonic() - self.current.born > _SETTLED:
            self.failures = 0
        pause = self._failed(self.current.ready)
        fields = {"status": _words(status), "restart_in": pause}
        log.error("a worker died", extra=fields)
        self.current = None

    def _failed(self, ready: bool) -> float:
        """Count a failure; return the seconds until the next start."""
        self.never_ready = 0 if ready else self.never_ready + 1
        pause = min(_LONGEST_PAUSE, 0.1 * 2**self.failures) if self.failures else 0.0
        self.failures += 1
        self.start_at = time.monotonic() + pause
        return pause

    def _promote(self) -> WorkerProcess | None:
        if self.coming is None:
            return None
        if self.coming.ready:
            replaced, self.current, self.coming = self.current, self.coming, None
            return replaced
        if (status := self.coming.ended()) is not None:
            log.error("a replacement worker died", extra={"status": _words(status)})
            self.coming = None
        return None


def _words(status: int) -> str:
    return f"exit {status}" if status >= 0 else signal.Signals(-status).name


log = logging.getLogger(__name__)

# Serves listening sockets until the pipe ends, and counts into a row of metrics.
Work = Callable[[ProcessCells, Entrance, socket], None]

# Seconds between checks of what no signal announces, such as the end of a pause.
_TICK = 0.25
# Seconds after the grace period at which a worker is killed: time for its last log
# lines.
_KILL_AFTER = 2.0


class Supervisor:
    """Keeps a worker on each listening socket until a signal stops it.

    SIGTERM and SIGINT drain; SIGHUP replaces the workers one by one. ``tend`` is called
    several times a second, for the parent's other duties.
    """

    def __init__(
        self,
        listening: list[Entrance],
        work: Work,
        signals: Signals,
        grace_period: float,
        tend: Callable[[], None],
    ) -> None:
        self._slots = [WorkerSlot(each, self._fork) for each in listening]
        self._work = work
        self._rows = SharedCells(len(listening))
        self._signals = signals
        self._grace_period = grace_period
        self._tend = tend
        self._leaving: dict[WorkerProcess, float] = {}  # when to kill each
        self._to_replace: deque[WorkerSlot] = deque()

    def run(self) -> int:
        """Serve until stopped; return the exit status of the whole service."""
        while not self._signals.stop:
            if any(slot.hopeless for slot in self._slots):
                log.critical("workers cannot start; giving up")
                self._drain()
                return 1
            self._maintain_slots()
            self._tend()
            self._wait()
        log.info("stopping")
        return 0 if self._drain() else 1

    def _maintain_slots(self) -> None:
        for slot in self._slots:
            replaced = slot.maintain()
            if replaced is not None:
                self._leave(replaced)
        self._replace_next()
        self._reap_leaving()
        self._take_rows_back()

    def _replace_next(self) -> None:
        if self._signals.replace:
            self._signals.replace = False
            log.info("replacing the workers")
            self._to_replace = deque(self._slots)
        if self._to_replace and not any(slot.coming for slot in self._slots):
            self._to_replace.popleft().replace()

    def _fork(self, slot: WorkerSlot) -> WorkerProcess:
        private: list[socket | Entrance] = [self._signals.woken, self._signals.wake]
        for other in self._slots:
            private += [process.pipe for process in other.processes()]
            if other.listening is not slot.listening:
                private.append(other.listening)
        place, row = self._rows.lend()
        serve = partial(self._work, row)
        process = WorkerProcess.fork(serve, slot.listening, private)
        process.place = place
        return process

    def _take_rows_back(self) -> None:
        living = {process.place for process in self._leaving}
        for slot in self._slots:
            living |= {process.place for process in slot.processes()}
        self._rows.take_back(living)

    def _wait(self) -> None:
        starting = [
            process.pipe
            for slot in self._slots
            for process in slot.processes()
            if not process.ready
        ]
        select.select([self._signals.woken, *starting], [], [], _TICK)
        self._signals.read()

    def _leave(self, process: WorkerProcess) -> None:
        process.send_signal(signal.SIGTERM)
        self._leaving[process] = time.monotonic() + self._grace_period + _KILL_AFTER

    def _reap_leaving(self) -> bool:
        """Remove the workers that have ended; return whether one had to be killed."""
        killed = False
        for process, kill_at in list(self._leaving.items()):
            if process.ended() is not None:
                del self._leaving[process]
            elif time.monotonic() > kill_at:
                killed = True
                process.send_signal(signal.SIGKILL)
        return killed

    def _drain(self) -> bool:
        """Stop all workers; return whether each ended by itself in time."""
        in_time = True
        for slot in self._slots:
            slot.serve_connected()
        for slot in self._slots:
            slot.listening.close()
            for process in slot.processes():
                self._leave(process)
        while self._leaving:
            in_time = not self._reap_leaving() and in_time
            select.select([self._signals.woken], [], [], 0.02)
            self._signals.read()
        return in_time
