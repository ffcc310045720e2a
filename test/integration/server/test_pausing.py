"""A request that takes long on the loop lets others go on in between."""

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from redis import Redis

from page_tracker.app import Application
from page_tracker.server import sockets, turn
from page_tracker.server.loop import Loop
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from support.rules import RULES
from support.wire import dial, replies


class Work:
    """Endpoints: one works until another has been asked often enough."""

    def __init__(self) -> None:
        self.steps = self.asked = 0
        self.enough = 1

    def long(self, environ: Any) -> PlainResponse:
        """Work in steps, and pause after each."""
        while self.asked < self.enough:
            self.steps += 1
            environ["page_tracker.pause"]()
        return PlainResponse("long", "text/plain")

    def short(self, _environ: Any) -> PlainResponse:
        """Answer at once."""
        self.asked += 1
        return PlainResponse("short", "text/plain")


@pytest.fixture(name="work")
def fixture_work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Work of which each step is long enough for a pause."""
    monkeypatch.setattr(turn, "MAX_HOLD_S", 0.0)
    return Work()


@pytest.fixture(name="address")
def fixture_address(work: Work) -> Iterator[str]:
    """A loop on a thread, which does the work."""
    router = Router(
        [
            Route("GET", "/long", work.long, True),
            Route("GET", "/aside", work.long),
            Route("GET", "/short", work.short, True),
        ]
    )
    app = Application(router, Recorder(Redis(), 1, RULES))
    settings = Settings(port=0, grace_period=30)
    loops: list[Loop] = []
    started = threading.Event()
    with sockets.listening(settings, 1) as (listening,):

        def serve() -> None:
            loops.append(Loop(app, listening, settings))
            started.set()
            loops[0].run()

        thread = threading.Thread(target=serve)
        thread.start()
        started.wait(10)
        yield sockets.address(listening[0])
        loops[0].stop()
        thread.join()


def request(path: str) -> bytes:
    """Return a request as it is sent."""
    return b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path.encode()


@pytest.mark.parametrize(
    "path", ["/long", "/aside"], ids=["on the loop", "in a thread"]
)
def test_requests_are_answered_while_others_take_long(
    work: Work, address: str, path: str
) -> None:
    """Other requests are answered while one pauses; on a thread, a pause is nothing."""
    work.enough = 20
    with closing(dial(address, timeout=30)) as long, closing(dial(address)) as short:
        long.sendall(request(path))
        for _ in range(work.enough):
            short.sendall(request("/short"))
            assert replies(short, 1)[0].body == "short"

        (answer,) = replies(long, 1)

    assert answer.body == "long"


def test_requests_that_take_long_go_on_in_turns(work: Work, address: str) -> None:
    """Long requests take turns, and all of them finish."""
    work.enough = 1
    with closing(dial(address)) as short:
        long = [dial(address, timeout=30) for _ in range(5)]
        for each in long:
            each.sendall(request("/long"))
        short.sendall(request("/short"))

        answers = [replies(each, 1)[0].body for each in long]
        for each in long:
            each.close()

    assert answers == ["long"] * 5


def test_a_stop_waits_for_a_request_that_has_paused(work: Work, address: str) -> None:
    """A stop waits for a request that has paused."""
    with closing(dial(address, timeout=30)) as long, closing(dial(address)) as short:
        short.sendall(request("/short"))
        work.enough = 2
        replies(short, 1)
        long.sendall(request("/long"))
        while not work.steps:
            pass
        short.sendall(request("/short"))

        (answer,) = replies(long, 1)

    assert answer.body == "long"
