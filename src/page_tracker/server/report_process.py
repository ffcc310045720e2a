"""A process beside the worker, for reports that take long to compute.

An interpreter runs one thread at a time. A report that computes for 20 ms on a thread
would delay the loop at each of its system calls. A process of its own, with a lower
priority, does not.
"""

import socket

# Starts this module in this interpreter.
import subprocess  # nosec B404
import sys
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from page_tracker.errors import Overloaded
from page_tracker.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Seconds that a request waits for earlier ones, and again for its response.
_PATIENCE = 15.0
_ATTEMPTS = 2


class Answer:
    """A complete response, which is itself a WSGI application."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes):
        self.status = status
        self._headers = headers
        self._body = body

    def __call__(
        self, _environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        start_response(self.status, self._headers)
        return [self._body]


class ReportProcess:
    """Forwards requests to another process, one at a time.

    The process starts with the first request, is restarted if it has ended, and ends
    with this one. Only requests that change nothing may be sent: they may be sent
    twice.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._line: "Connection | None" = None
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, environ: "WSGIEnvironment", **_names: str) -> Answer:
        """Return the response of the other process.

        Raises :class:`Overloaded` if the response does not arrive in time.
        """
        # pylint: disable-next=consider-using-with  # it takes no time-out
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Overloaded("the requests before this one take too long")
        try:
            return self._ask(_portable(environ))
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the other process."""
        line, self._line = self._line, None
        process, self._process = self._process, None
        if line is not None and process is not None:
            line.close()
            process.kill()
            process.wait()

    def _ask(self, environ: dict[str, str]) -> Answer:
        for _ in range(_ATTEMPTS):
            try:
                line = self._line or self._start()
                line.send(environ)
                if not line.poll(_PATIENCE):
                    break
                return Answer(*line.recv())
            except (EOFError, OSError):  # it has ended; a new one may succeed
                self.close()
        self.close()
        raise Overloaded("the answer takes too long")

    def _start(self) -> "Connection":
        # A megabyte, in workers that have a report to answer.
        # pylint: disable-next=import-outside-toplevel
        from multiprocessing.connection import Connection

        ours, theirs = socket.socketpair()
        # This interpreter, no shell, and no argument from outside. In a session of its
        # own: it ends when the socket closes, after its last response.
        # pylint: disable-next=consider-using-with  # it outlives this call
        self._process = subprocess.Popen(  # nosec B603
            [sys.executable, "-m", "page_tracker.server.report_process_main"],
            stdin=theirs.fileno(),
            start_new_session=True,
        )
        theirs.close()
        self._line = Connection(ours.detach())
        self._line.send(self._settings)
        return self._line


def _portable(environ: "WSGIEnvironment") -> dict[str, str]:
    """Return the variables for another process: no streams, no server flags."""
    return {name: text for name, text in environ.items() if isinstance(text, str)}
