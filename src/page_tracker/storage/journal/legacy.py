"""Journal files from before the format had a number.

Such a file has no header. An entry's line of JSON is ``[sequence, applied, at, total,
script, about, lengths]``. A worker numbered all of its calls in one sequence. ``total``
counts the views that were pending. The store had applied everything up to ``applied``.
A line without a script is a mark: its ``key_parts`` hold the identity of the store. The
lists of ``record`` had no names, only an order.
"""

import json
from collections.abc import Iterator

from page_tracker.errors import JournalUnreadable
from page_tracker.storage import keys
from page_tracker.storage.encoding import encode_json
from page_tracker.storage.journal.entry import (
    Contents,
    Entry,
    Mark,
    Record,
    Stream,
    split_values,
    whole,
)

# The order of the lists: that of the dimensions after the first two.
_LISTS = (
    "referrers",
    "campaigns",
    "browsers",
    "systems",
    "devices",
    "languages",
    "countries",
    "events",
)


class LegacyReader:
    """Reads the files of one worker, in their order."""

    def __init__(self) -> None:
        self._last: dict[Stream, int] = {}
        self._total = self._applied = self._at = 0
        self._store = ""

    def read(self, data: bytes) -> Contents:
        """Convert a file's entries to today's format, and add a mark.

        The mark has the progress of the streams at the end of the file. Raises
        :class:`JournalUnreadable`.
        """
        contents, end, torn = whole(data, 0)
        found: list[Record] = []
        for content in contents:
            found += self._call(*content.split(b"\n", 1))
        return Contents([*found, self._mark()], end, torn)

    def _call(self, line: bytes, rest: bytes) -> Iterator[Record]:
        sequence, applied, self._at, total, script, key_parts, lengths = json.loads(
            line
        )
        self._applied = max(self._applied, applied)
        if script:
            values = split_values(rest, lengths)
            yield self._entry(sequence, total, script, tuple(key_parts), values)
        else:
            (self._store,) = key_parts

    def _entry(
        self,
        sequence: int,
        total: int,
        script: str,
        key_parts: tuple[str, ...],
        values: tuple[bytes, ...],
    ) -> Entry:
        if script == "record":
            values = (_with_named_lists(values[0]), *values[1:])
        previous = self._last.get(keys.stream(script, key_parts), 0)
        views, self._total = total - self._total, total
        head = (sequence, previous, self._at, views, True, script)
        entry = Entry(*head, key_parts, values)
        self._last[entry.stream] = sequence
        return entry

    def _mark(self) -> Mark:
        applied = ((f, min(last, self._applied)) for f, last in self._last.items())
        return Mark(self._at, self._store, tuple((f, n, 0) for f, n in applied))


def _with_named_lists(batch: bytes) -> bytes:
    try:
        fields = json.loads(batch)
        fields["lists"] = dict(zip(_LISTS, fields["lists"], strict=True))
    except (KeyError, TypeError, ValueError) as exc:
        raise JournalUnreadable("an entry has lists of an unknown order") from exc
    return encode_json(fields)
