"""The health check: sends a request to the service that runs with the same settings."""

import socket
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address

from page_tracker.settings import Settings

_TIMEOUT = 5.0


class _UnixConnection(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket file instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(_TIMEOUT)
        self.sock.connect(self._path)


def check(settings: Settings) -> None:
    """Return if ``/healthz`` answers 200, or raise :class:`OSError`."""
    connection = _connection(settings)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except HTTPException as exc:
        raise OSError(f"the answer was not HTTP: {exc!r}") from exc
    finally:
        connection.close()
    if status != 200:
        raise OSError(f"the server answered {status}")


def _connection(settings: Settings) -> HTTPConnection:
    if settings.unix_socket is not None:
        return _UnixConnection(str(settings.unix_socket))
    return HTTPConnection(reachable(settings.host), settings.port, timeout=_TIMEOUT)


def reachable(host: str) -> str:
    """Return the address for this machine of a service that listens on ``host``."""
    try:
        everywhere = ip_address(host).is_unspecified
    except ValueError:  # a host name
        return host
    return "localhost" if everywhere else host


def service_url(settings: Settings) -> str:
    """Return the URL of the service on this machine, or ``unix:`` and a path."""
    if settings.unix_socket is not None:
        return f"unix:{settings.unix_socket}"
    host = reachable(settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
