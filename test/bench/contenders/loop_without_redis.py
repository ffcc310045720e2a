"""The ceiling: page-tracker's own loop and endpoint, with a number instead of Redis.

What page-tracker is slower than this is what Redis costs it.
"""

import gc
import os
import socket
from itertools import count
from unittest.mock import patch

from page_tracker.app import create_app
from page_tracker.environment import load
from page_tracker.server.loop import Loop
from page_tracker.server.sockets import Entrance
from page_tracker.storage.recording.recorder import Recorder

views = count(1)


def main() -> None:
    """Serve as one worker does, until ended."""
    settings = load(os.environ)
    listening = socket.create_server((settings.host, settings.port), backlog=2048)
    listening.setblocking(False)
    loop = Loop(create_app(settings), Entrance([listening]), settings)
    gc.freeze()  # as a worker does
    with patch.object(Recorder, "count_view", lambda _: next(views)):
        loop.run()


if __name__ == "__main__":
    main()
