"""A worker that makes no progress is replaced, whatever holds it."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from support.service import Service
from support.valkey import Valkey
from support.waiting import wait_until
from support.wire import HEALTH, dial

# A service that waits three seconds for a worker that is ready, whose idle loop turns
# all the time; GET /healthz never ends.
IMPATIENT = """
from page_tracker.web import routes
from page_tracker.server import loop, process, worker
process.MAX_SILENCE_S, worker.HEARTBEAT_S, loop._QUIET = 3.0, 0.05, 0.1
def hang(environ):
    while True: pass
routes.alive = hang
from page_tracker.cli.main import main
raise SystemExit(main([]))
"""


@pytest.fixture(name="service")
def fixture_service(valkey: Valkey, tmp_path: Path) -> Iterator[Service]:
    """An impatient one with two workers, which are ready."""
    service = Service(tmp_path, valkey.url, workers="2", log_level="debug")
    service.program = ("-c", IMPATIENT)
    service.start().wait_for("a worker is ready", 2)
    yield service
    service.stop()


def test_a_worker_that_is_stopped_is_replaced_and_the_others_are_not(
    service: Service,
) -> None:
    """Only the suspended worker is replaced, and its clients are served then."""
    stopped, other = service.workers()

    os.kill(stopped, signal.SIGSTOP)
    service.wait_for("a worker died")
    wait_until(lambda: len(service.workers()) == 2)
    answers = [service.get("/").status for _ in range(10)]

    assert answers == [200] * 10
    assert other in service.workers() and stopped not in service.workers()
    events = [entry["event"] for entry in service.logs()]
    assert events.count("killing a worker that hangs") == 1
    assert service.wait_for("a worker died")["status"] == "SIGKILL"


def test_a_worker_whose_loop_never_turns_is_replaced(service: Service) -> None:
    """A worker whose loop never turns is replaced, because it answers nobody."""
    before = service.workers()

    with closing(dial(service.address, timeout=30)) as connection:
        connection.sendall(HEALTH)
        with suppress(ConnectionError):  # which the kernel may reset
            assert connection.recv(1) == b""
    service.wait_for("a worker died")
    wait_until(lambda: len(service.workers()) == 2)

    assert len(set(service.workers()) & set(before)) == 1
    assert service.get("/").status == 200
