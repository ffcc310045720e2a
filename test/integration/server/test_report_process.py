"""The process beside a worker answers, and may end at any time."""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.errors import Overloaded
from page_tracker.server import report_process
from page_tracker.server.report_process import ReportProcess
from page_tracker.server.report_process_main import answer
from page_tracker.settings import Settings
from support.crowd import crowd
from support.service import Start
from support.valkey import Valkey
from support.waiting import PATIENCE, is_alive, wait_until
from support.wire import has_come, replies


@pytest.fixture(name="beside")
def fixture_beside(valkey: Valkey) -> Iterator[ReportProcess]:
    """What hands requests to another process, on the shared store."""
    beside = ReportProcess(Settings(redis_url=valkey.url))
    yield beside
    beside.close()


def site_of(beside: ReportProcess) -> TestApp:
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
    return b"report_process_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_the_process_beside_starts_with_the_first_request(
    beside: ReportProcess,
) -> None:
    """A worker that only counts does not pay for it."""
    before = processes(os.getpid())

    first = site_of(beside).get("/readyz")
    after = processes(os.getpid())
    again = site_of(beside).get("/readyz")

    assert (first.json, again.json) == ({"status": "ok"}, {"status": "ok"})
    assert first.headers["Content-Type"] == "application/json"
    assert (before, len(after)) == ([], 1)
    assert processes(os.getpid()) == after


def test_a_process_beside_that_was_killed_costs_no_request(
    beside: ReportProcess,
) -> None:
    """If the report process is killed, another answers the same request."""
    site_of(beside).get("/readyz")
    (first,) = processes(os.getpid())

    os.kill(first, signal.SIGKILL)
    again = site_of(beside).get("/readyz")

    assert again.json == {"status": "ok"}
    assert processes(os.getpid()) != [first]


def test_a_process_beside_that_hangs_is_given_up_and_replaced(
    beside: ReportProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hanging report process is replaced; its callers get an Overloaded error."""
    site_of(beside).get("/readyz")
    os.kill(processes(os.getpid())[0], signal.SIGSTOP)
    monkeypatch.setattr(report_process, "_PATIENCE", 0.2)

    with pytest.raises(Overloaded):
        site_of(beside).get("/readyz")
    monkeypatch.undo()

    assert site_of(beside).get("/readyz").json == {"status": "ok"}


def test_a_process_beside_that_cannot_start_is_given_up(
    beside: ReportProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report process that cannot start is tried twice, then its caller fails."""
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


@pytest.mark.sensitive
def test_a_caller_behind_a_long_report_fails_in_time(
    beside: ReportProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads do not pile up behind the process: the second caller fails first.

    The first is answered as soon as the process goes on.
    """
    site_of(beside).get("/readyz")
    (process,) = processes(os.getpid())
    polls, poll = threading.Event(), Connection.poll

    def noted(line: Connection, timeout: float) -> bool:
        polls.set()
        return poll(line, timeout)

    monkeypatch.setattr(Connection, "poll", noted)
    monkeypatch.setattr(report_process, "_PATIENCE", PATIENCE)
    os.kill(process, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(site_of(beside).get, "/readyz")
        assert polls.wait(PATIENCE)  # with its own patience
        monkeypatch.setattr(report_process, "_PATIENCE", 0.05)

        with pytest.raises(Overloaded):
            site_of(beside).get("/readyz")
        is_early = first.done()
        os.kill(process, signal.SIGCONT)

    assert not is_early
    assert first.result().json == {"status": "ok"}


@pytest.mark.sensitive
def test_other_requests_do_not_wait_behind_reports(
    serve: Start, valkey: Valkey
) -> None:
    """Other requests do not wait behind reports, however many there are."""
    service = serve(valkey.url)
    service.get("/api/v1/sites")
    (beside,) = processes(*service.workers())
    report = b"GET /api/v1/sites HTTP/1.1\r\nHost: a\r\n\r\n"

    os.kill(beside, signal.SIGSTOP)
    with crowd(service, 20, report) as waiting:
        service.catch_up(*waiting.connections)
        ready, first = service.get("/readyz"), has_come(waiting.connections[0])
        os.kill(beside, signal.SIGCONT)
        reports = [replies(each, 1)[0].status for each in waiting.connections]

    assert (ready.status, first) == (200, False)
    assert reports == [200] * 20


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_process_beside_ends_with_its_worker(
    serve: Start, valkey: Valkey, end: signal.Signals
) -> None:
    """The report process ends with its worker, even if that was killed."""
    service = serve(valkey.url)
    sites = service.get("/api/v1/sites")
    (worker,) = service.workers()
    (beside,) = processes(worker)

    os.kill(worker if end == signal.SIGKILL else service.pid, end)

    wait_until(lambda: not is_alive(beside))
    assert json.loads(sites.text) == {"sites": [], "refused": {}}
