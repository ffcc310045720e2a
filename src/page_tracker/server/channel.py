"""A client's connection: Waitress's channel, with what the loop needs of it."""

import socket
import time
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from itertools import repeat
from typing import NamedTuple

from page_tracker.server.parser import DiscardingParser
from page_tracker.server.pipeline import Pipeline
from page_tracker.server.poller import Poller
from page_tracker.server.response import HTTPRefusal, RefusalTask, Task

# Seconds for which the loop waits for a thread that is adding to an answer.
_MOMENT = 0.001

# Seconds in which a new client's first request is on its way.
_FIRST_REQUEST = 0.5

# Pieces of what a client has sent in vain that are taken off the kernel, and bytes of
# each: as much as it holds for a connection by default, 6 MB.
_MOST_UNREAD = 96
_PIECE = 65_536

# Bytes of an answer that a client must take in the time that it has.
_LEAST_TAKEN = 16_384


class WaitFor(Enum):
    """What a client may be waited for."""

    FIRST_REQUEST = "the first request on its connection"
    NEXT_REQUEST = "another request, if there is one"
    REQUEST = "the rest of a request"
    ANSWER = "taking its answer"
    GOODBYE = "hanging up, after a refusal"


class ClientWait(NamedTuple):
    """What the server waits for; a new ``mark`` means that the client made progress."""

    wait_for: WaitFor
    mark: object


class Channel(Pipeline):
    """A connection that flushes once a turn.

    While the server drains, the connection closes after its last response.
    """

    task_class = Task
    error_task_class = RefusalTask

    # Set when the answer is a refusal.
    refuses = False
    # What it waits for, and since when: kept by Deadlines.
    last_wait: ClientWait | None = None
    since = 0.0
    _taken = 0  # bytes, by the client

    # pylint: disable-next=redefined-builtin  # Waitress passes it by this name
    def add_channel(self, map: Poller | None = None) -> None:
        """Join the loop's sockets; close the connection if the kernel cannot watch it.

        Raises :class:`OSError` then.
        """
        try:
            super().add_channel(map)
        except OSError:
            self.socket.close()
            raise

    def service(self) -> None:
        """Answer the first request that waits."""
        if self.server.draining:
            self.end_with_last()
        super().service()

    def end_with_last(self) -> None:
        """Let the last answer that is owed announce the end of the connection."""
        with self.requests_lock:  # a thread may be about to remove it
            if self.requests and not self.has_another():
                self.requests[0].headers["CONNECTION"] = "close"

    def handle_write(self) -> None:
        """Send what was written, whatever else is to be served on the connection.

        Waitress's waits for more while there are other requests. Their clients would
        not get what is ready, and the loop would be told without end that they can,
        which leaves no time to the threads that serve those others. So it would if it
        did not wait for a moment for the thread that has the lock, and sends, too.
        """
        if self.will_close:
            self.handle_close()
        elif self.outbuf_lock.acquire(timeout=_MOMENT):
            try:
                self.flush_now()
            finally:
                self.outbuf_lock.release()

    def flush_now(self) -> None:
        """Send what was written, in one go, and close if that was the last answer."""
        if self.connected and self.total_outbufs_len:
            self._flush_exception(self._flush_some_if_lockable)
        if self.connected and self.close_when_flushed and not self.total_outbufs_len:
            self._end()
        self.adjust()

    def adjust(self) -> None:
        """Wait for what is to come next; for who has served it outside of an event."""
        if self.unparsed:
            self.parse_next()
        self._map.adjust(self._fileno)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the client takes; returns how many bytes."""
        # A thread leaves it to the loop to close: that may be looking at its map.
        sent: int = super().send(data, do_close and self.server.is_loop())
        self._taken += sent
        return sent

    def waiting_for(self) -> ClientWait | None:
        """Return what the client is to do next; None when it is our turn."""
        if self.total_outbufs_len:
            return ClientWait(WaitFor.ANSWER, self._taken // _LEAST_TAKEN)
        if self.requests or self.unparsed:
            return None
        if self.request is not None:
            leaves = isinstance(self.request, DiscardingParser)
            return ClientWait(
                WaitFor.GOODBYE if leaves else WaitFor.REQUEST, self.request
            )
        asked = self.last_activity > self.creation_time
        wait_for = WaitFor.NEXT_REQUEST if asked else WaitFor.FIRST_REQUEST
        return ClientWait(wait_for, self.last_activity)

    def time_out(self) -> None:
        """Answer the request that does not come to its end; the loop calls this."""
        with self.requests_lock:
            late = HTTPRefusal(HTTPStatus.REQUEST_TIMEOUT, "The request took too long.")
            self.request.refuse(late)
            self.requests.append(self.request)
            self.request = None
        self.server.add_task(self)

    def is_idle(self) -> bool:
        """Return whether nothing was asked that is not answered and sent.

        A client that has just connected is about to ask.
        """
        wait = self.waiting_for()
        wait_for = wait.wait_for if wait is not None else None
        if wait_for is WaitFor.FIRST_REQUEST:
            about_to_ask: bool = time.time() < self.creation_time + _FIRST_REQUEST
            return not about_to_ask
        return wait_for in {WaitFor.NEXT_REQUEST, WaitFor.GOODBYE}

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait, as a thread, until the client has taken most of what it is owed.

        The loop would wait for itself. It adds a small answer, as it serves no request
        while much is unsent.
        """
        if not self.server.is_loop():
            super()._flush_outbufs_below_high_watermark()

    def _end(self) -> None:
        """Close, but not while a client that is refused may be sending still.

        The kernel would answer that with a reset, and the client might lose the reason
        unread (RFC 9112, section 9.6). So it does if there are requests that nobody
        reads, as the last answer has said that the connection ends.
        """
        if self.refuses:
            with suppress(OSError):  # it has gone
                self.socket.shutdown(socket.SHUT_WR)
            self.close_when_flushed = False
            self.request = DiscardingParser(self.adj)
        else:
            with suppress(OSError):  # there is no more, or the client has gone
                all(map(self.socket.recv, repeat(_PIECE, _MOST_UNREAD)))
            self.handle_close()

    def __repr__(self) -> str:
        return "<channel>"  # the original's names the client's address in the log
