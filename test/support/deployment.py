"""A service that may run anywhere, with the store behind it."""

from http.client import HTTPConnection, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from redis import Redis

from support.service import Answer, ask


class Deployment(NamedTuple):
    """A service by its URL, and a client of its store."""

    url: str
    store: Redis

    def request(self, path: str = "/", method: str = "GET", **headers: str) -> Answer:
        """Send one request on a connection of its own."""
        place = urlsplit(self.url)
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        connection = kind(place.hostname or "", place.port, timeout=10)
        try:
            return ask(connection, path, method, **headers)
        finally:
            connection.close()
