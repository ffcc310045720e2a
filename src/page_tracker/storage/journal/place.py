"""The place of a store: the address and database of its URL, without credentials."""

import re

from redis.connection import parse_url

from page_tracker.store_url import Host, parse_sentinel_url

# Names of the local machine. An older version wrote "None" for a URL without a host,
# which leads to localhost.
_LOOPBACK = re.compile(r"(?:localhost|::1|None)(?=:\d+/)")


# The prefix for a store behind Sentinels, whichever server is its primary.
_SENTINEL = "sentinel:"


def place_of(url: str) -> str:
    """Return the canonical place of the store that a URL leads to.

    Returns:
        ``HOST:PORT/DATABASE``, or ``/PATH/OF/SOCKET/DATABASE``, or
        ``sentinel:HOST:PORT,HOST:PORT/PRIMARY/DATABASE``.
    """
    if sentinel := parse_sentinel_url(url):
        hosts = ",".join(sorted(map(_shown, sentinel.hosts)))
        database = parse_url(sentinel.node_url).get("db", 0)
        return f"{_SENTINEL}{hosts}/{sentinel.primary}/{database}"
    parts = parse_url(url)
    place = parts.get("path") or f"{parts.get('host')}:{parts.get('port', 6379)}"
    return canonical(f"{place}/{parts.get('db', 0)}")


def canonical(place: str) -> str:
    """Return a place with all names of the local machine replaced by 127.0.0.1."""
    return _LOOPBACK.sub("127.0.0.1", place) if _LOOPBACK.match(place) else place


def url_of(place: str) -> str:
    """Return a URL that leads to a place, without a password."""
    if place.startswith(_SENTINEL):
        return f"redis+sentinel://{place.removeprefix(_SENTINEL)}"
    where, _, database = place.rpartition("/")
    if where.startswith("/"):
        return f"unix://{where}?db={database}"
    host, _, port = where.rpartition(":")
    return f"redis://{f'[{host}]' if ':' in host else host}:{port}/{database}"


def _shown(host: Host) -> str:
    name, port = host
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
