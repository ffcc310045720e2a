"""The process beside a worker answers, and may end at any time."""

import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from select import select

import pytest
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.errors import Overloaded
from page_tracker.server import aside
from page_tracker.server.aside import Aside
from page_tracker.server.aside_process import answer
from page_tracker.settings import Settings
from support.crowd import crowd
from support.service import Start
from support.valkey import Valkey
from support.wire import replies


@pytest.fixture(name="beside")
def fixture_beside(valkey: Valkey) -> Iterator[Aside]:
    """What hands requests to another process, on the shared store."""
    beside = Aside(Settings(redis_url=valkey.url))
    yield beside
    beside.close()


def site_of(beside: Aside) -> TestApp:
    """Send every request there."""
    return TestApp(lambda environ, start: beside(environ)(environ, start))


def processes(parent: int) -> list[int]:
    """Return the processes that were started to answer beside a process."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    children = [
        pid for task in tasks for pid in (task / "children").read_text().split()
    ]
    return [int(pid) for pid in children if _is_aside(int(pid))]


def _is_aside(pid: int) -> bool:
    return b"aside_process" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_the_process_beside_starts_with_the_first_request(beside: Aside) -> None:
    """A worker that only counts does not pay for it."""
    before = processes(os.getpid())

    first = site_of(beside).get("/readyz")
    after = processes(os.getpid())
    again = site_of(beside).get("/readyz")

    assert (first.json, again.json) == ({"status": "ok"}, {"status": "ok"})
    assert first.headers["Content-Type"] == "application/json"
    assert (before, len(after)) == ([], 1)
    assert processes(os.getpid()) == after


def test_a_process_beside_that_was_killed_costs_no_request(beside: Aside) -> None:
    """Another is started, and asked the same."""
    site_of(beside).get("/readyz")
    (first,) = processes(os.getpid())

    os.kill(first, signal.SIGKILL)
    again = site_of(beside).get("/readyz")

    assert again.json == {"status": "ok"}
    assert processes(os.getpid()) != [first]


def test_a_process_beside_that_hangs_is_given_up_and_replaced(
    beside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its callers are told that it is too much for now; the next one is answered."""
    site_of(beside).get("/readyz")
    os.kill(processes(os.getpid())[0], signal.SIGSTOP)
    monkeypatch.setattr(aside, "_PATIENCE", 0.2)

    with pytest.raises(Overloaded):
        site_of(beside).get("/readyz")
    monkeypatch.undo()

    assert site_of(beside).get("/readyz").json == {"status": "ok"}


def test_a_process_beside_that_cannot_start_is_given_up(
    beside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried twice, and its caller told, not left waiting."""
    monkeypatch.setattr(sys, "executable", shutil.which("false"))

    with pytest.raises(Overloaded):
        site_of(beside).get("/readyz")


def test_a_request_is_answered_whole(valkey: Valkey) -> None:
    """Status, headers and body travel back; a body travels in no direction but this."""
    app = create_app(Settings(redis_url=valkey.url))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/healthz"}

    status, headers, body = answer(app, environ)

    assert (status, body) == ("200 OK", b'{"status": "ok"}')
    assert ("Content-Type", "application/json") in headers


def test_who_waits_behind_a_long_answer_is_told_in_time(
    beside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads do not pile up behind the process."""
    site_of(beside).get("/readyz")
    os.kill(processes(os.getpid())[0], signal.SIGSTOP)
    monkeypatch.setattr(aside, "_PATIENCE", 3)
    first = threading.Thread(target=_ignore, args=(beside,))
    first.start()
    time.sleep(0.2)
    monkeypatch.setattr(aside, "_PATIENCE", 0.05)
    began = time.monotonic()

    with pytest.raises(Overloaded):
        site_of(beside).get("/readyz")
    waited = time.monotonic() - began
    first.join()

    assert waited < 1.5  # and not for as long as the first


def _ignore(beside: Aside) -> None:
    with pytest.raises(Overloaded):
        site_of(beside).get("/readyz")


def test_who_asks_for_no_report_does_not_wait_behind_those_who_do(
    serve: Start, valkey: Valkey
) -> None:
    """However many there are, and however long they take."""
    service = serve(valkey.url)
    service.get("/api/v1/sites")
    (beside,) = processes(*service.workers())
    report = b"GET /api/v1/sites HTTP/1.1\r\nHost: a\r\n\r\n"

    os.kill(beside, signal.SIGSTOP)
    with crowd(service, 20, report) as waiting:
        time.sleep(0.2)  # until they have been heard
        ready, first = service.get("/readyz"), _has_come(waiting.connections[0])
        os.kill(beside, signal.SIGCONT)
        reports = [replies(each, 1)[0].status for each in waiting.connections]

    assert (ready.status, first) == (200, False)
    assert reports == [200] * 20


def _has_come(connection: socket.socket) -> bool:
    return bool(select([connection], [], [], 0)[0])


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_process_beside_ends_with_its_worker(
    serve: Start, valkey: Valkey, end: signal.Signals
) -> None:
    """Also when the worker had no time to tell it."""
    service = serve(valkey.url)
    sites = service.get("/api/v1/sites")
    (worker,) = service.workers()
    (beside,) = processes(worker)

    os.kill(worker if end == signal.SIGKILL else service.pid, end)
    deadline = time.monotonic() + 5
    while Path(f"/proc/{beside}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)

    assert json.loads(sites.text) == {"sites": [], "refused": {}}
    assert not Path(f"/proc/{beside}").exists()
