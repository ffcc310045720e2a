"""A big response belongs to threads, and its slow reader holds up nobody else."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from redis import Redis
from werkzeug.wrappers import Response

from page_tracker.app import Application
from page_tracker.server import sockets
from page_tracker.server.loop import Loop
from page_tracker.server.poller import Poller, Ready
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from support.rules import RULES
from support.waiting import wait_until
from support.wire import dial, has_come, replies

PIECE = b"x" * 65536
PIECES = 800  # 50 MB: more than sockets and Waitress's buffers hold


def big(_environ: Any) -> Response:
    """Answer with more than a slow reader takes in."""
    return Response(iter([PIECE] * PIECES), headers={"Content-Length": "52428800"})


def medium(_environ: Any) -> PlainResponse:
    """Answer at once, with a little more."""
    return PlainResponse("m" * 4096, "text/plain")


def small(_environ: Any) -> PlainResponse:
    """Answer at once."""
    return PlainResponse("small", "text/plain")


@pytest.fixture(name="address")
def fixture_address() -> Iterator[str]:
    """A loop of its own, on a thread, that serves pages of three sizes."""
    router = Router(
        [
            Route("GET", "/big", big),
            Route("GET", "/medium", medium, True),
            Route("GET", "/small", small, True),
        ]
    )
    app = Application(router, Recorder(Redis(), 1, RULES))
    loops: list[Loop] = []
    started = threading.Event()
    settings = Settings(port=0, threads=2, grace_period=0.2)
    with sockets.listening(settings, 1) as (listening,):

        def serve() -> None:
            loops.append(Loop(app, listening, settings))
            started.set()
            loops[0].run()

        thread = threading.Thread(target=serve)
        thread.start()
        started.wait()
        yield sockets.address(listening[0])
        loops[0].stop()
        thread.join()


@pytest.mark.sensitive
def test_a_slow_reader_of_a_big_response_does_not_hold_up_a_fast_client(
    address: str,
) -> None:
    """The fast client is answered while the slow one takes nothing at all."""
    slow, fast = dial(address), dial(address)
    slow.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
    wait_until(lambda: has_come(slow))

    for _ in range(100):
        fast.sendall(b"GET /small HTTP/1.1\r\nHost: a\r\n\r\n")
        assert replies(fast, 1)[0].body == "small"
    received = 0
    while received < PIECES * len(PIECE):
        received += len(slow.recv(1_048_576))

    fast.close()
    slow.close()


@pytest.mark.sensitive
def test_the_loop_does_not_wait_for_a_client_that_is_owed_much(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread does; what is to be answered on the loop then comes on top.

    Nor does the loop turn while the thread sends: each would wait for the other.
    """
    count, turns, poll = 200, [0], Poller.poll

    def counted(waiting: Poller, seconds: float) -> Ready:
        turns[0] += 1
        return poll(waiting, seconds)

    monkeypatch.setattr(Poller, "poll", counted)
    with closing(dial(address)) as slow:
        slow.sendall(b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
        slow.sendall(b"GET /medium HTTP/1.1\r\nHost: a\r\n\r\n" * count)
        left = PIECES * len(PIECE) + 4096 * count

        while left:
            # As much at a time, in however small pieces it comes.
            left -= len(slow.recv(min(left, 262_144), socket.MSG_WAITALL))
            time.sleep(0.01)

    assert turns[0] < 20 * PIECES
    with closing(dial(address)) as other:
        other.sendall(b"GET /small HTTP/1.1\r\nHost: a\r\n\r\n")
        assert replies(other, 1)[0].body == "small"
