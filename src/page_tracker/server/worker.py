"""The main function of a worker process, and its garbage collector's settings."""

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

# New objects until the collector searches for cycles. The requests of a batch create
# some thousand, none in a cycle; searching them took a twentieth of the time of a view.
_AFTER = 10_000


def freeze_heap() -> None:
    """Exclude the objects that exist now from all collections: they stay.

    Examining an object writes to its page, and a page that was written to is no longer
    shared between worker and parent.
    """
    with suppress(AttributeError):
        gc.freeze()


def collect_less_often() -> None:
    """Let the collector search for cycles after more new objects than by default."""
    with suppress(AttributeError):
        gc.set_threshold(_AFTER)


HEARTBEAT_S = 1.0
"""Seconds between two heartbeats on the pipe, if the loop turns that often."""


class ParentPipe(wasyncore.dispatcher):
    """Sends heartbeats to the parent, and stops the loop when the parent ends."""

    def __init__(self, pipe: socket.socket, loop: Loop) -> None:
        super().__init__(pipe, map=loop.map)
        self._pipe = pipe
        self._loop = loop
        self._next_heartbeat = 0.0  # by time.monotonic()

    def heartbeat(self) -> None:
        """Send a heartbeat to the parent if one is due."""
        if (now := time.monotonic()) >= self._next_heartbeat:
            self._next_heartbeat = now + HEARTBEAT_S
            with suppress(OSError):  # the parent has ended, or is stopped itself
                self._pipe.send(HEARTBEAT)

    def handle_close(self) -> None:
        """Do nothing: :meth:`handle_read` has seen the end."""

    def handle_read(self) -> None:
        """Handle the end of the pipe, the only event on it."""
        self.close()
        self._loop.stop()


def work(
    settings: Settings, row: ProcessCells, listening: Entrance, pipe: socket.socket
) -> None:
    """Serve until SIGTERM or the end of the pipe; then drain and return.

    The worker counts its metrics in ``row``.
    """
    loop = Loop(create_app(settings, Meter(row)), listening, settings)
    when_stopped(loop.stop)
    parent = ParentPipe(pipe, loop)
    freeze_heap()
    collect_less_often()
    pipe.send(READY)
    loop.run(parent.heartbeat)
