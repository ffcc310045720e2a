"""Rates: how often each of any number of addresses may do something."""

import time
from collections.abc import Callable
from math import ceil

SPAN = 60.0
"""Seconds in which an address may do as much as is allowed."""

# Places in each of the two tables, of eight bytes each.
_BITS = 15
_PLACES = 1 << _BITS


class RateLimit:
    """Allows each address ``most`` actions a minute; after a quiet one, all at once.

    Of an address it keeps the time at which its allowance will be whole again (the
    generic cell rate algorithm, ITU-T I.371), at one place in each of two tables.
    They never grow, and nothing is evicted, so that nobody can have what they did
    forgotten by acting under many addresses. Addresses that share a place add up there;
    what holds is the lower of two places (the "count-min sketch with conservative
    update", Estan and Varghese, 2002): who is held up by strangers shares both with
    some who have no allowance left. The hash of a text has a secret of the process in
    it, so that nobody can choose whom to share with.

    It takes no lock: threads at once may lose an action, and that is all.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = SPAN / most
        # Half an action more: sums of so many parts of a second are not exact.
        self._reach = SPAN + self._interval / 2
        self._clock = clock
        # Memory that is not touched is not taken from the system.
        self._whole_at = memoryview(bytearray(2 * 8 * _PLACES)).cast("d")

    def take(self, address: str, count: int = 1) -> int:
        """Return 0 if ``count`` actions are allowed now, which are then taken.

        Otherwise it is the number of seconds after which they would be allowed. More
        than ``most`` of them never are.
        """
        now, whole_at = self._clock(), self._whole_at
        first, second = _places(address)
        one, other = whole_at[first], whole_at[second]
        # By hand: min() and max() would cost as much as all the rest.
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

        Return the number of seconds until one action is allowed if none is left.
        """
        if seconds := self.wait(address):
            return seconds
        now, whole_at = self._clock(), self._whole_at
        places = _places(address)
        before = max(now, min(whole_at[place] for place in places))
        after = min(before + count * self._interval, now + SPAN)
        for place in places:
            whole_at[place] = max(whole_at[place], after)
        return 0

    def wait(self, address: str) -> int:
        """Return what :meth:`take` would for one action, and take none."""
        before = min(self._whole_at[place] for place in _places(address))
        over = before + self._interval - self._clock() - self._reach
        return max(0, ceil(over))


def _places(address: str) -> tuple[int, int]:
    """Return where the tables keep an address: one place in each."""
    mixed = hash(address)
    return mixed % _PLACES, _PLACES + (mixed >> _BITS) % _PLACES
