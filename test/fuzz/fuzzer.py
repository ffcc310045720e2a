"""The fuzzer: hostile clients on raw sockets, and an ordinary one among them."""

import json
import re
import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection
from random import Random

from fuzz.mutation import BROWSER, pieces, requests
from support.processor import processor_time
from support.service import Service, ask
from support.wire import dial

# Seconds for which an answer is waited for, when it may be that none is owed.
_PATIENCE = 0.05

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
ORDINARY_SITE = "ordinary.example"
"""Where the views of the ordinary client are counted."""


class Hostile(threading.Thread):
    """Sends what chance makes of its seed until the end."""

    def __init__(self, service: Service, seed: str, end: threading.Event) -> None:
        super().__init__(daemon=True)
        self._address = service.address
        self._chance = Random(seed)
        self._end = end
        self.statuses: dict[int, int] = {}
        self.sent = 0
        self.acknowledged = 0  # views that it was told of

    def run(self) -> None:
        """Open one connection after the other."""
        while not self._end.is_set():
            with suppress(ConnectionError), dial(self._address) as connection:
                connection.settimeout(_PATIENCE)
                data = requests(self._chance)
                with suppress(TimeoutError):
                    for each in pieces(self._chance, data):
                        connection.sendall(each)
                if self._chance.random() < 0.7:  # the others leave at once
                    self._read(connection)
            self.sent += 1

    def _read(self, connection: socket.socket) -> None:
        answers = b""
        with suppress(TimeoutError, ConnectionError):
            while data := connection.recv(65536):
                answers += data
        for status in _STATUS.findall(answers):
            self.statuses[int(status)] = self.statuses.get(int(status), 0) + 1
        self.acknowledged += answers.count(b'"status":"counted"')


class Ordinary(threading.Thread):
    """Counts views and looks at pages as one does, and expects the right answers.

    ``longest`` is the most work of the service, in seconds of processor time, that lay
    between a question and its answer.
    """

    def __init__(self, service: Service, end: threading.Event) -> None:
        super().__init__(daemon=True)
        self._service = service
        (self._worker,) = service.workers()
        self._end = end
        self.numbers: list[int] = []
        self.acknowledged = 0
        self.longest = 0.0
        self.failure: str | None = None

    def run(self) -> None:
        """Ask until the end, or until an answer is wrong."""
        connection = self._service.connect()
        try:
            while not self._end.is_set():
                self._ask(connection)
        except Exception as exc:  # pylint: disable=broad-exception-caught
            self.failure = repr(exc)  # a thread's own would be lost
        finally:
            connection.close()

    def _ask(self, connection: HTTPConnection) -> None:
        before = processor_time(self._worker)
        page = ask(connection, "/")
        self.longest = max(self.longest, processor_time(self._worker) - before)
        self.numbers.append(int(page.text.split()[-2]))
        body = json.dumps({"site": ORDINARY_SITE, "path": "/"})
        headers = {"Content-Type": "application/json", "User-Agent": BROWSER}
        connection.request("POST", "/api/v1/views", body, headers)
        answer = json.loads(connection.getresponse().read())
        assert answer["status"] == "counted", answer
        self.acknowledged += 1
        assert answer["site"]["views"] == self.acknowledged, answer
