"""Reading reports as clients do."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from support.waiting import wait_until

from .errors import NotMeasured
from .port import HOST, free_port
from .readers import Readers, read


class Reports(BaseHTTPRequestHandler):
    """Answers ``/report``, and nothing else."""

    def do_GET(self) -> None:  # pylint: disable=invalid-name  # the base class's
        """Answer 200 or 404."""
        self.send_response(200 if self.path == "/report" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(name="port")
def start_service() -> Iterator[int]:
    """Serve reports on a free port."""
    with ThreadingHTTPServer((HOST, 0), Reports) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_report_takes_its_time(port: int) -> None:
    """Reading says how long it took."""
    assert 0 < read(port, "/report") < 10


def test_an_error_is_not_taken_for_a_report(port: int) -> None:
    """What is not answered with 200 was not measured."""
    with pytest.raises(NotMeasured, match="/nothing was answered 404"):
        read(port, "/nothing")


def test_no_answer_is_not_taken_for_a_report() -> None:
    """A service that is not there raises, too."""
    with pytest.raises(NotMeasured, match="/report was not answered"):
        read(free_port(), "/report")


def test_readers_count_what_they_get_and_what_not(port: int) -> None:
    """Readers count reports and errors separately, until they are stopped."""
    with Readers(port, ["/report", "/nothing"], count=2) as readers:
        wait_until(lambda: readers.read > 0 and readers.failed > 0)
    counts = readers.read, readers.failed
    time.sleep(0.05)

    assert min(counts) > 0
    assert readers.rate > 0
    assert (readers.read, readers.failed) == counts
