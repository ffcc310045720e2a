"""A client from a URL, and the driver's errors in the words of this service."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from page_tracker.errors import CounterUnusable, StorageError, StorageUnavailable
from page_tracker.settings import Settings
from page_tracker.storage.credentials import (
    SecretFile,
    sentinel_credentials,
    store_credentials,
)
from page_tracker.storage.sentinels import connect_by_sentinels
from page_tracker.storage.tls import tls_options
from page_tracker.store_url import parse_sentinel_url

_USER = re.compile("://[^/?#]*@")

# What Redis says of a counter that holds no number, another type, or 2^63 - 1.
_COUNTER_ERRORS = ("WRONGTYPE", "value is not an integer", "increment or decrement")


@dataclass(frozen=True)
class StoreAccess:
    """How to connect to a store, beside its URL.

    Attributes:
        tls: The driver's arguments for TLS.
        credentials: Reads the credentials of the store, instead of those of the URL.
        sentinel_credentials: The driver's arguments for connections to Sentinels.
    """

    tls: Mapping[str, object] = field(default_factory=dict)
    credentials: SecretFile | None = None
    sentinel_credentials: Mapping[str, object] = field(default_factory=dict)


def connect_store(settings: Settings) -> Redis:
    """Make a client of the store that the settings name; see :func:`connect`.

    Raises :class:`StartError` for certificates that cannot be used.
    """
    access = StoreAccess(
        tls=tls_options(settings),
        credentials=store_credentials(settings),
        sentinel_credentials=sentinel_credentials(settings),
    )
    return connect(settings.redis_url or "", settings.redis_timeout, access)


def connect(url: str, timeout: float, access: StoreAccess = StoreAccess()) -> Redis:
    """Make a client for ``url`` whose calls take at most ``timeout`` seconds each.

    It never repeats a command by itself: a repeated increment counts twice when only
    the reply was lost. RESP2 is what every server and proxy speaks.
    """
    options: dict[str, object] = {
        "protocol": 2,
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "driver_info": None,
        **access.tls,
    }
    if access.credentials is not None:
        options["credential_provider"] = access.credentials
    if sentinel_url := parse_sentinel_url(url):
        credentials = access.sentinel_credentials
        return connect_by_sentinels(sentinel_url, timeout, options, credentials)
    if access.credentials is not None:
        url = _USER.sub("://", url, count=1)
    return Redis.from_url(url, **options)


@contextmanager
def domain_errors() -> Iterator[None]:
    """Raise the driver's errors as domain errors."""
    try:
        yield
    except (RedisError, OSError) as exc:
        raise domain_error(exc) from exc


def domain_error(exc: Exception) -> StorageError:
    """Return the domain error for an error of the driver, which becomes its cause."""
    kind: type[StorageError] = StorageUnavailable
    if isinstance(exc, ResponseError):
        if any(text in str(exc) for text in _COUNTER_ERRORS):
            kind = CounterUnusable
    error = kind(str(exc))
    error.__cause__ = exc
    return error
