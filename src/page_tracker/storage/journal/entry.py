"""An entry of a journal: one call of a script, in bytes that tell if they are whole."""

import json
import struct
from typing import NamedTuple
from zlib import crc32

from page_tracker.storage import keys
from page_tracker.storage.encoding import encode_json

# Before each entry: its length in bytes, and its CRC-32. Zeros follow the last one.
_HEAD = struct.Struct(">II")


class Entry(NamedTuple):
    """A call of ``script`` with all but its worker, or a mark if that is empty.

    ``about`` is what its keys are named after, ``at`` the second of the epoch at which
    it happened. ``total`` counts the views of this journal that ever had to wait for
    the store, with this entry's. Everything with a number up to ``applied`` was in the
    store when this was written. A mark says in ``about`` which store that was.
    """

    sequence: int
    applied: int
    at: int
    total: int
    script: str
    about: tuple[str, ...] = ()
    values: tuple[bytes, ...] = ()

    @property
    def family(self) -> tuple[str, ...]:
        """What it is applied in order with; see :func:`keys.family`."""
        return keys.family(self.script, self.about)


class Contents(NamedTuple):
    """What a file holds: whole entries, their length, and bytes that are none."""

    entries: list[Entry]
    length: int
    torn: int


def packed(entry: Entry) -> bytes:
    """Return an entry as it is on disk: a line of JSON, and the values behind it."""
    lengths = [len(value) for value in entry.values]
    line = encode_json([*entry[:-1], lengths])
    content = b"\n".join((line, b"".join(entry.values)))
    return _HEAD.pack(len(content), crc32(content)) + content


def unpacked(data: bytes) -> Contents:
    """Read entries up to the end, or to what is no whole entry."""
    entries, start = [], 0
    while start + _HEAD.size <= len(data):
        length, checksum = _HEAD.unpack_from(data, start)
        content = data[start + _HEAD.size : start + _HEAD.size + length]
        if not length or len(content) < length or crc32(content) != checksum:
            break
        entries.append(_entry(content))
        start += _HEAD.size + length
    return Contents(entries, start, len(data[start:].rstrip(b"\0")))


def _entry(content: bytes) -> Entry:
    line, _, rest = content.partition(b"\n")
    sequence, applied, at, total, script, about, lengths = json.loads(line)
    values, start = [], 0
    for length in lengths:
        values.append(rest[start : start + length])
        start += length
    head = (sequence, applied, at, total)
    return Entry(*head, script, tuple(about), tuple(values))
