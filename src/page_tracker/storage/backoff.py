"""Back-off: the pause between attempts at a store that fails."""

import random
import time

# Seconds of a pause: two attempts a second and worker at most, which is below 1 % of a
# processor at each end, and not at the same moments for all workers.
SHORTEST, LONGEST = 0.5, 0.75


class Backoff:
    """Says when the store may be tried again; shared by all threads that try it."""

    def __init__(self) -> None:
        self._until = 0.0

    def failed(self) -> None:
        """Note an attempt that failed."""
        pause = random.uniform(SHORTEST, LONGEST)  # nosec B311  # no secret
        self._until = time.monotonic() + pause

    def worked(self) -> None:
        """Note an attempt that did not fail."""
        self._until = 0.0

    def left(self) -> float:
        """Return the seconds until the next attempt, 0 if it may be made now."""
        return max(self._until - time.monotonic(), 0.0)
