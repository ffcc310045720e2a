"""The ceiling: page-tracker's own loop and endpoint, with a number instead of Redis.

What page-tracker is slower than this is what Redis costs it.
"""

import gc
import os
import socket
from itertools import count

from page_tracker.app import Application
from page_tracker.endpoints.counter import Counter
from page_tracker.router import Route, Router
from page_tracker.server.loop import Loop
from page_tracker.settings import Settings, load
from page_tracker.storage.connection import connect
from page_tracker.storage.recorder import Recorder
from page_tracker.storage.reports import Reports


class MemoryRecorder(Recorder):
    """Counts in memory; the client that it is given is never connected."""

    _views = count(1)

    def count_view(self) -> int:
        """Count one view and return its number."""
        return next(self._views)


def application(settings: Settings) -> Application:
    """Wire the service as ``create_app`` does, with its one route of interest."""
    client = connect(settings.redis_url or "", settings.redis_timeout)
    recorder = MemoryRecorder(client, settings.redis_timeout)
    counter = Counter(recorder, Reports(client))
    route = Route("GET", "/", counter.get, inline=True)
    return Application(Router([route]), recorder)


def main() -> None:
    """Serve as one worker does, until ended."""
    settings = load(os.environ)
    listening = socket.create_server((settings.host, settings.port), backlog=2048)
    listening.setblocking(False)
    loop = Loop(application(settings), listening, settings)
    gc.freeze()  # as a worker does
    loop.run()


if __name__ == "__main__":
    main()
