"""The top k of the sum of several ranked lists."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

from redis import Redis
from redis.exceptions import ResponseError

from page_tracker.storage import lua
from page_tracker.storage.broken import MAX_COUNT, WRONG_TYPE, report_broken, score_in
from page_tracker.storage.health.outage import watched
from page_tracker.storage.reports.lists import WeightedList
from page_tracker.storage.reports.pipeline import Command, ask, is_wrong_type

Sums = dict[bytes, int]
RankedPairs = list[tuple[bytes, int]]


def rank(sums: Mapping[bytes, int], count: int) -> RankedPairs:
    """Return the first members: the highest sums, then by name; none without a sum."""
    keys = ((-views, member) for member, views in sums.items() if views > 0)
    return [(member, -views) for views, member in nsmallest(count, keys)]


_SEPARATOR = b"\xff"  # is in no UTF-8


class PackedScript:
    """A script that only reads, and answers ``MEMBER\\xffNUMBER\\xffMEMBER...``."""

    def __init__(self, name: str) -> None:
        self._text = lua.load(name)

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


_UNION, _SCAN = PackedScript("union"), PackedScript("scan")

Sized = list[tuple[WeightedList, int]]

# What a piece may cost, in entries of lists: about 10 ms of the store's time. A member
# of the sum, which is sorted and sent, costs as much as so many.
_MOST_MEMBERS = 60_000
_MEMBER = 6

# Members of a list that are read at once, if it is longer than a piece.
_PART = 5000


def sum_all(
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
    return [each for each, size in sized if _cost(size, most) > _MOST_MEMBERS]


def _pieces(sized: Sized, most: int) -> Iterator[list[WeightedList]]:
    """Yield the other lists, as many at a time as a piece may cost."""
    piece: list[WeightedList] = []
    entries = 0
    for each, size in sized:
        if _cost(size, most) > _MOST_MEMBERS:
            continue
        if _cost(entries + size, most) > _MOST_MEMBERS:
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


# Members of each list that are read for each one wanted: at least, and at most.
_LEAST, _TIMES, _MOST_IN_PREFIX = 100, 3, 600

# Members that are looked up, in a second round.
_LOOK_UPS = 1000


class Prefixes(NamedTuple):
    """What the heads of some lists tell.

    A member that is in a head has at most ``most`` of it, any other ``unseen``.
    ``complete`` lists are all head, and ``most`` is what members have.
    """

    most: Sums
    unseen: int
    complete: bool


def top_k_of_prefixes(
    client: Redis, lists: Sequence[WeightedList], count: int
) -> RankedPairs | None:
    """Return the ``count`` members with the highest sums, or None.

    None where heads do not tell: views are spread evenly, or too many are wanted. Takes
    up to three round trips. Raises :class:`StorageError`.
    """
    depth = max(_LEAST, _TIMES * count)
    if depth > _MOST_IN_PREFIX:
        return None
    heads = _read_heads(client, lists, depth)
    if heads.complete:
        return rank(heads.most, count)
    likely = sorted(heads.most, key=heads.most.__getitem__, reverse=True)
    first, others = likely[: 2 * count], likely[2 * count :]
    sums = look_up(client, lists, first)
    found = rank(sums, count)
    least = found[-1][1] if len(found) == count else 0
    # One that has as many may come before it, by its name.
    rest = [member for member in others if heads.most[member] >= least]
    if heads.unseen >= least or len(rest) > _LOOK_UPS:
        return None
    return rank(sums | look_up(client, lists, rest), count)


def look_up(
    client: Redis, lists: Sequence[WeightedList], members: Sequence[bytes]
) -> Sums:
    """Return the sums of some members, in one round trip."""
    if not members:
        return {}
    commands: list[Command] = [("ZMSCORE", each.key, *members) for each in lists]
    found = ask(client, *commands)
    sums = dict.fromkeys(members, 0)
    for (key, weight), scores in zip(lists, found, strict=True):
        for member, score in zip(members, scores, strict=True):
            sums[member] += weight * score_in(score, key)
    return sums


def _read_heads(client: Redis, lists: Sequence[WeightedList], depth: int) -> Prefixes:
    commands = (("ZREVRANGE", each.key, 0, depth - 1, "WITHSCORES") for each in lists)
    most: Sums = {}
    unseen, complete = 0, True
    for (key, weight), head in zip(lists, ask(client, *commands), strict=True):
        scores = [weight * score_in(score, key) for score in head[1::2]]
        is_all = len(scores) < depth
        # What is taken off may be nothing at all.
        end = 0 if is_all else max(0, scores[-1])
        for member, score in zip(head[::2], scores, strict=True):
            most[member] = most.get(member, 0) + score - end
        unseen, complete = unseen + end, complete and is_all
    return Prefixes(
        {member: unseen + more for member, more in most.items()}, unseen, complete
    )
