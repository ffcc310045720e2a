"""Attempts: how often somebody may try to guess the token."""

import threading
import time
from collections import deque
from collections.abc import Callable
from math import ceil
from typing import NamedTuple

from page_tracker.tracking.networks import household

MOST_OF_ONE = 10
"""Attempts in a minute from one address."""

MOST_OF_ALL = 100
"""Attempts in a minute from all addresses together."""

_SPAN = 60.0


class _Attempt(NamedTuple):
    """When somebody tried, and who."""

    time: float
    origin: str


class Attempts:
    """Counts the attempts of the last minute in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._made: deque[_Attempt] = deque()  # never more than MOST_OF_ALL

    def wait(self, address: str) -> int:
        """Return 0 if an attempt may be made now, which counts it.

        Otherwise it is the number of seconds after which the next may be made.
        """
        # Clients of a Unix socket have no address, and the same name.
        origin, now = household(address) or address, self._clock()
        with self._lock:
            while self._made and self._made[0].time <= now - _SPAN:
                self._made.popleft()
            own = [made for made in self._made if made.origin == origin]
            if len(own) >= MOST_OF_ONE:
                return _until(own[0], now)
            if len(self._made) >= MOST_OF_ALL:
                return _until(self._made[0], now)
            self._made.append(_Attempt(now, origin))
            return 0


def _until(first: _Attempt, now: float) -> int:
    return max(1, ceil(first.time + _SPAN - now))
