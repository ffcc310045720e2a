"""Listening sockets: one set for all workers, opened once by their parent."""

import os
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from page_tracker.errors import StartError
from page_tracker.settings import Settings

_BACKLOG = 2048

# Bytes that the system keeps of a connection, each way. By itself it would let those
# who send or read slowly fill megabytes each; and it would hide from us that they do.
_KEPT = 65_536

# Elsewhere the option exists but does not share connections out.
_SHARES = sys.platform == "linux"


@contextmanager
def listening(settings: Settings, workers: int) -> Iterator[list[socket.socket]]:
    """Open a listening socket for each worker; the kernel shares connections out.

    Where it cannot, all of them get the same one. Raises :class:`StartError` when the
    address cannot be had. Afterwards they are closed, and a socket file is gone.
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
    """Return what a client can be told: a URL, or ``unix:`` and a path."""
    if listener.family == socket.AF_UNIX:
        return f"unix:{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(settings: Settings, workers: int) -> list[socket.socket]:
    if settings.unix_socket is not None:
        return [_listen_unix(settings.unix_socket)]
    return _listen_tcp(settings.host, settings.port, workers)


def _listen_tcp(host: str, port: int, workers: int) -> list[socket.socket]:
    family, _, _, _, place = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    # A socket that does not share tells whether anybody else has the address.
    with _bound(family, place, shares=False) as probe:
        place = probe.getsockname()
    if workers == 1 or not _SHARES:
        return [_listening(_bound(family, place, shares=False))]
    return [_listening(_bound(family, place, shares=True)) for _ in range(workers)]


def _bound(family: int, place: tuple[object, ...] | str, shares: bool) -> socket.socket:
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
    opened.listen(_BACKLOG)
    opened.setblocking(False)
    return opened


def _listen_unix(path: Path) -> socket.socket:
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode) and not _answers(path):
        path.unlink()  # left behind by a process that was killed
    before = os.umask(0o177)
    try:
        return _listening(_bound(socket.AF_UNIX, str(path), shares=False))
    finally:
        os.umask(before)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _place(settings: Settings) -> str:
    return str(settings.unix_socket or f"{settings.host} port {settings.port}")
