"""Fixtures for every kind of test."""

import logging
import os
from collections.abc import Iterator
from multiprocessing import Process
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis

from page_tracker.storage.health.outage import Outage
from page_tracker.storage.reminder import Reminder
from support.proxy import Proxy
from support.service import Service, Start
from support.valkey import Valkey

# Property-based tests: few examples in the gate, and many with
# `--hypothesis-profile night`. How long one takes says how busy the machine is, and a
# database would leave a directory in the tree.
settings.register_profile(
    "gate",
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("night", settings.get_profile("gate"), max_examples=1000)
settings.load_profile("gate")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let end-to-end tests run against a deployed pair, and a soak for long."""
    parser.addoption("--web-url", default="", help="a deployed service to test")
    parser.addoption("--redis-url", default="", help="the store of that service")
    parser.addoption("--flood", default="0", help="how many views a long flood has")
    parser.addoption("--minutes", type=float, default=0.5, help="of what is random")
    parser.addoption("--seed", type=int, default=0, help="of that; 0: a new one")
    parser.addoption("--mishaps", type=int, default=0, help="instead of minutes")
    parser.addoption("--seeds", type=int, default=0, help="worlds, instead of minutes")
    parser.addoption("--repeat", type=int, default=1, help="of sensitive tests")
    parser.addoption("--busy", action="store_true", help="compute on all processors")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each sensitive test as often as ``--repeat`` says."""
    times = metafunc.config.getoption("--repeat")
    if times > 1 and metafunc.definition.get_closest_marker("sensitive"):
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))


@pytest.fixture(name="repetition")
def fixture_repetition(request: pytest.FixtureRequest) -> int:
    """The number of this run of the test, from 1 on."""
    return int(request.param)


@pytest.fixture(scope="session", autouse=True)
def busy_processors(request: pytest.FixtureRequest) -> None:
    """With ``--busy``, compete with the tests for each processor until they end."""
    if request.config.getoption("--busy"):
        for _ in range(os.cpu_count() or 1):
            Process(target=_compute, args=(os.getpid(),), daemon=True).start()


def _compute(parent: int) -> None:
    while os.getppid() == parent:  # it may end without ending its daemons
        pass


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Undo what a command that runs in this process does to the root logger."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.fixture(autouse=True)
def nothing_logged_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without an outage or a broken key that another test has logged already."""
    monkeypatch.setattr("page_tracker.storage.health.outage.OUTAGE", Outage())
    monkeypatch.setattr("page_tracker.storage.broken.REMINDER", Reminder())


@pytest.fixture(scope="session", name="shared_valkey")
def fixture_shared_valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A store for the tests that do not hurt it."""
    valkey = Valkey(tmp_path_factory.mktemp("v")).start()
    yield valkey
    valkey.stop()


@pytest.fixture(name="valkey")
def fixture_valkey(shared_valkey: Valkey) -> Iterator[Valkey]:
    """The shared store, empty.

    A service that was there when it was emptied may have counted again what it knew.
    """
    shared_valkey.client().flushall()
    yield shared_valkey
    shared_valkey.client().flushall()


@pytest.fixture(name="own_valkey")
def fixture_own_valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A store of the test's own, to freeze, kill and configure."""
    own = Valkey(tmp_path / "v").start()
    yield own
    own.stop()


@pytest.fixture(name="client")
def fixture_client(valkey: Valkey) -> Redis:
    """An external client of the shared store."""
    return valkey.client()


@pytest.fixture(name="proxy")
def fixture_proxy(valkey: Valkey) -> Iterator[Proxy]:
    """A proxy in front of the shared store."""
    between = Proxy(valkey.path)
    yield between
    between.close()


@pytest.fixture(name="serve")
def fixture_serve(tmp_path: Path) -> Iterator[Start]:
    """Start services that end with the test: ``serve(redis_url, workers="2")``."""
    started: list[Service] = []

    def start(redis_url: str = "", **options: str) -> Service:
        directory = tmp_path / f"service{len(started)}"
        directory.mkdir()
        started.append(Service(directory, redis_url, **options))
        return started[-1].start()

    yield start
    for service in started:
        service.stop()
