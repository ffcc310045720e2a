"""Packed answers: members and their numbers in one text, as some scripts send them.

A driver reads an array element by element, which takes it far longer than the store
needs to find them; a text is taken apart at once.
"""

from importlib.resources import files
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from page_tracker.storage.broken import MAX_COUNT, WRONG_TYPE, report_broken, score_in
from page_tracker.storage.outage import watched
from page_tracker.storage.ranked import Sums
from page_tracker.storage.round_trip import is_wrong_type

_SEPARATOR = b"\xff"  # is in no UTF-8


class PackedScript:
    """A script that only reads, and answers ``MEMBER\\xffNUMBER\\xffMEMBER...``."""

    def __init__(self, name: str) -> None:
        self._text = files(__package__).joinpath(name).read_text(encoding="utf-8")

    def run(self, client: Redis, names: list[str], *values: bytes | int) -> list[bytes]:
        """Return all parts of the answer, none if a key has a wrong type.

        Raises :class:`StorageError`.
        """
        with watched():
            try:
                answer: Any = client.eval(self._text, len(names), *names, *values)
            except ResponseError as exc:
                if not is_wrong_type(exc):
                    raise
                report_broken(names[0], WRONG_TYPE)
                answer = b""
        parts: list[bytes] = answer.split(_SEPARATOR) if answer else []
        return parts


def sums_in(parts: list[bytes], key: str) -> Sums:
    """Return members and numbers that take turns; they come from ``key``, or its like.

    Sums of lists that are taken off others may be below 0.
    """
    try:
        numbers = list(map(int, parts[1::2]))
    except ValueError:  # above 10^17 the store prints an exponent
        numbers = [score_in(part, key, -MAX_COUNT) for part in parts[1::2]]
    return dict(zip(parts[::2], numbers, strict=True))
