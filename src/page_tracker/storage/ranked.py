"""Ranks: members by how often they were seen, in an order that never varies."""

from collections.abc import Mapping
from heapq import nsmallest

Sums = dict[bytes, int]
Ranked = list[tuple[bytes, int]]


def ranked(sums: Mapping[bytes, int], count: int) -> Ranked:
    """Return the first members: the highest sums, then by name; none without a sum."""
    keys = ((-views, member) for member, views in sums.items() if views > 0)
    return [(member, -views) for views, member in nsmallest(count, keys)]
