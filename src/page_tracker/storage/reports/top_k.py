"""The top k of the sum of several ranked lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple

from page_tracker.storage import lua
from page_tracker.storage.broken import MAX_COUNT, score_in
from page_tracker.storage.reports.lists import WeightedList
from page_tracker.storage.reports.pipeline import Command, Rounds, together

Sums = dict[bytes, int]
RankedPairs = list[tuple[bytes, int]]


def rank(sums: Mapping[bytes, int], count: int) -> RankedPairs:
    """Return the top ``count`` members by sum, then by name; none without a sum."""
    keys = ((-views, member) for member, views in sums.items() if views > 0)
    return [(member, -views) for views, member in nsmallest(count, keys)]


_SEPARATOR = b"\xff"  # never occurs in UTF-8


class PackedScript:
    """A read-only script whose reply is ``MEMBER\\xffNUMBER\\xffMEMBER...``."""

    def __init__(self, name: str) -> None:
        self._text = lua.load(name)

    def command(self, names: Sequence[str], *values: bytes | int) -> Command:
        """Return the command that runs the script on some keys."""
        return "EVAL", self._text, len(names), *names, *values


def parts_of(answer: bytes) -> list[bytes]:
    """Return all parts of a script's reply; none if a key has a wrong type."""
    return answer.split(_SEPARATOR) if answer else []


def sums_in(parts: list[bytes], key: str) -> Sums:
    """Return the sums in a reply, where members and numbers alternate.

    The reply comes from ``key``, or a similar one. Sums of subtracted lists may be
    negative.
    """
    numbers = _whole_numbers(parts)
    if numbers is None:
        numbers = [score_in(part, key, -MAX_COUNT) for part in parts[1::2]]
    return dict(zip(parts[::2], numbers, strict=True))


def _whole_numbers(parts: list[bytes]) -> list[int] | None:
    try:
        return list(map(int, parts[1::2]))
    except ValueError:  # above 10^17 the store prints an exponent
        return None


_UNION, _SCAN = PackedScript("union"), PackedScript("scan")

Sized = list[tuple[WeightedList, int]]

# The cost of a piece, in entries of lists, at most: about 10 ms of the store's time. A
# member of the sum, which is sorted and sent, costs as much as so many entries.
_MOST_MEMBERS = 60_000
_MEMBER = 6

# Members that are read at once of a list that is longer than a piece.
_PART = 5000


def sum_all(lists: Sequence[WeightedList], known: str | None = None) -> Rounds[Sums]:
    """Read the sums of all members.

    ``known`` is a list that has all members of the others, or None. With such a list
    the pieces can be larger. Each piece takes a round trip.
    """
    asked = [*(each.key for each in lists), *([known] if known else [])]
    sizes = yield [("ZCARD", key) for key in asked]
    # Without such a list, there may be as many members as entries.
    most = (known and sizes[-1]) or sum(sizes)
    # Some lists are empty, and one of a wrong type cannot be read.
    sized = [pair for pair in zip(lists, sizes, strict=False) if pair[1]]
    sums: Sums = {}
    for piece in _pieces(sized, most):
        _add(sums, (yield from _union(piece)))
    for each in _long(sized, most):
        _add(sums, (yield from _scan(each.key)), each.weight)
    return sums


def _cost(size: int, most: int) -> int:
    return size + _MEMBER * min(size, most)


def _long(sized: Sized, most: int) -> list[WeightedList]:
    return [each for each, size in sized if _cost(size, most) > _MOST_MEMBERS]


def _pieces(sized: Sized, most: int) -> Iterator[list[WeightedList]]:
    """Yield the other lists, in pieces of limited cost."""
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


def _union(lists: Sequence[WeightedList]) -> Rounds[Sums]:
    names = [each.key for each in lists]
    (answer,) = yield [_UNION.command(names, *(each.weight for each in lists))]
    parts = parts_of(answer)
    if len(lists) == 1 or _whole_numbers(parts) is not None:
        return sums_in(parts, names[0])
    sums: Sums = {}
    for each in lists:  # the scores of one of them are no counts: find it
        _add(sums, (yield from _scan(each.key)), each.weight)
    return sums


