"""A client's connection: Waitress's channel, extended for the loop."""

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

# Seconds that the loop waits for a thread that is adding to a response.
_MOMENT = 0.001

# Seconds in which the first request of a new client is expected.
_FIRST_REQUEST = 0.5

# Reads that discard unread input before a close, and bytes of each: together as much as
# the kernel buffers for a connection by default, 6 MB.
_MOST_UNREAD = 96
_PIECE = 65_536

# Bytes of a response that a client must receive within the time limit.
_LEAST_TAKEN = 16_384


class WaitFor(Enum):
    """What the server is waiting for a client to do."""

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

    # True if the response is a refusal.
    refuses = False
    # What the server waits for, and since when; set by Deadlines.
    last_wait: ClientWait | None = None
    since = 0.0
    _taken = 0  # bytes received by the client

    # pylint: disable-next=redefined-builtin  # Waitress passes it by this name
    def add_channel(self, map: Poller | None = None) -> None:
        """Register with the loop; close the socket if the kernel cannot watch it.

        Raises :class:`OSError` in that case.
        """
        try:
            super().add_channel(map)
        except OSError:
            self.socket.close()
            raise

    def service(self) -> None:
        """Answer the first queued request."""
        if self.server.draining:
            self.end_with_last()
        super().service()

    def end_with_last(self) -> None:
        """Let the last response that is still due announce the end."""
        with self.requests_lock:  # a thread may be about to remove the request
            if self.requests and not self.has_another():
                self.requests[0].headers["CONNECTION"] = "close"

    def handle_write(self) -> None:
        """Send the buffered output, even while other requests are in progress.

        Waitress's method would not send while other requests of the connection are
        queued. Their clients would not get output that is ready, and a level-triggered
        poll would report the socket as writable without end, which starves the threads
        that serve those requests. For the same reason this method waits a moment for a
        thread that holds the lock and sends.
        """
        if self.will_close:
            self.handle_close()
        elif self.outbuf_lock.acquire(timeout=_MOMENT):
            try:
                self.flush_now()
            finally:
                self.outbuf_lock.release()

    def flush_now(self) -> None:
        """Send the buffered output with one call, and close after the last response."""
        if self.connected and self.total_outbufs_len:
            self._flush_exception(self._flush_some_if_lockable)
        if self.connected and self.close_when_flushed and not self.total_outbufs_len:
            self._end()
        self.adjust()

    def adjust(self) -> None:
        """Update what the loop polls for, after service outside an event."""
        if self.unparsed:
            self.parse_next()
        self._map.adjust(self._fileno)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send as much as the socket accepts; return the number of bytes."""
        # A thread leaves closing to the loop, which may be iterating over its map.
        sent: int = super().send(data, do_close and self.server.is_loop())
        self._taken += sent
        return sent

    def waiting_for(self) -> ClientWait | None:
        """Return what the client is to do next, or None if the server has to act."""
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
        """Reject a request that was not completed in time; called by the loop."""
        with self.requests_lock:
            late = HTTPRefusal(HTTPStatus.REQUEST_TIMEOUT, "The request took too long.")
            self.request.refuse(late)
            self.requests.append(self.request)
            self.request = None
        self.server.add_task(self)

    def is_idle(self) -> bool:
        """Return whether no request is unanswered and no response unsent.

        A client that has just connected counts as busy: its request is expected.
        """
        wait = self.waiting_for()
        wait_for = wait.wait_for if wait is not None else None
        if wait_for is WaitFor.FIRST_REQUEST:
            about_to_ask: bool = time.time() < self.creation_time + _FIRST_REQUEST
            return not about_to_ask
        return wait_for in {WaitFor.NEXT_REQUEST, WaitFor.GOODBYE}

    def _flush_outbufs_below_high_watermark(self) -> None:
        """In a thread, wait until the client has received most of the response.

        The loop must not wait for itself. It only adds small responses, because it
        serves no request while many bytes are unsent.
        """
        if not self.server.is_loop():
            super()._flush_outbufs_below_high_watermark()

    def _end(self) -> None:
        """Close the connection, without losing a refusal that the client has not read.

        If unread input is left at a close, the kernel sends a reset, and the client may
        discard the response unread (RFC 9112, section 9.6). After a refusal, input is
        therefore read until the client hangs up. After other last responses, pipelined
        requests that nobody will serve are read and discarded.
        """
        if self.refuses:
            with suppress(OSError):  # the client has gone
                self.socket.shutdown(socket.SHUT_WR)
            self.close_when_flushed = False
            self.request = DiscardingParser(self.adj)
        else:
            with suppress(OSError):  # no more input, or the client has gone
                all(map(self.socket.recv, repeat(_PIECE, _MOST_UNREAD)))
            self.handle_close()

    def __repr__(self) -> str:
        return "<channel>"  # the base class's names the client's address in the log
