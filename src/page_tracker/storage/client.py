"""A client from a URL, and the driver's errors in the words of this service."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from page_tracker.errors import CounterUnusable, StorageError, StorageUnavailable

# What Redis says of a counter that holds no number, another type, or 2^63 - 1.
_COUNTER_ERRORS = ("WRONGTYPE", "value is not an integer", "increment or decrement")


def connect(url: str, timeout: float) -> Redis:
    """Make a client for ``url`` whose calls take at most ``timeout`` seconds each.

    It never repeats a command by itself: a repeated increment counts twice when only
    the reply was lost. RESP2 is what every server and proxy speaks.
    """
    return Redis.from_url(
        url,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        driver_info=None,
    )


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