def _scan(key: str) -> Rounds[Sums]:
    sums: Sums = {}
    cursor = b"0"
    while True:
        (answer,) = yield [_SCAN.command([key], cursor, _PART)]
        # There is no reply if the list was replaced by something else meanwhile.
        cursor, *parts = parts_of(answer) or [b"0"]
        sums |= sums_in(parts, key)
        if cursor == b"0":
            return sums


def _add(sums: Sums, more: Sums, weight: int = 1) -> None:
    for member, views in more.items():
        sums[member] = sums.get(member, 0) + weight * views


# Members of each list that are read for each one wanted: at least, and at most.
_LEAST, _TIMES, _MOST_IN_PREFIX = 100, 3, 600

# Members that are looked up in a second round, at most.
_LOOK_UPS = 1000


class Prefixes(NamedTuple):
    """What is known from the heads of some lists.

    A member in a head has at most the sum ``most``, any other member at most
    ``unseen``. If ``complete``, the heads are the whole lists, and ``most`` is exact.
    """

    most: Sums
    unseen: int
    complete: bool


def _read_nothing(_members: Sequence[bytes]) -> Rounds[object]:
    return together()


def reads_heads(count: int) -> bool:
    """Return whether heads can determine the top ``count`` members."""
    return _depth(count) <= _MOST_IN_PREFIX


def head_commands(lists: Sequence[WeightedList], count: int) -> list[Command]:
    """Return the commands that read the heads of lists to find ``count`` members."""
    last = _depth(count) - 1
    return [("ZREVRANGE", each.key, 0, last, "WITHSCORES") for each in lists]


def top_k_of_prefixes(
    lists: Sequence[WeightedList],
    heads: Sequence[Sequence[bytes]],
    count: int,
    beside: Callable[[Sequence[bytes]], Rounds[object]] = _read_nothing,
) -> Rounds[RankedPairs | None]:
    """Return the ``count`` members with the highest sums, or None.

    ``heads`` are the replies to :func:`head_commands`. The result is None if the heads
    do not determine it, because views are spread evenly. Takes up to two more round
    trips; ``beside`` reads data about the candidates in the same trips.
    """
    known = _prefixes(lists, heads, _depth(count))
    if known.complete:
        return rank(known.most, count)
    likely = sorted(known.most, key=known.most.__getitem__, reverse=True)
    first, others = likely[: 2 * count], likely[2 * count :]
    sums, _ = yield from together(look_up(lists, first), beside(first))
    found = rank(sums, count)
    least = found[-1][1] if len(found) == count else 0
    # A member with an equal sum may rank higher by its name.
    rest = [member for member in others if known.most[member] >= least]
    if known.unseen >= least or len(rest) > _LOOK_UPS:
        return None
    more, _ = yield from together(look_up(lists, rest), beside(rest))
    return rank(sums | more, count)


def look_up(lists: Sequence[WeightedList], members: Sequence[bytes]) -> Rounds[Sums]:
    """Read the sums of some members, in one round trip, if there are any."""
    if not members:
        return {}
    found = yield [("ZMSCORE", each.key, *members) for each in lists]
    sums = dict.fromkeys(members, 0)
    for (key, weight), scores in zip(lists, found, strict=True):
        for member, score in zip(members, scores, strict=True):
            sums[member] += weight * score_in(score, key)
    return sums


def _depth(count: int) -> int:
    return max(_LEAST, _TIMES * count)


def _prefixes(
    lists: Sequence[WeightedList], heads: Sequence[Sequence[bytes]], depth: int
) -> Prefixes:
    most: Sums = {}
    unseen, complete = 0, True
    for (key, weight), head in zip(lists, heads, strict=True):
        scores = [weight * score_in(score, key) for score in head[1::2]]
        is_all = len(scores) < depth
        # Subtracted lists may lack the member.
        end = 0 if is_all else max(0, scores[-1])
        for member, score in zip(head[::2], scores, strict=True):
            most[member] = most.get(member, 0) + score - end
        unseen, complete = unseen + end, complete and is_all
    return Prefixes(
        {member: unseen + more for member, more in most.items()}, unseen, complete
    )
