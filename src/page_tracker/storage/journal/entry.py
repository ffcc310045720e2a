"""The binary format of journal entries: script calls and notes, each with a checksum.

A file begins with :data:`HEADER`, which holds the number of the format. Entries follow:
length and CRC-32 of the content, then the content. The content is a line of JSON; for a
call, the script's arguments follow the line. Zeros follow the last entry.
:mod:`page_tracker.storage.journal.legacy` reads files of older formats.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple
from zlib import crc32

from page_tracker.errors import JournalUnreadable
from page_tracker.storage import keys
from page_tracker.storage.encoding import encode_json

Stream = tuple[str, ...]
"""A sequence of calls that the store applies in order; see :func:`keys.stream`."""

_NAME = b"page-tracker journal "

HEADER = _NAME + b"2\n"
"""The first bytes of a file; another number means another format."""

_HEAD = struct.Struct(">II")

# The kinds of entries: the first item of an entry's line of JSON.
_CALL, _MARK, _TRIED = "call", "mark", "tried"


class Entry(NamedTuple):
    """A call of ``script``, without the id of its worker.

    ``number`` is the call's own number. ``previous`` is that of the call before it in
    the journal, or 0 if there is none. ``at`` is when the call happened, in seconds of
    the epoch. ``sent`` says whether the call was sent to the store at once; if not, a
    replay sends it. Its keys are derived from ``key_parts``; see :func:`keys.of_call`.
    """

    number: int
    previous: int
    at: int
    views: int
    sent: bool
    script: str
    key_parts: tuple[str, ...]
    values: tuple[bytes, ...]

    @property
    def stream(self) -> Stream:
        """The stream that the call belongs to."""
        return keys.stream(self.script, self.key_parts)


class Mark(NamedTuple):
    """The progress of streams at a second of the epoch.

    Each stream has two numbers: the store has applied all calls up to the first, and no
    call up to the second has to be sent any more.
    """

    at: int
    store: str
    streams: tuple[tuple[Stream, int, int], ...]


class Tried(NamedTuple):
    """A replay of some streams began at a second of the epoch.

    The store had just returned its guards of these streams. It may have applied the
    calls before this entry that the guards did not cover since then.
    """

    at: int
    streams: tuple[Stream, ...]


Record = Entry | Mark | Tried


class Contents(NamedTuple):
    """The content of a file: intact entries, their length, and the damaged bytes."""

    entries: list[Record]
    length: int
    torn: int


def packed(record: Record) -> bytes:
    """Return the bytes of an entry on disk."""
    if isinstance(record, Entry):
        lengths = [len(value) for value in record.values]
        line = encode_json([_CALL, *record[:-1], lengths])
        content = b"\n".join((line, b"".join(record.values)))
    elif isinstance(record, Mark):
        content = encode_json([_MARK, *record]) + b"\n"
    else:
        content = encode_json([_TRIED, *record]) + b"\n"
    return _HEAD.pack(len(content), crc32(content)) + content


def is_legacy(data: bytes) -> bool:
    """Return whether a file was written before its format had a number."""
    return bool(data) and data[:1] == b"\0" and any(data[: _HEAD.size])


def problem_of(data: bytes) -> str | None:
    """Return why a file that begins with ``data`` cannot be read, or None if it can."""
    if data.startswith(HEADER) or is_legacy(data) or not data.rstrip(b"\0"):
        return None
    if not data.startswith(_NAME):
        return "the file is not a journal"
    written = data[len(_NAME) :].split(b"\n", 1)[0].decode(errors="replace")
    return f"the file is in format {written}, which this version cannot read"


def unpacked(data: bytes) -> Contents:
    """Parse the entries of a file, or raise :class:`JournalUnreadable`."""
    if not data.rstrip(b"\0"):
        return Contents([], 0, 0)
    if problem := problem_of(data):
        raise JournalUnreadable(problem)
    contents, end, torn = whole(data, len(HEADER))
    return Contents([_record(each) for each in contents], end, torn)


def whole(data: bytes, start: int) -> tuple[list[bytes], int, int]:
    """Return the intact contents from ``start`` on, their end, and the damaged bytes.

    After damaged bytes, the search continues at the next intact entry.
    """
    found: list[bytes] = []
    end, torn, limit = start, 0, len(data.rstrip(b"\0"))
    for begins, content in _contents(data, start, limit):
        torn += begins - end
        end = begins + _HEAD.size + len(content)
        found.append(content)
    return found, end, torn + max(limit - end, 0)


def _contents(data: bytes, start: int, limit: int) -> Iterator[tuple[int, bytes]]:
    while start < limit:
        content = _content(data, start)
        if content:
            yield start, content
            start += _HEAD.size + len(content)
        else:
            start += 1


def _content(data: bytes, start: int) -> bytes:
    """Return the content of the entry at ``start``, or b"" if it is not intact."""
    if start + _HEAD.size > len(data):
        return b""
    length, checksum = _HEAD.unpack_from(data, start)
    content = data[start + _HEAD.size : start + _HEAD.size + length]
    is_whole = len(content) == length and crc32(content) == checksum
    return content if is_whole else b""


def _record(content: bytes) -> Record:
    line, _, rest = content.partition(b"\n")
    kind, *items = json.loads(line)
    if kind == _CALL:
        return _call(items, rest)
    if kind == _MARK:
        at, store, streams = items
        return Mark(at, store, tuple((tuple(f), a, floor) for f, a, floor in streams))
    if kind == _TRIED:
        at, streams = items
        return Tried(at, tuple(map(tuple, streams)))
    raise JournalUnreadable(f"an entry is a {kind!r}, which this version cannot read")


def _call(items: list[Any], rest: bytes) -> Entry:
    *head, key_parts, lengths = items
    number, previous, at, views, sent, script = head
    found = (number, previous, at, views, sent, script)
    return Entry(*found, tuple(key_parts), split_values(rest, lengths))


def split_values(joined: bytes, lengths: list[int]) -> tuple[bytes, ...]:
    """Split joined arguments by their lengths."""
    values, start = [], 0
    for length in lengths:
        values.append(joined[start : start + length])
        start += length
    return tuple(values)
