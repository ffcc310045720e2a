"""Sentinels name the primary server at each new connection."""

import re
from collections.abc import Mapping
from threading import Lock

from redis import Redis
from redis.connection import AbstractConnection, ConnectionPool, parse_url
from redis.exceptions import RedisError
from redis.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool

from page_tracker.store_url import Host, SentinelUrl

# The driver's errors quote all options of a client; the address is enough.
_CLIENT = re.compile(r"<redis\.client\.Redis\(.*?host=([^,]+),port=(\d+).*?>\)>\)>")


class Sentinels(Sentinel):
    """Queries one Sentinel after the other, beginning with the last that answered.

    ``timeout`` is how many seconds all queries may take together. Thread-safe: the base
    class swaps two Sentinels in its list, and two threads at once could lose one.
    """

    def __init__(
        self, hosts: tuple[Host, ...], timeout: float, options: Mapping[str, object]
    ) -> None:
        self._lock = Lock()
        self.timeout = timeout
        share = timeout / len(hosts)
        limits = {"socket_timeout": share, "socket_connect_timeout": share}
        # The driver has no types for its constructor, nor for the method below.
        made = {**options, **limits}
        super().__init__(hosts, sentinel_kwargs=made)  # type: ignore[no-untyped-call]

    def discover_master(self, service_name: str) -> Host:
        """Return the address of the primary server; raises the driver's errors."""
        # pylint: disable-next=consider-using-with  # it takes no time-out
        if not self._lock.acquire(timeout=self.timeout):
            raise MasterNotFoundError("No master found: the Sentinels are slow")
        try:
            discover = super().discover_master
            host, port = discover(service_name)  # type: ignore[no-untyped-call]
            return host, port
        except MasterNotFoundError as exc:
            raise MasterNotFoundError(_CLIENT.sub(r"\1:\2", str(exc))) from exc
        finally:
            self._lock.release()


def connect_by_sentinels(
    url: SentinelUrl,
    timeout: float,
    options: Mapping[str, object],
    credentials: Mapping[str, object],
) -> Redis:
    """Create a client of the primary server that Sentinels name at each connection.

    Args:
        url: The Sentinels, and the name of the primary server.
        timeout: Seconds that the Sentinels may take together.
        options: Arguments of the driver for all connections.
        credentials: Further arguments for connections to Sentinels.
    """
    of_node = parse_url(url.node_url)
    for name in ("host", "port", "connection_class"):
        of_node.pop(name, None)
    if "credential_provider" in options:
        of_node.pop("username", None)
        of_node.pop("password", None)
    of_sentinels = {k: v for k, v in options.items() if k != "credential_provider"}
    of_sentinels |= {k: v for k, v in of_node.items() if k.startswith("ssl_")}
    of_sentinels |= {"ssl": url.is_encrypted, **credentials}
    sentinels = Sentinels(url.hosts, timeout, of_sentinels)
    made = {**options, **of_node, "ssl": url.is_encrypted}
    return Redis.from_pool(SentinelConnectionPool(url.primary, sentinels, **made))


def is_still_primary(pool: ConnectionPool, connection: AbstractConnection) -> bool:
    """Return whether the Sentinels name the server at the end of a connection.

    A primary that is cut off from its Sentinels continues to accept writes, and loses
    them later. Also True if no Sentinel answers.
    """
    if not isinstance(pool, SentinelConnectionPool):
        return True
    try:
        primary = pool.get_master_address()
    except (RedisError, OSError):
        return True
    server = getattr(connection, "host", None), getattr(connection, "port", None)
    return bool(primary == server)
