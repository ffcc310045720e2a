"""The service as a real process, for tests that talk to it over real sockets."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from support.forked import ForkedProcess
from support.waiting import PATIENCE
from support.wire import wait_for_arrival

# Starts a service that ends with the test: start(redis_url, workers="2").
Start = Callable[..., "Service"]


class Answer(NamedTuple):
    """A response that was read to its end."""

    status: int
    headers: dict[str, str]
    text: str


class Service:
    """``page-tracker serve`` on a free port, with its log in a file.

    Options are settings by their variable without its prefix: ``workers="2"``.
    """

    # What an interpreter of its own runs instead of ``-m page_tracker``.
    program: tuple[str, ...] = ()

    def __init__(self, directory: Path, redis_url: str = "", **options: str) -> None:
        self.directory = directory
        self._log = directory / "service.log"
        chosen = {
            "port": "0",
            "log_format": "json",
            "data_dir": str(directory / "data"),
            "rate_limit": "off",  # a test's load comes from one address
        }
        chosen |= options
        variables = {f"PAGE_TRACKER_{name.upper()}": chosen[name] for name in chosen}
        self._environ = {**os.environ, **variables, "REDIS_URL": redis_url}
        self._process: subprocess.Popen[bytes] | ForkedProcess | None = None

    def start(self) -> "Service":
        """Start it and wait until it listens."""
        self._log.unlink(missing_ok=True)
        self._log.touch()
        self._process = self._begun()
        self.wait_for("listening")
        return self

    def _begun(self) -> subprocess.Popen[bytes] | ForkedProcess:
        if not self.program:
            return ForkedProcess(self._environ, self._log)
        with self._log.open("ab") as log:
            # pylint: disable-next=consider-using-with  # it outlives this call
            return subprocess.Popen(
                [sys.executable, *self.program], env=self._environ, stderr=log
            )

    @property
    def pid(self) -> int:
        """The parent process."""
        assert self._process is not None
        return self._process.pid

    @property
    def address(self) -> str:
        """Where it listens, as it says itself."""
        return str(self.wait_for("listening")["on"])

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("utf-8")
        return [int(pid) for pid in children.split() if _is_python(int(pid))]

    def logs(self) -> list[dict[str, Any]]:
        """Return what it has logged so far."""
        lines = self._log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def wait_for(self, event: str, count: int = 1) -> dict[str, Any]:
        """Wait until an event is in the log, and return its last entry."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [entry for entry in self.logs() if entry["event"] == event]
            if len(found) >= count:
                return found[-1]
            time.sleep(0.01)
        raise AssertionError(f"no {event!r} in the log: {self._log.read_text('utf-8')}")

    def connect(self) -> HTTPConnection:
        """Open a keep-alive connection."""
        place = urlsplit(self.address)
        return HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)

    def catch_up(self, *connections: socket.socket) -> None:
        """Wait until its only worker has read what these clients have sent.

        Connections are accepted in their order, and sockets are read in the order in
        which they became readable.
        """
        wait_for_arrival(*connections)
        for _ in range(2):  # the first answer may come in the turn that reads the rest
            assert self.get("/healthz").status == 200

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> Answer:
        """Send one request on a connection of its own."""
        connection = self.connect()
        try:
            return ask(connection, path, method, **headers)
        finally:
            connection.close()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the parent process."""
        os.kill(self.pid, number)

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for its end and return the exit status."""
        assert self._process is not None
        return self._process.wait(timeout)

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        assert self._process is not None
        return self._process.poll()

    def stop(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            finally:
                self._process.kill()


def ask(
    connection: HTTPConnection, path: str = "/", method: str = "GET", **headers: str
) -> Answer:
    """Send a request on an open connection and read the answer."""
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    text = response.read().decode()
    return Answer(response.status, dict(response.getheaders()), text)


def _is_python(pid: int) -> bool:
    try:
        return b"page_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return False
