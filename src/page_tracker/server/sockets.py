"""Listening sockets: one set for all workers, opened once by their parent."""

import errno
import os
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from page_tracker.errors import StartError
from page_tracker.settings import Settings

BACKLOG = 2048
"""Connections that wait to be accepted, at most; the kernel has a limit of its own."""

# Bytes that the kernel buffers of a connection, each way. By default, slow senders or
# readers could fill megabytes each, and the server could not see that they are slow.
_KEPT = 65_536

# On other systems the option exists but does not distribute connections.
_SHARES = sys.platform == "linux"


# Ports to try for port 0 until one is free at all addresses of a host.
_MOST_PORTS = 20

# Errors of an address that this machine does not have, such as one of IPv6.
_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}

_Place = tuple[int, tuple[Any, ...]]


class Entrance(tuple[socket.socket, ...]):
    """The listening sockets of a worker, one for each address of its host."""

    __slots__ = ()

    def close(self) -> None:
        """Close all of the sockets."""
        for each in self:
            each.close()


@contextmanager
def listening(settings: Settings, workers: int) -> Iterator[list[Entrance]]:
    """Open listening sockets for each worker; the kernel distributes connections.

    If the kernel cannot, all workers share the same sockets. Raises :class:`StartError`
    if an address is unavailable. At the end the sockets are closed, and a socket file
    is deleted.
    """
    try:
        opened = _listen(settings, workers)
    except OSError as exc:
        raise StartError(
            f"cannot listen on {_place(settings)}: {exc.strerror}"
        ) from exc
    try:
        yield [opened[place % len(opened)] for place in range(workers)]
    finally:
        for each in opened:
            each.close()
        if settings.unix_socket is not None:
            settings.unix_socket.unlink(missing_ok=True)


def address(listener: socket.socket) -> str:
    """Return the address for clients: a URL, or ``unix:`` and a path."""
    if listener.family == socket.AF_UNIX:
        return f"unix:{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(settings: Settings, workers: int) -> list[Entrance]:
    if settings.unix_socket is not None:
        mode = settings.unix_socket_mode
        return [Entrance([_listen_unix(settings.unix_socket, mode)])]
    places = _places(settings.host, settings.port)
    # Sockets without SO_REUSEPORT detect whether another process has the address.
    probes = _bound_at_one_port(places, settings.port)
    places = [(each.family, each.getsockname()) for each in probes]
    probes.close()
    shares = workers > 1 and _SHARES
    return [_entrance(places, shares) for _ in range(workers if shares else 1)]


def _places(host: str, port: int) -> list[_Place]:
    """Return all addresses of a host, each once, with its family.

    Those of localhost are both loopback addresses, whatever the hosts file contains
    (RFC 6761, section 6.3): clients may try either.
    """
    hosts = [host, "127.0.0.1", "::1"] if host == "localhost" else [host]
    found = [
        (family, place)
        for each in hosts
        for family, *_, place in socket.getaddrinfo(
            each, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    ]
    return list(dict.fromkeys(found))


def _bound_at_one_port(places: list[_Place], port: int) -> Entrance:
    for _ in range(0 if port else _MOST_PORTS):
        try:
            return _bound_at_all(places, 0)
        except OSError as exc:
            if exc.errno != errno.EADDRINUSE:
                raise
    return _bound_at_all(places, port)


def _bound_at_all(places: list[_Place], port: int) -> Entrance:
    """Bind to all addresses that this machine has, at one port; any port if it is 0."""
    opened: list[socket.socket] = []
    missing: OSError | None = None
    for family, (host, _, *scope) in places:
        try:
            opened.append(_bound(family, (host, port, *scope), shares=False))
            port = opened[0].getsockname()[1]
        except OSError as exc:
            if exc.errno not in _NOT_HERE:
                Entrance(opened).close()
                raise
            missing = exc
    if missing is not None and not opened:
        raise missing
    return Entrance(opened)


def _entrance(places: list[_Place], shares: bool) -> Entrance:
    bound = [_bound(*place, shares=shares) for place in places]
    return Entrance(map(_listening, bound))


def _bound(family: int, place: tuple[Any, ...] | str, shares: bool) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shares:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        opened.bind(place)
    except OSError:
        opened.close()
        raise
    return opened


def _listening(opened: socket.socket) -> socket.socket:
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):  # its connections inherit them
        opened.setsockopt(socket.SOL_SOCKET, option, _KEPT)
    opened.listen(BACKLOG)
    opened.setblocking(False)
    return opened


def _listen_unix(path: Path, mode: int) -> socket.socket:
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode) and not _answers(path):
        path.unlink()  # left behind by a process that was killed
    before = os.umask(0o777 & ~mode)  # so that it never has another mode
    try:
        return _listening(_bound(socket.AF_UNIX, str(path), shares=False))
    finally:
        os.umask(before)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _place(settings: Settings) -> str:
    return str(settings.unix_socket or f"{settings.host} port {settings.port}")
