"""What was closed between a poll and its turn is left alone."""

import socket

from redis import Redis
from waitress import wasyncore

from page_tracker.app import Application
from page_tracker.server import sockets
from page_tracker.server.loop import Loop
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.router import Router
from support.rules import RULES


class Reader(wasyncore.dispatcher):
    """Notes that it was read, and may end another reader and the loop."""

    def __init__(self, loop: Loop, other: "Reader | None" = None) -> None:
        ours, self.theirs = socket.socketpair()
        self.theirs.send(b"x")
        super().__init__(ours, map=loop.map)
        self.loop, self.other, self.reads = loop, other, 0

    def writable(self) -> bool:
        """Have nothing to write."""
        return False

    def handle_read(self) -> None:
        """Read, and close the other."""
        self.reads += 1
        self.recv(1)
        if self.other is not None:
            self.other.close()
        self.loop.stop()


def test_an_event_of_a_socket_that_was_closed_since_is_dropped() -> None:
    """An event is dropped if its socket was closed since it was polled."""
    settings = Settings(port=0)
    app = Application(Router([]), Recorder(Redis(), 1, RULES))
    with sockets.listening(settings, 1) as (listening,):
        loop = Loop(app, listening, settings)
        victim = Reader(loop)
        closer = Reader(loop, victim)
        del loop.map[victim.socket.fileno()]
        victim.add_channel(loop.map)  # so that it comes after the other

        loop.run()

    assert (closer.reads, victim.reads) == (1, 0)
    for each in (closer, victim):
        each.theirs.close()
