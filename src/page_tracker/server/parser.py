"""Parses bytes into requests: head and body, also a chunked body."""

import re
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO

from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver

from page_tracker.server.request_head import CHUNKED, read_head
from page_tracker.server.response import (
    HTTPRefusal,
    bad_request,
    body_too_large,
    chunks_too_small,
)
from page_tracker.web.router import Match

# Without chunk extensions: nobody sends them, and servers disagree on their syntax.
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
# The longest possible prefix of a size and its line end.
_SIZE_BYTES = 10


class Chunks:
    """Receives a chunked body piece by piece, like Waitress's receivers.

    A blank line must follow the last chunk: trailers are refused.

    Args:
        buffer: Receives the content of the chunks.
        max_bytes: The largest content. The framing (sizes and line ends) has the same
            limit of its own: chunks of 8 bytes on average fit, which is less than any
            client sends, and a body takes at most twice its limit.
    """

    def __init__(self, buffer: OverflowableBuffer, max_bytes: int) -> None:
        self.completed = False
        self.error: HTTPRefusal | None = None
        self._buffer = buffer
        self._content_left = self._framing_left = max_bytes
        self._left = 0  # bytes of this chunk, including its line end
        self._last = False
        self._line = b""  # an incomplete line with a size

    def __len__(self) -> int:
        return int(self._buffer.__len__())

    def getbuf(self) -> OverflowableBuffer:
        """Return the buffer of the body."""
        return self._buffer

    def received(self, data: bytes) -> int:
        """Consume what belongs to the body; return how many bytes that is."""
        place = 0
        try:
            while place < len(data) and not self.completed:
                step = self._chunk if self._left else self._size
                place += step(data, place)
        except HTTPRefusal as exc:
            self.error = exc
            return len(data)
        return place

    def _size(self, data: bytes, place: int) -> int:
        line = self._line + data[place : place + _SIZE_BYTES]
        found = _SIZE.match(line)
        if found is None:
            if len(line) >= _SIZE_BYTES or not _SIZE.match(_completed(line)):
                raise bad_request("The size of a chunk is not hexadecimal.")
            taken, self._line = len(line) - len(self._line), line
            return taken
        taken, self._line = found.end() - len(self._line), b""
        size = int(found[1], 16)
        self._reserve(size, found.end() + 2)
        self._last = size == 0
        self._left = size + 2
        return taken

    def _reserve(self, size: int, framing: int) -> None:
        """Reject a chunk as soon as its size shows that the body is too large."""
        self._content_left -= size
        self._framing_left -= framing
        if self._content_left < 0:
            raise body_too_large()
        if self._framing_left < 0:
            raise chunks_too_small()

    def _chunk(self, data: bytes, place: int) -> int:
        """Consume the available part of a chunk, and of the line end after it."""
        piece = data[place : place + self._left]
        inside = max(min(len(piece), self._left - 2), 0)
        end, seen = piece[inside:], 2 - self._left + inside
        if end and end != b"\r\n"[seen : seen + len(end)]:
            raise bad_request("A chunk does not end where its size says.")
        if inside:
            self._buffer.append(piece[:inside])
        self._left -= len(piece)
        self.completed = self._last and not self._left
        return len(piece)


def _completed(line: bytes) -> bytes:
    """Complete the beginning of a size's line with the shortest possible end."""
    return line + b"\n" if line.endswith(b"\r") else line + b"\r\n"


_END = b"\r\n\r\n"

# Bytes that no head may contain; detected before the end arrives, which may never come.
_NEVER = re.compile(rb"\A\n|[^\r]\n|\r[^\n]|[^\t\n\r -~\x80-\xff]")


