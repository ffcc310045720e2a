"""A thread for what would hold the loop, and the way back to it."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

Callback = Callable[[], None]
# Runs a callback on the loop's thread; may be called from any other.
Wake = Callable[[Callback], None]


class Background:
    """Runs jobs one after another; each returns what is to happen on the loop then."""

    def __init__(self, wake: Wake) -> None:
        self._wake = wake
        self._jobs: SimpleQueue[Callable[[], Callback]] = SimpleQueue()
        self._thread = Thread(target=self._run, name="background", daemon=True)

    def run(self, job: Callable[[], Callback]) -> None:
        """Do a job, which must not raise; the thread starts with the first."""
        if not self._thread.ident:
            self._thread.start()
        self._jobs.put(job)

    def _run(self) -> None:
        while True:
            self._wake(self._jobs.get()())
