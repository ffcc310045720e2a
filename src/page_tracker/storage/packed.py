"""Packed answers: members and their numbers in one text, as some scripts send them.

A driver reads an array element by element, which takes it far longer than the store
needs to find them; a text is taken apart at once.
"""

from importlib.resources import files
from typing import Any

from redis import Redis

from page_tracker.storage.outage import watched
from page_tracker.storage.ranked import Sums

_SEPARATOR = b"\xff"  # is in no UTF-8


class PackedScript:
    """A script that only reads, and answers ``MEMBER\\xffNUMBER\\xffMEMBER...``."""

    def __init__(self, name: str) -> None:
        self._text = files(__package__).joinpath(name).read_text(encoding="utf-8")

    def run(self, client: Redis, names: list[str], *values: bytes | int) -> list[bytes]:
        """Return all parts of the answer; raises :class:`StorageError`."""
        with watched():
            answer: Any = client.eval(self._text, len(names), *names, *values)
        parts: list[bytes] = answer.split(_SEPARATOR) if answer else []
        return parts


def sums_in(parts: list[bytes]) -> Sums:
    """Return members and numbers that take turns."""
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))
