"""Heads: the best of a sum of lists, from the best of each, where that is enough.

Most views go to few members, so that those which lead the sum lead its lists, too. This
is the threshold algorithm of Fagin, Lotem and Naor ("Optimal aggregation algorithms for
middleware", 2003), with its look-ups at the end: what no head shows has no more than
all heads end with, and what a head shows is looked up in all lists.
"""

from collections.abc import Sequence
from typing import NamedTuple

from redis import Redis

from page_tracker.storage.broken import score_in
from page_tracker.storage.ranked import Ranked, Sums, ranked
from page_tracker.storage.round_trip import Command, ask
from page_tracker.storage.selection import WeightedList

# Members of each list that are read for each one wanted: at least, and at most.
_LEAST, _TIMES, _MOST = 100, 3, 600

# Members that are looked up, in a second round.
_LOOK_UPS = 1000


class Heads(NamedTuple):
    """What the heads of some lists tell.

    A member that is in a head has at most ``most`` of it, any other ``unseen``.
    ``complete`` lists are all head, and ``most`` is what members have.
    """

    most: Sums
    unseen: int
    complete: bool


def best_of_heads(
    client: Redis, lists: Sequence[WeightedList], count: int
) -> Ranked | None:
    """Return the ``count`` members with the highest sums, or None.

    None where heads do not tell: views are spread evenly, or too many are wanted. Takes
    up to three round trips. Raises :class:`StorageError`.
    """
    depth = max(_LEAST, _TIMES * count)
    if depth > _MOST:
        return None
    heads = _read_heads(client, lists, depth)
    if heads.complete:
        return ranked(heads.most, count)
    likely = sorted(heads.most, key=heads.most.__getitem__, reverse=True)
    first, others = likely[: 2 * count], likely[2 * count :]
    sums = look_up(client, lists, first)
    found = ranked(sums, count)
    least = found[-1][1] if len(found) == count else 0
    # One that has as many may come before it, by its name.
    rest = [member for member in others if heads.most[member] >= least]
    if heads.unseen >= least or len(rest) > _LOOK_UPS:
        return None
    return ranked(sums | look_up(client, lists, rest), count)


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


def _read_heads(client: Redis, lists: Sequence[WeightedList], depth: int) -> Heads:
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
    return Heads(
        {member: unseen + more for member, more in most.items()}, unseen, complete
    )
