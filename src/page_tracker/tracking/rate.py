"""Rate limits: how often each of any number of addresses may act."""

import time
from collections.abc import Callable
from math import ceil

SPAN = 60.0
"""Seconds in which an address may use its whole allowance."""

# Each of the two tables has 2 ** _BITS cells, of eight bytes each.
_BITS = 15
_CELLS = 1 << _BITS


class RateLimit:
    """Allows each address ``most`` actions a minute; after a quiet minute, all at once.

    For an address, the time at which its allowance will be whole again is stored (the
    generic cell rate algorithm, ITU-T I.371), in one cell of each of two tables. The
    tables never grow and nothing is evicted, so that nobody can erase an entry by
    acting under many addresses. Addresses that share a cell add up in it. The lower of
    the two cells counts (the "count-min sketch with conservative update", Estan and
    Varghese, 2002): strangers only slow down an address if both of its cells are shared
    with addresses that have used up their allowance. The hash of an address is keyed
    with a secret of the process, so that nobody can choose whose cells to share.

    There is no lock: concurrent threads may lose an action, and nothing else.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = SPAN / most
        # Half an action more, because sums of so many fractions of a second are
        # inexact.
        self._reach = SPAN + self._interval / 2
        self._clock = clock
        # Memory that is not touched is not allocated by the system.
        self._whole_at = memoryview(bytearray(2 * 8 * _CELLS)).cast("d")

    def take(self, address: str, count: int = 1) -> int:
        """Return 0 if ``count`` actions are allowed now, and take them.

        Otherwise return the number of seconds after which they would be allowed. More
        than ``most`` actions never are.
        """
        now, whole_at = self._clock(), self._whole_at
        first, second = _cells_of(address)
        one, other = whole_at[first], whole_at[second]
        # Inlined: min() and max() would cost as much as the rest of the method.
        before = one if one < other else other
        after = (before if before > now else now) + count * self._interval
        if after > now + self._reach:
            return ceil(after - now - self._reach)
        if after > one:
            whole_at[first] = after
        if after > other:
            whole_at[second] = after
        return 0

    def charge(self, address: str, count: int) -> int:
        """Return 0 and take ``count`` actions, or all that the address has left.

        If none is left, return the number of seconds until one action is allowed.
        """
        if seconds := self.wait(address):
            return seconds
        now, whole_at = self._clock(), self._whole_at
        places = _cells_of(address)
        before = max(now, min(whole_at[place] for place in places))
        after = min(before + count * self._interval, now + SPAN)
        for place in places:
            whole_at[place] = max(whole_at[place], after)
        return 0

    def wait(self, address: str) -> int:
        """Return what :meth:`take` would return for one action, and take none."""
        before = min(self._whole_at[place] for place in _cells_of(address))
        over = before + self._interval - self._clock() - self._reach
        return max(0, ceil(over))


def _cells_of(address: str) -> tuple[int, int]:
    """Return the two cells of an address, one in each table."""
    mixed = hash(address)
    return mixed % _CELLS, _CELLS + (mixed >> _BITS) % _CELLS
