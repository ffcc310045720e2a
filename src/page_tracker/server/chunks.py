"""Bodies in chunks: read strictly, so that nobody finds another end (RFC 9112, 7.1)."""

import re

from waitress.buffers import OverflowableBuffer

from page_tracker.server.refusal import Refused, bad, body_too_large, chunks_too_small

# Without extensions, which nobody sends, and which servers have read differently.
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
# The most that can be the beginning of a size and its line end.
_SIZE_BYTES = 10


class Chunks:
    """Takes a chunked body in, piece by piece, as Waitress's receivers do.

    What follows the last chunk must be a blank line: trailers are refused.

    Args:
        buffer: Receives the content of the chunks.
        max_bytes: The largest content. The framing, which is all sizes and line ends,
            has the same limit of its own: chunks of 8 bytes on average fit, which is
            less than any client sends, and a body takes at most twice its limit.
    """

    def __init__(self, buffer: OverflowableBuffer, max_bytes: int) -> None:
        self.completed = False
        self.error: Refused | None = None
        self._buffer = buffer
        self._content_left = self._framing_left = max_bytes
        self._left = 0  # bytes of this chunk, its line end included
        self._last = False
        self._line = b""  # of a size that has not come to its end

    def __len__(self) -> int:
        return int(self._buffer.__len__())

    def getbuf(self) -> OverflowableBuffer:
        """Return where the body is."""
        return self._buffer

    def received(self, data: bytes) -> int:
        """Take what belongs to the body; returns how many bytes that is."""
        place = 0
        try:
            while place < len(data) and not self.completed:
                step = self._chunk if self._left else self._size
                place += step(data, place)
        except Refused as exc:
            self.error = exc
            return len(data)
        return place

    def _size(self, data: bytes, place: int) -> int:
        line = self._line + data[place : place + _SIZE_BYTES]
        found = _SIZE.match(line)
        if found is None:
            if len(line) >= _SIZE_BYTES or not _SIZE.match(_completed(line)):
                raise bad("The size of a chunk is not hexadecimal.")
            taken, self._line = len(line) - len(self._line), line
            return taken
        taken, self._line = found.end() - len(self._line), b""
        size = int(found[1], 16)
        self._reserve(size, found.end() + 2)
        self._last = size == 0
        self._left = size + 2
        return taken

    def _reserve(self, size: int, framing: int) -> None:
        """Reject a chunk as soon as its size says that the body becomes too large."""
        self._content_left -= size
        self._framing_left -= framing
        if self._content_left < 0:
            raise body_too_large()
        if self._framing_left < 0:
            raise chunks_too_small()

    def _chunk(self, data: bytes, place: int) -> int:
        """Take what there is of a chunk, and of the line end behind it."""
        piece = data[place : place + self._left]
        inside = max(min(len(piece), self._left - 2), 0)
        end, seen = piece[inside:], 2 - self._left + inside
        if end and end != b"\r\n"[seen : seen + len(end)]:
            raise bad("A chunk does not end where its size says.")
        if inside:
            self._buffer.append(piece[:inside])
        self._left -= len(piece)
        self.completed = self._last and not self._left
        return len(piece)


def _completed(line: bytes) -> bytes:
    """Return the beginning of a size's line with the shortest end that it can have."""
    return line + b"\n" if line.endswith(b"\r") else line + b"\r\n"
