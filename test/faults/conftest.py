"""Fixtures of the tests that break things."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from faults.clocked import ClockedService
from faults.load import Load
from faults.pair import Pair
from faults.scene import Scene, SetScene
from support.proxy import Proxy
from support.valkey import Valkey

# A store that has all that it ever answered, also after kill -9.
KEEPS_EVERYTHING = {"appendonly": "yes", "appendfsync": "always"}

# Seconds for a soak to begin and to end.
_SOAK_ENDS_IN = 120


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Let a soak take as long as the options say."""
    seconds = 60 * config.getoption("--minutes") + _SOAK_ENDS_IN
    seconds += 30 * config.getoption("--mishaps")  # none takes as long
    for each in items:
        if each.path.name == "test_soak.py":
            each.add_marker(pytest.mark.timeout(seconds))


@pytest.fixture(name="set_scene")
def fixture_set_scene(tmp_path: Path) -> Iterator[SetScene]:
    """Start a service on its own store, behind a proxy, and a load on it.

    Its clock is ``ahead`` seconds. Without ``visitors`` there is no load. With a
    ``url`` the service finds the store by that, and not through the proxy.
    """
    with ExitStack() as stack:

        def set_scene(
            store: Valkey | None = None,
            ahead: float = 0,
            visitors: int = 8,
            url: str = "",
            **options: str,
        ) -> Scene:
            own = store or Valkey(tmp_path / "v", **KEEPS_EVERYTHING)
            if not own.answers():
                stack.callback(own.start().stop)
            proxy = Proxy(own.path)
            stack.callback(proxy.close)
            chosen = _usual() | options
            service = ClockedService(tmp_path, url or proxy.url, **chosen)
            service.move_clock(ahead)
            stack.callback(service.start().stop)
            scene = Scene(own, proxy, service, Load(service.address, visitors))
            stack.callback(_end_load, scene)
            return scene

        yield set_scene


@pytest.fixture(name="pair")
def fixture_pair(tmp_path: Path) -> Iterator[Pair]:
    """A primary and its replica."""
    pair = Pair(tmp_path, **KEEPS_EVERYTHING)
    yield pair
    pair.stop()


def _usual() -> dict[str, str]:
    """Return the options of a service: short waits, and no day that ends in a test."""
    west = datetime.now(UTC).hour - 12
    noon = f"Etc/GMT{west:+}"  # whose names have the sign of the west
    return {"workers": "2", "redis_timeout": "0.5", "timezone": noon}


def _end_load(scene: Scene) -> None:
    scene.load.end()  # which may be another than at the start
