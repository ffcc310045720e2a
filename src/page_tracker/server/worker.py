"""What runs in a worker process, and the settings of its garbage collector."""

import gc
import signal
import socket
import time
from contextlib import suppress

from waitress import wasyncore

from page_tracker.app import create_app
from page_tracker.metrics.meter import Meter
from page_tracker.metrics.shared_memory import ProcessCells
from page_tracker.server.loop import Loop
from page_tracker.server.process import BEAT, READY
from page_tracker.settings import Settings

# New objects until the collector looks for cycles. The requests of a batch are some
# thousand, none in a cycle; to look at them was a twentieth of the time of a view.
_AFTER = 10_000


def freeze_heap() -> None:
    """Let no collection look at what there is now: it stays.

    To look at an object is to write to its page, which a worker and its parent then no
    longer share.
    """
    with suppress(AttributeError):
        gc.freeze()


def collect_less_often() -> None:
    """Let the collector look for cycles after more new objects than usual."""
    with suppress(AttributeError):
        gc.set_threshold(_AFTER)


BEAT_S = 1.0
"""Seconds between two beats on the life line, if the loop turns as often."""


class LifeLine(wasyncore.dispatcher):
    """Stops the loop when the parent closes its end, or dies; sends its beats."""

    def __init__(self, line: socket.socket, loop: Loop) -> None:
        super().__init__(line, map=loop.map)
        self._line = line
        self._loop = loop
        self._next_beat = 0.0  # by time.monotonic()

    def beat(self) -> None:
        """Let the parent know that the loop turns, if it is time."""
        if (now := time.monotonic()) >= self._next_beat:
            self._next_beat = now + BEAT_S
            with suppress(OSError):  # the parent has ended, or is stopped itself
                self._line.send(BEAT)

    def handle_close(self) -> None:
        """Need nothing: :meth:`handle_read` has seen the end."""

    def handle_read(self) -> None:
        """Take the end of the line, the only thing that ever comes."""
        self.close()
        self._loop.stop()


def work(
    settings: Settings, row: ProcessCells, listening: socket.socket, line: socket.socket
) -> None:
    """Serve until SIGTERM or the end of the life line; then drain and return.

    What it counts of itself goes into the ``row``.
    """
    # First, as a terminal sends these to the whole group; the parent handles them.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    loop = Loop(create_app(settings, Meter(row)), listening, settings)
    signal.signal(signal.SIGTERM, lambda _number, _frame: loop.stop())
    life_line = LifeLine(line, loop)
    freeze_heap()
    collect_less_often()
    line.send(READY)
    loop.run(life_line.beat)
