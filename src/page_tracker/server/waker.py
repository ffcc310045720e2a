"""The waker: ends the loop's poll, from any thread or signal handler."""

import socket
import threading
from contextlib import suppress

from waitress import wasyncore

from page_tracker.server.poller import Poller


class Waker(wasyncore.dispatcher):
    """A pair of sockets: the loop polls one, and other threads write to the other.

    It differs from Waitress's trigger in two ways. After :meth:`close`, a wake-up is
    ignored, whereas the trigger writes to a number that may be the descriptor of
    another file by then. A wake-up never blocks, whereas the trigger does if nobody
    reads its pipe.
    """

    def __init__(self, sockets: Poller) -> None:
        # A signal handler may wake the loop while the same thread closes the waker.
        self._lock = threading.RLock()
        polled, self._written = socket.socketpair()
        self._written.setblocking(False)
        super().__init__(polled, map=sockets)

    def handle_read(self) -> None:
        """Discard the wake-ups that have arrived: the loop is awake."""
        self.recv(4096)

    def wake(self) -> None:
        """Make the loop's poll return soon."""
        with self._lock, suppress(OSError):  # full, so the loop wakes anyway; or closed
            self._written.send(b"x")

    def close(self) -> None:
        """Close both sockets."""
        with self._lock:
            self._written.close()
        super().close()
