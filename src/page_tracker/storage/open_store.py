"""A client of the store for the duration of a command."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

from page_tracker.errors import StartError
from page_tracker.settings import Settings
from page_tracker.storage.client import connect, connect_store
from page_tracker.storage.embedded import Embedded


@contextmanager
def open_store(settings: Settings, *, new: bool = False) -> Iterator[Redis]:
    """Yield a client of the store that a service with the same settings uses.

    An embedded store of a running service is used; if none runs, the store is started,
    and stopped at the end. Raises :class:`StartError`, also if there is no data yet,
    unless the store may be ``new``.
    """
    with _store(settings, new) as url:
        with closing(connect_store(replace(settings, redis_url=url))) as client:
            yield client


@contextmanager
def _store(settings: Settings, new: bool) -> Iterator[str]:
    if settings.redis_url:
        yield settings.redis_url
        return
    embedded = Embedded(settings.data_dir)
    if not embedded.has_data() and not new:
        raise StartError(
            f"no data yet in {settings.data_dir}: start the server, or name its"
            " database with --redis-url or --data-dir"
        )
    if _runs(embedded.url, settings.redis_timeout):
        yield embedded.url
        return
    try:
        embedded.start()
        yield embedded.url
    finally:
        embedded.stop()


def _runs(url: str, timeout: float) -> bool:
    with closing(connect(url, timeout)) as client:
        try:
            client.ping()
        except BusyLoadingError:
            return True  # the first command will raise the error
        except (RedisError, OSError):
            return False
        return True
