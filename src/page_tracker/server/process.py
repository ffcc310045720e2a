"""A worker process, as its parent sees it."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from page_tracker.server.signals import forget, held_back

# Serves a listening socket until it is stopped. The other socket is the life line:
# the worker says a byte on it when it is ready, and stops when it is closed.
Serve = Callable[[socket.socket, socket.socket], None]

READY = b"R"

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Process:
    """A forked worker and the parent's end of its life line."""

    pid: int
    line: socket.socket
    born: float = field(default_factory=time.monotonic)
    ready: bool = False
    place: int = 0  # of its row among the metrics; 0: it has none

    @classmethod
    def fork(
        cls, serve: Serve, listening: socket.socket, private: list[socket.socket]
    ) -> "Process":
        """Start a worker; ``private`` are the parent's sockets, not for the child."""
        ours, theirs = socket.socketpair()
        with held_back():
            pid = os.fork()
            if pid == 0:  # pragma: no cover  # the child is traced from its next call
                _be_worker(serve, listening, theirs, [ours, *private])
        theirs.close()
        ours.setblocking(False)
        return cls(pid, ours)

    def hear(self) -> None:
        """Read the life line: the worker says once that it is ready."""
        try:
            self.ready = self.line.recv(16).startswith(READY) or self.ready
        except OSError:
            pass  # nothing said, or gone already: waiting for it will tell

    def ended(self) -> int | None:
        """Return the exit code if the worker has ended, negative for a signal."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self.line.close()
        return os.waitstatus_to_exitcode(status)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal; the worker has not been waited for, so the id is its own."""
        os.kill(self.pid, number)


def _be_worker(
    serve: Serve,
    listening: socket.socket,
    line: socket.socket,
    private: list[socket.socket],
) -> NoReturn:
    code = 1
    try:
        forget()
        for each in private:
            each.close()
        serve(listening, line)
        code = 0
    except BaseException:  # pylint: disable=broad-exception-caught
        # The outermost frame of this process.
        log.critical("a worker failed", exc_info=True)
    finally:
        # Not sys.exit: what the parent would do at its exit is not for the worker.
        os._exit(code)  # pylint: disable=protected-access
