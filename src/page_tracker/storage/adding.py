"""Adding up: all members of some lists, where the heads of the lists do not tell.

The store adds them up itself, in pieces, so that it is never held for long.
"""

from collections.abc import Iterator, Sequence

from redis import Redis

from page_tracker.storage.packed import PackedScript, sums_in
from page_tracker.storage.ranked import Sums
from page_tracker.storage.round_trip import ask
from page_tracker.storage.selection import WeightedList

_UNION, _SCAN = PackedScript("union.lua"), PackedScript("scan.lua")

Sized = list[tuple[WeightedList, int]]

# What a piece may cost, in entries of lists: about 10 ms of the store's time. A member
# of the sum, which is sorted and sent, costs as much as so many.
_MOST = 60_000
_MEMBER = 6

# Members of a list that are read at once, if it is longer than a piece.
_PART = 5000


def add_up(
    client: Redis, lists: Sequence[WeightedList], known: str | None = None
) -> Sums:
    """Return the sums of all members.

    ``known`` is a list that has all members of the others, if there is one: with it the
    pieces can be larger. Each takes a round trip. Raises :class:`StorageError`.
    """
    asked = [*(each.key for each in lists), *([known] if known else [])]
    sizes = ask(client, *(("ZCARD", key) for key in asked))
    # Without the members that are known for sure, there may be as many as entries.
    most = (known and sizes[-1]) or sum(sizes)
    # Some lists have no members, and one of a wrong type none that can be read.
    sized = [pair for pair in zip(lists, sizes, strict=False) if pair[1]]
    sums: Sums = {}
    for piece in _pieces(sized, most):
        _add(sums, _union(client, piece))
    for each in _long(sized, most):
        _add(sums, _scan(client, each.key), each.weight)
    return sums


def _cost(size: int, most: int) -> int:
    return size + _MEMBER * min(size, most)


def _long(sized: Sized, most: int) -> list[WeightedList]:
    return [each for each, size in sized if _cost(size, most) > _MOST]


def _pieces(sized: Sized, most: int) -> Iterator[list[WeightedList]]:
    """Yield the other lists, as many at a time as a piece may cost."""
    piece: list[WeightedList] = []
    entries = 0
    for each, size in sized:
        if _cost(size, most) > _MOST:
            continue
        if _cost(entries + size, most) > _MOST:
            yield piece
            piece, entries = [], 0
        piece.append(each)
        entries += size
    if piece:
        yield piece


def _union(client: Redis, lists: Sequence[WeightedList]) -> Sums:
    names = [each.key for each in lists]
    parts = _UNION.run(client, names, *(each.weight for each in lists))
    return sums_in(parts, names[0])


def _scan(client: Redis, key: str) -> Sums:
    sums: Sums = {}
    cursor = b"0"
    while True:
        # There is no answer if the list was replaced by something else meanwhile.
        cursor, *parts = _SCAN.run(client, [key], cursor, _PART) or [b"0"]
        sums |= sums_in(parts, key)
        if cursor == b"0":
            return sums


def _add(sums: Sums, more: Sums, weight: int = 1) -> None:
    for member, views in more.items():
        sums[member] = sums.get(member, 0) + weight * views