# pylint: disable-next=too-many-instance-attributes  # as many as Waitress reads
class Parser(HTTPRequestParser):
    """Parses one request; its first violation becomes ``error``, the last response.

    Waitress's own parser accepts much that is ambiguous, and is slower.
    """

    command = request_uri = path = query = url_scheme = ""
    body = b""  # if it came along with the head; most do
    body_rcv: Any = None  # receives the body if it did not
    header_plus = b""  # the available part of an incomplete head
    match: Match | None = None  # its route, if it has one
    # The version of a response to a request that failed before its version was parsed.
    version = "1.1"

    def received(self, data: bytes) -> int:
        """Consume what belongs to the request; return how many bytes that is."""
        try:
            return self._head(data) if self.body_rcv is None else self._body(data)
        except HTTPRefusal as exc:
            self.refuse(exc)
            return len(data)  # nothing that follows on the connection is served

    def refuse(self, refused: HTTPRefusal) -> None:
        """End the request with a refusal."""
        self.error = refused
        self.completed = True
        self.expect_continue = False

    def get_body_stream(self) -> BinaryIO:
        """Return the stream for ``wsgi.input``; a small body is not buffered again."""
        if self.body_rcv is None:
            return BytesIO(self.body)
        buffer = self.body_rcv.getbuf()
        if buffer.buf is None:
            return BytesIO(buffer.strbuf)
        stream: BinaryIO = buffer.getfile()
        return stream

    def _head(self, data: bytes) -> int:
        before, most = self.header_plus, self.adj.max_request_header_size
        seen = before + data if before else data
        end = seen.find(_END, max(len(before) - len(_END), 0))
        # Waitress's limit is the first value that is too much.
        if (len(seen) if end < 0 else end + len(_END)) >= most:
            raise _too_large(seen, most - 1)
        if end < 0:
            if _NEVER.search(seen, max(len(before) - 1, 0)):
                raise bad_request("The head contains an invalid character.")
            self.header_plus = seen
            return len(data)
        start = 2 if seen.startswith(b"\r\n") else 0  # RFC 9112, section 2.2
        taken = end + len(_END) - len(before)
        length = self._parse_head(seen[start : end + 2].decode("latin-1"))
        return taken + (self._begin_body(length, data[taken:]) if length else 0)

    def _body(self, data: bytes) -> int:
        taken: int = self.body_rcv.received(data)
        if self.body_rcv.error is not None:
            raise self.body_rcv.error
        if self.body_rcv.completed:
            self.completed = True
            if self.chunked:  # WSGI has no other way to mark them
                self.headers["CONTENT_LENGTH"] = str(len(self.body_rcv))
        return taken

    def _parse_head(self, text: str) -> int:
        """Parse a head; return the length of the body that follows, or CHUNKED."""
        head = read_head(text)
        self.headers_finished = True
        self.command, self.request_uri, self.path, self.query = head[:4]
        self.version, self.headers = head.version, head.headers
        self.url_scheme = self.adj.url_scheme
        self.completed = not head.length
        return head.length

    def _begin_body(self, length: int, data: bytes) -> int:
        """Consume the body if it came along whole; return its length.

        Install a receiver for the body otherwise, and return 0.
        """
        if length >= self.adj.max_request_body_size:
            raise body_too_large()
        if self.version == "1.1" and "EXPECT" in self.headers:
            if self.headers["EXPECT"].lower() != "100-continue":
                status = HTTPStatus.EXPECTATION_FAILED
                raise HTTPRefusal(status, "Only 100-continue is supported.")
            self.expect_continue = True
        elif 0 < length <= len(data):
            self.body, self.completed = data[:length], True
            return length
        buffer = OverflowableBuffer(self.adj.inbuf_overflow)
        self.chunked = length == CHUNKED
        # Waitress's limit is the first length that is too much.
        max_bytes = self.adj.max_request_body_size - 1
        self.body_rcv = (
            Chunks(buffer, max_bytes)
            if self.chunked
            else FixedStreamReceiver(length, buffer)
        )
        return 0


class DiscardingParser(Parser):
    """Discards what a refused client still sends, until it hangs up."""

    def received(self, data: bytes) -> int:
        """Discard the data."""
        return len(data)


def _too_large(seen: bytes, most: int) -> HTTPRefusal:
    if b"\r\n" in seen[:most]:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        return HTTPRefusal(status, f"The head is larger than {most} bytes.")
    status = HTTPStatus.REQUEST_URI_TOO_LONG
    return HTTPRefusal(status, f"The target is longer than {most} bytes.")
