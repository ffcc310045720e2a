"""Entries of a journal: script calls and notes, in bytes that tell if they are whole.

A file begins with :data:`HEADER`, whose number is that of the format. Entries follow:
length and CRC-32 of the content, then the content, which is a line of JSON and, for a
call, the script's arguments behind it. Zeros follow the last entry. Files of older
formats are read by :mod:`page_tracker.storage.journal.legacy`.
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
"""What is applied in order with each other; see :func:`keys.stream`."""

_NAME = b"page-tracker journal "

HEADER = _NAME + b"2\n"
"""The first bytes of a file; another number is another format."""

_HEAD = struct.Struct(">II")

# The kinds of entries, each the first item of its line of JSON.
_CALL, _MARK, _TRIED = "call", "mark", "tried"


class Entry(NamedTuple):
    """A call of ``script`` with all but its worker.

    ``number`` and ``previous`` are its own and that of the call before it in the
    journal, 0 for none; ``at`` is the second of the epoch at which it happened. It was
    ``sent`` to the store at once, or else is to be sent by a replay. Its keys are named
    after ``key_parts``; see :func:`keys.of_call`.
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
        """What it is applied in order with."""
        return keys.stream(self.script, self.key_parts)


class Mark(NamedTuple):
    """What was known at a second of the epoch: streams, each with two numbers.

    The number up to which the store had all, and that up to which nothing is missed.
    """

    at: int
    store: str
    streams: tuple[tuple[Stream, int, int], ...]


class Tried(NamedTuple):
    """A replay began, at a second of the epoch, for some streams.

    The store has just said what it had of them: what it had not, and stands before
    this in the journal, it may have since then.
    """

    at: int
    streams: tuple[Stream, ...]


Record = Entry | Mark | Tried


class Contents(NamedTuple):
    """What a file holds: whole entries, their length, and bytes that are none."""

    entries: list[Record]
    length: int
    torn: int


def packed(record: Record) -> bytes:
    """Return an entry as it is on disk."""
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
    """Return why a file that begins like this cannot be read; None if it can."""
    if data.startswith(HEADER) or is_legacy(data) or not data.rstrip(b"\0"):
        return None
    if not data.startswith(_NAME):
        return "the file is not a journal"
    written = data[len(_NAME) :].split(b"\n", 1)[0].decode(errors="replace")
    return f"the file is in format {written}, which this version cannot read"


def unpacked(data: bytes) -> Contents:
    """Read the entries of a file; raises :class:`JournalUnreadable`."""
    if not data.rstrip(b"\0"):
        return Contents([], 0, 0)
    if problem := problem_of(data):
        raise JournalUnreadable(problem)
    contents, end, torn = whole(data, len(HEADER))
    return Contents([_record(each) for each in contents], end, torn)


def whole(data: bytes, start: int) -> tuple[list[bytes], int, int]:
    """Return the whole contents from ``start`` on, their end, and bytes that are none.

    Behind what is damaged, the search goes on for the next that is whole.
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
    """Return the content of the entry at a place, nothing if there is no whole one."""
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
    """Return the arguments that were joined, by their lengths."""
    values, start = [], 0
    for length in lengths:
        values.append(joined[start : start + length])
        start += length
    return tuple(values)
