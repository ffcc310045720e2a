"""Fields: many numbers of one hash, in a way that never holds the store for long."""

from collections.abc import Iterable, Mapping, Sequence

from page_tracker.storage.broken import count_in
from page_tracker.storage.round_trip import Command

# A small hash (hash-max-listpack-entries) is searched from its start for every field:
# 1,000 may take 8 ms, and to read all of it far less.
_MOST = 1000

# What HMGET or HGETALL answers.
Found = Sequence[bytes | None] | Mapping[bytes, bytes]


class Fields:
    """Asks for the numbers in some fields of a hash."""

    def __init__(self, key: str, names: Iterable[str]) -> None:
        self._key = key
        self._names = list(names)

    def command(self) -> Command:
        """Return what to ask the store: these fields, or all if they are many."""
        if len(self._names) > _MOST:
            return "HGETALL", self._key
        return "HMGET", self._key, *self._names

    def numbers(self, found: Found) -> list[int]:
        """Return the numbers of the answer in order, 0 for any that cannot be read."""
        if isinstance(found, Mapping):
            found = [found.get(name.encode()) for name in self._names]
        return [count_in(number, self._key) for number in found]
