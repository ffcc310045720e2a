"""Pipelining: requests that a client sends before it has read the answers to others.

Whoever reads no answers must not make the process hold many of them.
"""

from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel

from page_tracker.server.parser import Parser

MAX_UNSENT_BYTES = 100_000
"""Unsent bytes of answers at which no further request of the connection is parsed.

A hundred connections then cost 10 MB and an answer each, instead of 750 MB. A client
that reads has its next answer in time, as the kernel holds about as much again.
"""


class Pipeline(HTTPChannel):
    """Parses one request at a time, and the next one when there is room for its answer.

    Waitress parses all that it has read at once: 8 KB are up to 450 requests, of 2 KB
    each, and all of their answers may wait for the client. Here the bytes wait.
    """

    parser_class = Parser

    request: Any  # a Parser that is not at its end, or None
    requests: list[Any]  # a Parser at its end that is being served, or none
    sent_continue = False  # for the request that is not at its end
    # Bytes behind the request that is being served.
    unparsed = b""

    def readable(self) -> bool:
        """Return whether to read more: only if all that was read is parsed.

        Waitress adds that no answer may be unsent, and no request in service.
        """
        return not self.unparsed and bool(super().readable())

    def received(self, data: bytes) -> None:
        """Parse a request of the bytes that came, when no others are unparsed."""
        self.unparsed = data
        self.parse_next()

    def parse_next(self) -> None:
        """Parse until a request is complete, if none is served and its answer has room.

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
        """Return whether a whole request has come behind the one that is served."""
        probe = self.parser_class(self.adj)
        if self.unparsed:
            probe.received(self.unparsed)
        return bool(probe.completed)

    def handle_close(self) -> None:
        """Close, and free what was to be parsed and sent.

        A thread that still serves a request would keep it with the channel.
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
