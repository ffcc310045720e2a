"""A thread for what would hold the loop, and the way back to it."""

from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread

Callback = Callable[[], None]
# Runs a callback on the loop's thread; may be called from any other.
Wake = Callable[[Callback], None]


class Background:
    """Runs a job at a time; it returns what is to happen on the loop then.

    ``busy`` from the start of a job until just before that. For the loop's thread only.
    """

    def __init__(self, wake: Wake) -> None:
        self.busy = False
        self._wake = wake
        self._jobs: SimpleQueue[Callable[[], Callback]] = SimpleQueue()
        self._thread = Thread(target=self._run, name="background", daemon=True)

    def run(self, job: Callable[[], Callback]) -> None:
        """Do a job, which must not raise; the thread starts with the first."""
        self.busy = True
        if not self._thread.ident:
            self._thread.start()
        self._jobs.put(job)

    def _run(self) -> None:
        while True:
            self._wake(partial(self._end, self._jobs.get()()))

    def _end(self, then: Callback) -> None:
        self.busy = False
        then()
