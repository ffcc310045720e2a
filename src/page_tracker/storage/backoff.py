"""Back-off: the pause between attempts to reach a store that fails."""

import random
import time

# Bounds of a pause in seconds: at most two attempts a second and worker, which takes
# below 1 % of a processor at each end; random, so that workers do not retry in step.
SHORTEST, LONGEST = 0.5, 0.75


class Backoff:
    """Decides when the store may be tried again; shared by all threads that use it."""

    def __init__(self) -> None:
        self._until = 0.0

    def failed(self) -> None:
        """Note a failed attempt."""
        pause = random.uniform(SHORTEST, LONGEST)  # nosec B311  # no secret
        self._until = time.monotonic() + pause

    def worked(self) -> None:
        """Note a successful attempt."""
        self._until = 0.0

    def left(self) -> float:
        """Return the seconds until the next attempt, or 0 if it may be made now."""
        return max(self._until - time.monotonic(), 0.0)
