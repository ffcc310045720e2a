"""A worker is killed when it hangs, and not because its parent was suspended."""

import logging
import os
import signal
import socket
from collections.abc import Iterator

import pytest

from page_tracker.server.process import (
    HEARTBEAT,
    MAX_SILENCE_S,
    MAX_START_S,
    READY,
    WorkerProcess,
)
from support.clock import Clock

TICK_S = 0.25
PID = 4_000_000  # larger than Linux gives to any process


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of the parent."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


@pytest.fixture(name="killed")
def fixture_killed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The signals that were sent, each with its process."""
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
    return sent


@pytest.fixture(name="pipe")
def fixture_line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """A pipe: the end of the parent, and that of the worker."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


Pipe = tuple[socket.socket, socket.socket]


def look(process: WorkerProcess, clock: Clock, seconds: float) -> None:
    """Look at a process as its parent does, for so many seconds."""
    for _ in range(int(seconds / TICK_S)):
        clock.now += TICK_S
        process.read_pipe()
        process.kill_if_it_hangs()


@pytest.mark.parametrize(
    ("sent", "limit_s"),
    [
        pytest.param(READY, MAX_SILENCE_S, id="one that was ready"),
        pytest.param(b"", MAX_START_S, id="one that never was"),
    ],
)
def test_a_worker_that_sends_no_beat_is_killed_once(
    clock: Clock,
    killed: list[tuple[int, int]],
    pipe: Pipe,
    caplog: pytest.LogCaptureFixture,
    *,
    sent: bytes,
    limit_s: float,
) -> None:
    """The log has one line, however long the kernel takes to end it."""
    process = WorkerProcess(PID, pipe[0], looked_at=clock.now)
    pipe[1].send(sent)

    look(process, clock, limit_s - TICK_S)
    before = list(killed)
    look(process, clock, limit_s)

    assert not before
    assert killed == [(PID, signal.SIGKILL)]
    (entry,) = caplog.records
    assert entry.levelno == logging.ERROR
    assert entry.getMessage() == "killing a worker that hangs"


@pytest.mark.parametrize("sent", [HEARTBEAT, HEARTBEAT * 3, READY])
def test_a_worker_that_sends_beats_lives(
    clock: Clock, killed: list[tuple[int, int]], pipe: Pipe, sent: bytes
) -> None:
    """A heartbeat now and then is enough, and so are several at once."""
    process = WorkerProcess(PID, pipe[0], looked_at=clock.now)
    pipe[1].send(READY)

    for _ in range(10):
        look(process, clock, MAX_SILENCE_S - 1)
        pipe[1].send(sent)
        look(process, clock, 1)

    assert not killed
    assert process.ready


def test_a_machine_that_was_suspended_kills_no_worker(
    clock: Clock, killed: list[tuple[int, int]], pipe: Pipe
) -> None:
    """A suspended machine or container does not make the parent kill workers."""
    process = WorkerProcess(PID, pipe[0], looked_at=clock.now)
    pipe[1].send(READY)

    for _ in range(10):
        look(process, clock, 10)
        clock.now += 3600
        look(process, clock, 10)
        pipe[1].send(HEARTBEAT)

    assert not killed


def test_a_worker_that_has_ended_is_silent(
    clock: Clock, killed: list[tuple[int, int]], pipe: Pipe
) -> None:
    """The end of the pipe does not count as a heartbeat."""
    process = WorkerProcess(PID, pipe[0], looked_at=clock.now)
    pipe[1].send(READY)
    pipe[1].close()

    look(process, clock, MAX_SILENCE_S + 1)

    assert killed == [(PID, signal.SIGKILL)]
