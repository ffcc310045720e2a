"""Raw HTTP: what a well-behaved client library would never send."""

import re
import socket
import sys
import termios
from fcntl import ioctl
from select import select
from typing import NamedTuple
from urllib.parse import urlsplit

from support.waiting import PATIENCE, wait_until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
# Some kilobytes, on the loop and on a thread.
SCRIPT = b"GET /tracker.js HTTP/1.1\r\nHost: a\r\n\r\n"
STATIC = b"GET /static/dashboard.js HTTP/1.1\r\nHost: a\r\n\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


class Reply(NamedTuple):
    """One response as it came over the wire."""

    status: int
    head: str
    body: str


def dial(address: str, timeout: float = PATIENCE) -> socket.socket:
    """Connect to where a service says it listens."""
    if address.startswith("unix:"):
        opened = socket.socket(socket.AF_UNIX)
        opened.settimeout(timeout)
        opened.connect(address.removeprefix("unix:"))
        return opened
    place = urlsplit(address)
    return socket.create_connection((place.hostname, place.port), timeout)


def dial_from_afar(address: str, timeout: float = 60) -> socket.socket:
    """Connect as over a network, whose packets are small.

    Of the large ones within a machine, the kernel takes some ahead, and then nothing
    for as long as a slow client needs for them.
    """
    opened = socket.socket()
    opened.settimeout(timeout)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
    place = urlsplit(address)
    opened.connect((place.hostname, place.port))
    return opened


def replies(connection: socket.socket, count: int) -> list[Reply]:
    """Read so many responses, each with a Content-Length."""
    found: list[Reply] = []
    data = b""
    while len(found) < count:
        head, end, rest = data.partition(b"\r\n\r\n")
        length = _length(head)
        if end and len(rest) >= length:
            found.append(_reply(head.decode(), rest[:length].decode()))
            data = rest[length:]
            continue
        chunk = connection.recv(65536)
        assert chunk, f"closed after {len(found)} responses and {data!r}"
        data += chunk
    return found


def wait_for_arrival(*connections: socket.socket) -> None:
    """Wait until all that was sent is where the other side can read it.

    On a busy machine, the kernel may deliver it some time after the call that sent it.
    """
    wait_until(lambda: not any(_in_flight(each) for each in connections))


def _in_flight(connection: socket.socket) -> int:
    """Return how many sent bytes the other side has not acknowledged (tcp(7))."""
    count = ioctl(connection, termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(count, sys.byteorder)


def has_come(connection: socket.socket) -> bool:
    """Return whether there is something to read, or the end of the connection."""
    return bool(select([connection], [], [], 0)[0])


def to_the_end(connection: socket.socket) -> str:
    """Read until the server closes the connection."""
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
    return data.decode()


def _reply(head: str, body: str) -> Reply:
    return Reply(int(head.split(" ", 2)[1]), head, body)


def _length(head: bytes) -> int:
    found = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return int(found[1]) if found else 0
