"""A worker process, as its parent sees it."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from page_tracker.server.signals import forget, held_back
from page_tracker.server.sockets import Entrance

# Serves listening sockets until the pipe to the parent, the other socket, is closed.
# The worker sends READY on the pipe once, and HEARTBEAT about once a second while its
# loop turns.
Serve = Callable[[Entrance, socket.socket], None]

READY, HEARTBEAT = b"R", b"B"

MAX_SILENCE_S = 30.0
"""Seconds without a heartbeat after which a worker is killed.

A loop turns in milliseconds; the longest known delay is a sync of a slow disk.
"""

MAX_START_S = 600.0
"""Seconds until a worker must be ready: it may have a large journal to read."""

# The most that the time between two checks adds to a worker's silence. If more time
# passed, the parent was suspended too, as all processes of a machine or a container
# are, and the worker had no time to send a heartbeat either.
_MAX_LOOK_S = 1.0

log = logging.getLogger(__name__)


@dataclass(eq=False)
class WorkerProcess:
    """A forked worker and the parent's end of its pipe."""

    pid: int
    pipe: socket.socket
    born: float = field(default_factory=time.monotonic)
    ready: bool = False
    place: int = 0  # of its row among the metrics; 0 if it has none
    silent_s: float = 0.0  # since its last heartbeat, while the parent was awake
    looked_at: float = field(default_factory=time.monotonic)
    killed: bool = False

    @classmethod
    def fork(
        cls,
        serve: Serve,
        listening: Entrance,
        private: Sequence[socket.socket | Entrance],
    ) -> "WorkerProcess":
        """Fork a worker; the child closes the ``private`` sockets of the parent."""
        ours, theirs = socket.socketpair()
        with held_back():
            pid = os.fork()
            if pid == 0:  # pragma: no cover  # the child is traced from its next call
                _be_worker(serve, listening, theirs, [ours, *private])
        theirs.close()
        ours.setblocking(False)
        return cls(pid, ours)

    def read_pipe(self) -> None:
        """Read from the pipe whether the worker is ready, and its heartbeats."""
        now = time.monotonic()
        self.silent_s += min(now - self.looked_at, _MAX_LOOK_S)
        self.looked_at = now
        try:
            received = self.pipe.recv(4096)
        except OSError:
            return  # nothing was sent, or it has ended; ended() finds that out
        if received:
            self.silent_s = 0.0
        if READY in received:
            self.ready = True
            log.debug("a worker is ready", extra={"pid": self.pid})

    @property
    def hangs(self) -> bool:
        """Return whether the worker has sent no sign of life for too long."""
        return self.silent_s >= (MAX_SILENCE_S if self.ready else MAX_START_S)

    def kill_if_it_hangs(self) -> None:
        """Kill a worker that hangs, for example one that was stopped; log this once."""
        if self.hangs and not self.killed:
            self.killed = True
            log.error("killing a worker that hangs", extra={"seconds": self.silent_s})
            self.send_signal(signal.SIGKILL)

    def ended(self) -> int | None:
        """Return the exit code if the worker has ended, negative for a signal."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self.pipe.close()
        return os.waitstatus_to_exitcode(status)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; safe, because the process id is not reused before the wait."""
        os.kill(self.pid, number)


def _be_worker(
    serve: Serve,
    listening: Entrance,
    pipe: socket.socket,
    private: Sequence[socket.socket | Entrance],
) -> NoReturn:
    code = 1
    try:
        forget()
        for each in private:
            each.close()
        serve(listening, pipe)
        code = 0
    except BaseException:  # pylint: disable=broad-exception-caught
        # The outermost frame of this process.
        log.critical("a worker failed", exc_info=True)
    finally:
        # Not sys.exit: the parent's exit handlers must not run in the worker.
        os._exit(code)  # pylint: disable=protected-access
