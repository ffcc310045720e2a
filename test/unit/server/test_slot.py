"""A slot restarts its worker: at once, then after pauses, and at last not at all."""

import time
from dataclasses import dataclass, field
from select import select
from socket import create_connection, create_server, socket
from typing import cast

import pytest

from page_tracker.server.process import WorkerProcess
from page_tracker.server.sockets import Entrance
from page_tracker.server.supervisor import WorkerSlot
from support.clock import Clock
from support.waiting import wait_until


@dataclass
class FakeProcess:
    """A worker that is ready, and dies when the test says so."""

    ready: bool = True
    born: float = field(default_factory=time.monotonic)
    status: int | None = None

    def read_pipe(self) -> None:
        """Hear nothing new."""

    def kill_if_it_hangs(self) -> None:
        """Do nothing: it does not hang."""

    def ended(self) -> int | None:
        """Return the exit code, once there is one."""
        return self.status


def slot_of(workers: list[FakeProcess]) -> WorkerSlot:
    """Make a slot that starts these workers one after the other."""
    return WorkerSlot(
        Entrance([socket()]), lambda _: cast(WorkerProcess, workers.pop(0))
    )


def test_a_worker_that_lived_long_is_restarted_at_once_like_the_first() -> None:
    """Old failures are forgotten: a death a day is no crash loop."""
    old, new = FakeProcess(), FakeProcess()
    slot = slot_of([old, new])
    slot.maintain()
    slot.failures = 3
    old.born -= 3600
    old.status = 1

    slot.maintain()

    slot.listening.close()
    assert slot.current is cast(WorkerProcess, new)
    assert slot.failures == 1


def test_an_early_stop_starts_a_worker_only_for_clients_who_wait() -> None:
    """A listening socket that is closed resets those whom nobody has accepted."""
    worker = FakeProcess()
    with create_server(("127.0.0.1", 0)) as listening:
        slot = WorkerSlot(Entrance([listening]), lambda _: cast(WorkerProcess, worker))
        slot.serve_connected()
        nobody = slot.current
        with create_connection(listening.getsockname()):
            wait_until(lambda: bool(select([listening], [], [], 0)[0]))

            slot.serve_connected()

    assert nobody is None
    assert slot.current is cast(WorkerProcess, worker)


def test_a_worker_that_dies_young_is_restarted_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker that dies young is restarted after a pause."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    young, new = FakeProcess(born=clock.now), FakeProcess()
    slot = slot_of([young, new])
    slot.maintain()
    slot.failures = 3
    young.status = 1

    slot.maintain()

    slot.listening.close()
    assert slot.current is None
    assert slot.start_at == pytest.approx(clock.now + 0.8)
