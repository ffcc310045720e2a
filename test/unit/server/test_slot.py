"""A slot restarts its worker: at once, then after pauses, and at last not at all."""

import time
from dataclasses import dataclass, field
from socket import socket
from typing import cast

import pytest

from page_tracker.server.process import WorkerProcess
from page_tracker.server.sockets import Entrance
from page_tracker.server.supervisor import WorkerSlot
from support.clock import Clock


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
    slot.look_after()
    slot.failures = 3
    old.born -= 3600
    old.status = 1

    slot.look_after()

    slot.listening.close()
    assert slot.current is cast(WorkerProcess, new)
    assert slot.failures == 1


def test_a_worker_that_dies_young_is_restarted_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The machine is left some time to recover."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    young, new = FakeProcess(born=clock.now), FakeProcess()
    slot = slot_of([young, new])
    slot.look_after()
    slot.failures = 3
    young.status = 1

    slot.look_after()

    slot.listening.close()
    assert slot.current is None
    assert slot.start_at == pytest.approx(clock.now + 0.8)
