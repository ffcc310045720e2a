"""Pipelining: requests that a client sends before it has read earlier responses.

A client that reads no responses must not make the process hold many of them.
"""

from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel

from page_tracker.server.parser import Parser

MAX_UNSENT_BYTES = 100_000
"""Unsent bytes of responses at which no further request of a connection is parsed.

A hundred connections then cost 10 MB and one response each, instead of 750 MB. A client
that reads gets its next response in time, because the kernel buffers about as much
again.
"""


class Pipeline(HTTPChannel):
    """Parses one request at a time, and the next once there is room for its response.

    Waitress parses everything it has read at once: 8 KB can be 450 requests, at 2 KB
    each, and all of their responses may wait for the client. Here the bytes wait.
    """

    parser_class = Parser

    request: Any  # an incomplete Parser, or None
    requests: list[Any]  # a complete Parser that is being served, or none
    sent_continue = False  # for the incomplete request
    # Bytes after the request that is being served.
    unparsed = b""

    def readable(self) -> bool:
        """Return whether to read more: only once everything read is parsed.

        Waitress also requires that no response is unsent and no request is being
        served.
        """
        return not self.unparsed and bool(super().readable())

    def received(self, data: bytes) -> None:
        """Parse a request from the received bytes, if no earlier ones are unparsed."""
        self.unparsed = data
        self.parse_next()

    def parse_next(self) -> None:
        """Parse one request, unless one is being served or too much output is unsent.

        Only the loop calls this.
        """
        with self.requests_lock:
            if self.will_close or self.close_when_flushed:
                self.unparsed = b""
            while (
                self.unparsed
                and not self.requests
                and self.total_outbufs_len < MAX_UNSENT_BYTES
            ):
                self._parse()

    def has_another(self) -> bool:
        """Return whether a complete request follows the one that is being served."""
        probe = self.parser_class(self.adj)
        if self.unparsed:
            probe.received(self.unparsed)
        return bool(probe.completed)

    def handle_close(self) -> None:
        """Close, and free the unparsed input and the unsent output.

        A thread that still serves a request would otherwise keep both alive.
        """
        super().handle_close()
        self.unparsed = b""
        with self.outbuf_lock:
            self.outbufs = [OverflowableBuffer(self.adj.outbuf_overflow)]

    def _parse(self) -> None:
        request = self.request = self.request or self.parser_class(self.adj)
        self.unparsed = self.unparsed[request.received(self.unparsed) :]
        if request.expect_continue and not self.sent_continue:
            self.send_continue()
        if request.completed:
            self.sent_continue = False
            self.request = None
            self.requests.append(request)
            self.server.add_task(self)
