"""Waitress's server on its own loop, with nothing behind it.

It answers what the page tracker answers, from a number in memory. The server here is
the smallest that has two techniques of page-tracker's: requests are served on the
loop's thread after each poll, and a response leaves in one send. It shares no code with
page-tracker, so that nothing slow there can hide.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

views = count(1)


def app(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Say how many requests this process has answered."""
    body = f"This page has been seen {next(views)} times.".encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ]
    start_response("200 OK", headers)
    return [body]


class LoopServer(TcpWSGIServer):
    """Waitress's TCP server without its threads."""

    def __init__(self, adjustments: Adjustments) -> None:
        self.channels: deque[Any] = deque()
        self.sockets: dict[int, Any] = {}
        super().__init__(
            app,
            map=self.sockets,
            dispatcher=ThreadedTaskDispatcher(),  # which has no thread until told
            adj=adjustments,
        )

    def add_task(self, task: Any) -> None:
        """Keep a channel with a complete request for the end of this turn."""
        self.channels.append(task)

    def pull_trigger(self) -> None:
        """Do nothing: the loop is awake, it is the one that calls."""

    def run(self) -> None:
        """Poll the sockets and serve what came in, until interrupted."""
        while True:
            wasyncore.poll2(1, self.sockets)
            while self.channels:
                channel = self.channels.popleft()
                channel.service()
                channel.handle_write()


def main() -> None:
    """Listen where page-tracker would."""
    adjustments = Adjustments(
        host=os.environ["PAGE_TRACKER_HOST"],
        port=int(os.environ["PAGE_TRACKER_PORT"]),
        connection_limit=4096,
    )
    # Headers and body leave together, in the flush after the service.
    adjustments.send_bytes = 65536
    LoopServer(adjustments).run()


if __name__ == "__main__":
    main()
