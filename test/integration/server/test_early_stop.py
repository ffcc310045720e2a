"""A stop before the first worker serves resets nobody who is connected."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from support.crowd import crowd
from support.service import Service
from support.valkey import Valkey
from support.waiting import PATIENCE, wait_until
from support.wire import GET, dial, replies, wait_for_arrival

# Runs the service, where one of its steps waits for a file to be there.
_PROGRAM = """
import sys, time
from functools import partial
from pathlib import Path
from page_tracker.cli.main import main
from page_tracker.server import {module}

step = {module}.{name}

def wait_and_go_on(*arguments):
    while not Path({gate!r}).exists():
        time.sleep(0.01)
    return step(*arguments)

{module}.{name} = wait_and_go_on
sys.exit(main(["serve"]))
"""

# Starts a service that waits at a step of a module, and returns the gate, too.
StartAt = Callable[..., tuple[Service, Path]]


@pytest.fixture(name="serve_until")
def fixture_serve_until(tmp_path: Path, valkey: Valkey) -> Iterator[StartAt]:
    """Start services that end with the test."""
    started: list[Service] = []
    gate = tmp_path / "gate"

    def start(module: str, name: str, **options: str) -> tuple[Service, Path]:
        # A busy machine is no outage of the database.
        options["redis_timeout"] = str(PATIENCE)
        service = Service(tmp_path, valkey.url, **options)
        program = _PROGRAM.format(module=module, name=name, gate=str(gate))
        service.program = ("-c", program)
        started.append(service.start())
        return service, gate

    yield start
    gate.touch()
    for each in started:
        each.stop()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_stop_before_the_first_worker_answers_connected_clients(
    serve_until: StartAt, workers: str
) -> None:
    """The service says that it listens, and its workers do not run yet."""
    service, gate = serve_until("service", "warm_up", workers=workers)
    with crowd(service, 8, GET) as people:
        clients = people.connections
        wait_for_arrival(*clients)

        service.send(signal.SIGTERM)
        gate.touch()

        answers = [replies(client, 1)[0].status for client in clients]
    assert answers == [200] * len(clients)
    assert service.wait() == 0


@pytest.mark.parametrize("to_all", [True, False], ids=["to all", "to the parent"])
def test_a_stop_while_a_worker_starts_answers_connected_clients(
    serve_until: StartAt, to_all: bool
) -> None:
    """Clients that connected are answered if a stop comes while a worker starts."""
    service, gate = serve_until("worker", "create_app")
    with dial(service.address) as client:
        client.sendall(GET)
        wait_for_arrival(client)
        wait_until(lambda: len(service.workers()) == 1)

        service.send(signal.SIGTERM)
        if to_all:
            for worker in service.workers():
                wait_until(partial(_catches, worker, signal.SIGTERM))
                os.kill(worker, signal.SIGTERM)
        gate.touch()

        assert replies(client, 1)[0].status == 200
    assert service.wait() == 0


def test_a_stop_without_connected_clients_starts_no_worker(
    serve_until: StartAt,
) -> None:
    """A stop without connected clients starts no worker."""
    service, gate = serve_until("service", "warm_up")

    service.send(signal.SIGTERM)
    gate.touch()

    assert service.wait() == 0
    assert "stopping" in [entry["event"] for entry in service.logs()]


def _catches(pid: int, number: signal.Signals) -> bool:
    """Return whether a process has a handler for a signal."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    (line,) = (each for each in status.splitlines() if each.startswith("SigCgt"))
    return bool(int(line.split()[1], 16) >> (number - 1) & 1)
