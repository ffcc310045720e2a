"""Threads for work that would block the loop, and callbacks back to it."""

import threading
from collections import deque
from collections.abc import Callable
from functools import partial

Callback = Callable[[], None]
# Runs a callback on the loop's thread; may be called from any other thread.
Wake = Callable[[Callback], None]

Signal = threading.Event
"""One thread sets a signal, and others wait for it."""

# pylint: disable-next=invalid-name  # it is a class, though not before Python 3.13
Lock = threading.Lock
"""At most one thread holds a lock. Storage waits with signals and locks only."""


def start_thread(name: str, run: Callable[[], None]) -> threading.Thread:
    """Run a function in a daemon thread."""
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


class Background:
    """Runs one job after the other; each returns a callback to run on the loop.

    ``busy`` is true from the start of a job until its callback runs. For use on the
    loop's thread only.
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
        """Whether a job is running."""
        return self._pending > 0

    def run(self, job: Callable[[], Callback]) -> None:
        """Start a job, which must not raise; the first one starts the thread."""
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
