"""URLs of a store that is found by asking Sentinels, which name several hosts."""

import re
from typing import NamedTuple

SENTINEL_PORT = 26379

_SCHEMES = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:,\s]+))(?::(\d{1,5}))?")
# What Sentinel allows.
_PRIMARY = re.compile(r"[A-Za-z0-9._-]+")

Host = tuple[str, int]
"""A name or an address, and a port."""


class SentinelUrl(NamedTuple):
    """A URL such as ``redis+sentinel://user:secret@h1,h2:26380/mymaster/0``.

    Attributes:
        hosts: The Sentinels.
        primary: The name under which the Sentinels watch the primary server.
        node_url: A URL that says how to talk to the primary server: with or without
            TLS, as whom, which database. Its host has no meaning.
    """

    hosts: tuple[Host, ...]
    primary: str
    node_url: str

    @property
    def is_encrypted(self) -> bool:
        """Whether the Sentinels and the servers are reached with TLS."""
        return self.node_url.startswith("rediss:")


def parse_sentinel_url(url: str) -> SentinelUrl | None:
    """Return the parts of a URL of Sentinels, or None for a URL of another scheme.

    Raises :class:`ValueError` if hosts or name make no sense.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in _SCHEMES:
        return None
    rest, mark, query = rest.partition("?")
    place, _, path = rest.partition("/")
    user, at, hosts = place.rpartition("@")
    primary, _, database = path.partition("/")
    if not _PRIMARY.fullmatch(primary):
        raise ValueError("the name of the primary server is missing")
    node = f"{_SCHEMES[scheme]}://{user}{at}primary/{database or 0}{mark}{query}"
    return SentinelUrl(tuple(map(_host, hosts.split(","))), primary, node)


def node_url(url: str) -> str:
    """Return a URL with the same user and database, which names one host."""
    found = parse_sentinel_url(url)
    return url if found is None else found.node_url


def _host(text: str) -> Host:
    found = _HOST.fullmatch(text)
    if found is None:
        raise ValueError("a Sentinel has no name, or no number as its port")
    port = int(found[3] or SENTINEL_PORT)
    if not 0 < port < 2**16:
        raise ValueError("the port of a Sentinel is out of range")
    return (found[1] or found[2]).lower(), port
