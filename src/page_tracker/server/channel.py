"""A client's connection: Waitress's channel, with what the loop needs of it."""

import time
from io import BytesIO
from typing import BinaryIO

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from page_tracker.server.task import Task

# Seconds in which a new client's first request is on its way.
_FIRST_REQUEST = 0.5


class Parser(HTTPRequestParser):
    """Reads a request; gives a small body out as it is, without a buffer's buffer."""

    def get_body_stream(self) -> BinaryIO:
        """Return what ``wsgi.input`` reads from."""
        buffer = self.body_rcv.getbuf() if self.body_rcv is not None else None
        if buffer is None or buffer.buf is not None:
            stream: BinaryIO = super().get_body_stream()
            return stream
        return BytesIO(buffer.strbuf)


class Channel(HTTPChannel):
    """Sends when it is told to, and closes after its answer when the server drains."""

    task_class = Task
    parser_class = Parser

    def service(self) -> None:
        """Answer the first request that waits."""
        if self.server.draining:
            self.end_with_last()
        super().service()

    def end_with_last(self) -> None:
        """Let the last answer that is owed announce the end of the connection."""
        if self.requests:
            self.requests[-1].headers["CONNECTION"] = "close"

    def flush_now(self) -> None:
        """Send what was written, in one go, and close if that was the last answer."""
        if self.connected and self.total_outbufs_len:
            self._flush_exception(self._flush_some_if_lockable)
        if self.connected and self.close_when_flushed and not self.total_outbufs_len:
            self.handle_close()

    def is_idle(self) -> bool:
        """Tell whether nothing was asked that is not answered and sent.

        A client that has just connected is about to ask.
        """
        if self.requests or self.request or self.total_outbufs_len:
            return False
        asked: bool = self.last_activity > self.creation_time
        return asked or time.time() > self.creation_time + _FIRST_REQUEST

    def __repr__(self) -> str:
        return "<channel>"  # the original's names the client's address in the log
