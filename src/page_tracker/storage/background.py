"""Threads for what would hold the loop, and the way back to it."""

import threading
from collections import deque
from collections.abc import Callable
from functools import partial

Callback = Callable[[], None]
# Runs a callback on the loop's thread; may be called from any other.
Wake = Callable[[Callback], None]

Signal = threading.Event
"""What one thread sets and others wait for."""

# pylint: disable-next=invalid-name  # it is a class, though not before Python 3.13
Lock = threading.Lock
"""What one thread has at a time. Storage waits with these two only."""


def start_thread(name: str, run: Callable[[], None]) -> threading.Thread:
    """Run something in a thread that does not keep the process alive."""
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


class Background:
    """Runs one job after the other; each returns what is to happen on the loop then.

    ``busy`` from the start of a job until just before that. For the loop's thread only.
    """

    def __init__(self, wake: Wake, name: str = "background") -> None:
        self._pending = 0
        self._name = name
        self._wake = wake
        self._jobs: deque[Callable[[], Callback]] = deque()
        self._changed = Signal()
        self._started = False

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._pending > 0

    def run(self, job: Callable[[], Callback]) -> None:
        """Do a job, which must not raise; the thread starts with the first."""
        self._pending += 1
        self._jobs.append(job)
        self._changed.set()
        if not self._started:
            self._started = True
            start_thread(self._name, self._run)

    def _run(self) -> None:
        while True:
            self._changed.wait()
            self._changed.clear()
            while self._jobs:
                self._wake(partial(self._end, self._jobs.popleft()()))

    def _end(self, then: Callback) -> None:
        self._pending -= 1
        then()
