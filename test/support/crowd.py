"""A crowd of clients that are held open at once."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice

from support.service import Service
from support.wire import dial

# Files that a test has open beside its crowd.
_OTHERS = 256


class Crowd:
    """Connections, of which a part can be made to do something at a time."""

    def __init__(self, connections: list[socket.socket]) -> None:
        self.connections = connections
        self._turns = cycle(connections)

    def send(self, data: bytes, part: int = 1) -> None:
        """Let every ``part``-th of them send something; the others come next."""
        for each in islice(self._turns, len(self.connections) // part):
            each.sendall(data)


@contextmanager
def crowd(service: Service, count: int, sent: bytes = b"") -> Iterator[Crowd]:
    """Connect many clients, who all send the same."""
    with _many_files(count), ExitStack() as stack:
        clients = [dial(service.address, timeout=60) for _ in range(count)]
        for each in clients:
            stack.callback(each.close)
            each.sendall(sent)
        yield Crowd(clients)


@contextmanager
def _many_files(count: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(soft, 2 * count + _OTHERS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, max(most, hard)))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
