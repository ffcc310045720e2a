"""The loop: polls the sockets, runs a turn, and drains after a stop signal."""

import time
from collections import deque
from collections.abc import Callable

from waitress import wasyncore

from page_tracker.app import Application
from page_tracker.server.limits import adjustments
from page_tracker.server.listener import Listener
from page_tracker.server.poller import Poller
from page_tracker.server.report_process import ReportProcess
from page_tracker.server.sockets import Entrance
from page_tracker.server.turn import GreenletTurn
from page_tracker.server.waker import Waker
from page_tracker.settings import Settings
from page_tracker.storage.journal.directory import JournalDirectory

# Sockets that are read and served together. With more, the data they touch no longer
# fits into the processor's cache, which slows down every request at 512 clients. Fewer
# than the minimum are not worth a round trip of their own.
_MAX_PART, _MIN_PART = 32, 8

# Seconds between checks of the clock while nothing happens.
_QUIET = 1.0
_QUIET_WHILE_DRAINING = 0.05


# pylint: disable-next=too-many-instance-attributes  # what is polled, served and woken
class Loop:
    """Serves the listening sockets of a worker on the calling thread."""

    def __init__(
        self, app: Application, listening: Entrance, settings: Settings
    ) -> None:
        self._grace_period = settings.grace_period
        self._stopping = False
        self._heartbeat: Callable[[], None] = lambda: None
        self._woken: deque[Callable[[], None]] = deque()
        self.map = Poller()
        # First: the recorder's threads may wake the loop as soon as they exist.
        self._waker = Waker(self.map)
        journals = JournalDirectory.of(settings)
        self._group = app.recorder.attach(self._wake, journals)
        self._reports = ReportProcess(settings)
        app.attach_offload(self._reports)
        self._turn = GreenletTurn(self._group)
        limits = adjustments(settings)
        self._listener = Listener(
            app, listening, limits, self._turn, sockets=self.map, waker=self._waker
        )

    def run(self, heartbeat: Callable[[], None] = lambda: None) -> None:
        """Serve until a stop; return once the requests in flight have finished.

        ``heartbeat`` is called in each turn, also while the loop drains.
        """
        self._heartbeat = heartbeat
        while not self._stopping:
            self._step(_QUIET)
        self._drain()

    def stop(self) -> None:
        """Make :meth:`run` return soon; safe in a signal handler, and repeatable."""
        if not self._stopping:
            self._stopping = True
            self._waker.wake()

    def _wake(self, callback: Callable[[], None]) -> None:
        self._woken.append(callback)
        self._waker.wake()

    def _step(self, quiet: float) -> None:
        self._heartbeat()
        quiet = min(quiet, self._listener.run_due())
        is_pending = self._turn.pending()
        ready = self.map.poll(0 if is_pending else quiet)
        part = _MAX_PART if is_pending else _part_of(len(ready))
        for start in range(0, max(len(ready), 1), part):
            for descriptor, handler, flags in ready[start : start + part]:
                # Skip a handler that was closed since: another may have its descriptor
                # now.
                if self.map.get(descriptor) is handler:
                    self.map.handle(descriptor, handler, flags)
            while self._woken:
                self._woken.popleft()()
            self._turn.run()

    def _drain(self) -> None:
        deadline = time.monotonic() + self._grace_period
        self._listener.stop_accepting()
        while self._in_flight() and time.monotonic() < deadline:
            self._step(_QUIET_WHILE_DRAINING)
        # Waitress's threads are idle now, and end with the process.
        self._reports.close()
        self._group.close()
        wasyncore.close_all(self.map)

    def _in_flight(self) -> bool:
        """Close idle connections; return whether any others are left."""
        self._step(0)  # read pending input first: its connection is not idle
        self._listener.close_idle()
        return bool(self._listener.active_channels) or not self._turn.idle()


def _part_of(ready: int) -> int:
    """Return how many of the ready sockets to serve before the first batch is sent.

    The store is idle until then. Given the calls of one half, it works while the loop
    serves the other half, and the clients of the first half send their next requests
    meanwhile.
    """
    return min(max((ready + 1) // 2, _MIN_PART), _MAX_PART)
