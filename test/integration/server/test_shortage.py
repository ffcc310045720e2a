"""Without descriptors for new connections, those that are open go on being served."""

import errno
import os
import resource
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.app import Application
from page_tracker.server import shortage, sockets
from page_tracker.server.channel import Channel
from page_tracker.server.loop import Loop
from page_tracker.server.poller import Poller
from page_tracker.server.sockets import Entrance
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from support.crowd import crowd
from support.rules import RULES
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until
from support.wire import HEALTH, dial, replies


class ScarceSocket(socket.socket):
    """A listening socket that fails to accept for as long as it has an error."""

    error = 0
    attempts = 0

    def accept(self) -> tuple[socket.socket, Any]:
        """Count the attempt, and fail if the test says so."""
        self.attempts += 1
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        return super().accept()


@pytest.fixture(name="listening")
def fixture_listening() -> Iterator[ScarceSocket]:
    """A socket with a loop on a thread, which serves one page, and at another one."""
    route = Route(
        "GET", "/healthz", lambda _environ: PlainResponse("", "text/plain"), True
    )
    app = Application(Router([route]), Recorder(Redis(), 1, RULES))
    with ScarceSocket() as listening, socket.create_server(("127.0.0.1", 0)) as other:
        listening.bind(("127.0.0.1", 0))
        loops: list[Loop] = []
        started = threading.Event()
        settings = Settings(port=0, grace_period=0.2)

        def serve() -> None:
            loops.append(Loop(app, Entrance([listening, other]), settings))
            started.set()
            loops[0].run()

        thread = threading.Thread(target=serve)
        thread.start()
        started.wait(10)
        yield listening
        listening.error = 0
        loops[0].stop()
        thread.join()


@pytest.fixture(name="address")
def fixture_address(listening: ScarceSocket) -> str:
    """Where clients find the loop."""
    return sockets.address(listening)


def ask(connection: socket.socket, count: int = 1) -> None:
    """Send so many requests one after the other, and read the answer of each."""
    for _ in range(count):
        connection.sendall(HEALTH)
        assert replies(connection, 1)[0].status == 200


@pytest.mark.parametrize(
    "error", [errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM]
)
def test_a_connection_that_cannot_be_accepted_waits_until_another_is_closed(
    listening: ScarceSocket,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    error: int,
) -> None:
    """A connection that cannot be accepted waits at the cost of one attempt."""
    monkeypatch.setattr(shortage, "PAUSE_S", 3600.0)
    first, second = dial(address, timeout=30), dial(address, timeout=30)
    ask(first)
    ask(second)
    listening.error, before = error, listening.attempts

    with closing(dial(address, timeout=30)) as waiting:
        waiting.sendall(HEALTH)
        wait_until(lambda: listening.attempts > before)
        ask(first, 300)
        attempts = listening.attempts - before
        listening.error = 0
        second.close()
        (answer,) = replies(waiting, 1)

    first.close()
    assert attempts == 1
    assert answer.status == 200


def test_a_connection_that_cannot_be_accepted_is_tried_again_and_logged_once(
    listening: ScarceSocket, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A descriptor may become free elsewhere, of which the loop hears nothing."""
    listening.error = errno.EMFILE

    with closing(dial(address, timeout=30)) as waiting:
        waiting.sendall(HEALTH)
        wait_until(lambda: listening.attempts >= 4)
        listening.error = 0
        (answer,) = replies(waiting, 1)

    assert answer.status == 200
    (line,) = caplog.records
    assert line.getMessage() == "cannot accept connections: Too many open files"


@pytest.mark.parametrize("error", [errno.ECONNABORTED, errno.EPERM])
def test_a_connection_that_went_away_is_no_shortage(
    listening: ScarceSocket,
    address: str,
    caplog: pytest.LogCaptureFixture,
    error: int,
) -> None:
    """A connection that the client has aborted is not a shortage."""
    listening.error = error

    with closing(dial(address, timeout=30)) as waiting:
        wait_until(lambda: listening.attempts >= 1)
        listening.error = 0
        ask(waiting)

    assert not caplog.records


def test_a_socket_that_the_kernel_cannot_watch_is_closed_and_the_next_accepted(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The listening socket stays open: its worker would serve nobody without it."""
    failing(monkeypatch, OSError(errno.ENOSPC, "no watch is left"))

    with closing(dial(address, timeout=30)) as lost:
        assert lost.recv(1) == b""
    with closing(dial(address, timeout=30)) as connection:
        ask(connection)

    (line,) = caplog.records
    assert line.getMessage() == "cannot accept connections: no watch is left"


def failing(monkeypatch: pytest.MonkeyPatch, exc: OSError) -> None:
    """Make the kernel unable to watch the next connection."""
    put: Callable[..., None] = Poller.__setitem__
    errors = [exc]

    def put_or_fail(waiting: Poller, *item: Any) -> None:
        if errors and isinstance(item[1], Channel):
            raise errors.pop()
        put(waiting, *item)

    monkeypatch.setattr(Poller, "__setitem__", put_or_fail)


def test_a_worker_without_descriptors_serves_connected_clients(
    serve: Start, valkey: Valkey
) -> None:
    """A worker without free descriptors serves the others, with one log line."""
    service = serve(valkey.url)
    service.get("/")
    with crowd(service, 8, HEALTH) as connected:
        for each in connected.connections:
            replies(each, 1)
        allow_no_more_files(service)
        with crowd(service, 4, HEALTH) as waiting:
            service.wait_for("cannot accept connections: Too many open files")
            for each in connected.connections:
                ask(each, 20)
                each.close()
            answers = [replies(each, 1)[0].status for each in waiting.connections]

    assert answers == [200] * 4
    complaints = Counter(
        entry["event"] for entry in service.logs() if entry["level"] != "info"
    )
    # It also needs descriptors to look for journals, which it may do meanwhile.
    del complaints["cannot maintain the journals"]
    assert complaints == {"cannot accept connections: Too many open files": 1}


def allow_no_more_files(service: Service) -> None:
    """Leave the worker no descriptors but those that it has."""
    (worker,) = service.workers()
    highest = max(int(path.name) for path in Path(f"/proc/{worker}/fd").iterdir())
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (highest + 1, highest + 1))
