"""What runs in a worker process, and the settings of its garbage collector."""

import gc
import socket
import time
from contextlib import suppress

from waitress import wasyncore

from page_tracker.app import create_app
from page_tracker.metrics.meter import Meter
from page_tracker.metrics.shared_memory import ProcessCells
from page_tracker.server.loop import Loop
from page_tracker.server.process import HEARTBEAT, READY
from page_tracker.server.signals import when_stopped
from page_tracker.server.sockets import Entrance
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


HEARTBEAT_S = 1.0
"""Seconds between two heartbeats on the pipe, if the loop turns as often."""


class ParentPipe(wasyncore.dispatcher):
    """Stops the loop when the parent closes its end, or dies; sends its heartbeats."""

    def __init__(self, pipe: socket.socket, loop: Loop) -> None:
        super().__init__(pipe, map=loop.map)
        self._pipe = pipe
        self._loop = loop
        self._next_heartbeat = 0.0  # by time.monotonic()

    def heartbeat(self) -> None:
        """Let the parent know that the loop turns, if it is time."""
        if (now := time.monotonic()) >= self._next_heartbeat:
            self._next_heartbeat = now + HEARTBEAT_S
            with suppress(OSError):  # the parent has ended, or is stopped itself
                self._pipe.send(HEARTBEAT)

    def handle_close(self) -> None:
        """Need nothing: :meth:`handle_read` has seen the end."""

    def handle_read(self) -> None:
        """Take the end of the pipe, the only thing that ever comes."""
        self.close()
        self._loop.stop()


def work(
    settings: Settings, row: ProcessCells, listening: Entrance, pipe: socket.socket
) -> None:
    """Serve until SIGTERM or the end of the pipe; then drain and return.

    What it counts of itself goes into the ``row``.
    """
    loop = Loop(create_app(settings, Meter(row)), listening, settings)
    when_stopped(loop.stop)
    parent = ParentPipe(pipe, loop)
    freeze_heap()
    collect_less_often()
    pipe.send(READY)
    loop.run(parent.heartbeat)
