"""A channel that fails is closed, and tells nothing of its client."""

import errno
import socket
import threading
from types import SimpleNamespace

import pytest
from waitress.adjustments import Adjustments

from page_tracker.server.channel import Channel
from page_tracker.server.limits import adjustments
from page_tracker.server.parser import Parser
from page_tracker.server.poller import Poller
from page_tracker.settings import Settings


def test_a_failure_is_logged_without_the_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure is logged without the client's address."""

    def fail(_parser: Parser, _data: bytes) -> int:
        raise ValueError("this is ours")

    monkeypatch.setattr(Parser, "received", fail)
    ours, theirs = socket.socketpair()
    sockets, server = Poller(), SimpleNamespace(active_channels={})
    Channel(server, ours, ("192.0.2.1", 4321), Adjustments(), map=sockets)
    theirs.send(b"GET")

    for each in sockets.poll(5):
        sockets.handle(*each)

    assert theirs.recv(1) == b""
    theirs.close()
    assert "this is ours" in caplog.text
    assert "192.0.2.1" not in caplog.text and "4321" not in caplog.text
    assert not sockets and not server.active_channels


def test_a_channel_that_cannot_send_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel that cannot send is closed, also if the client is still there."""

    def fail(_channel: Channel, _data: bytes, **_options: bool) -> int:
        raise OSError(errno.ENOBUFS, "no room")

    monkeypatch.setattr(Channel, "send", fail)
    ours, theirs = socket.socketpair()
    sockets = Poller()
    server = SimpleNamespace(
        active_channels={}, is_loop=lambda: True, pull_trigger=lambda: None
    )
    channel = Channel(server, ours, ("192.0.2.1", 1), Adjustments(), map=sockets)
    channel.write_soon(b"an answer")

    channel.flush_now()
    for each in sockets.poll(5):
        sockets.handle(*each)

    assert theirs.recv(1) == b""
    theirs.close()
    assert not sockets and not server.active_channels


def test_the_loop_leaves_an_answer_to_the_thread_that_is_adding_to_it() -> None:
    """The loop waits only briefly for a thread that is adding to the response."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    server = SimpleNamespace(active_channels={}, is_loop=lambda: True)
    limits = adjustments(Settings())
    channel = Channel(server, ours, ("192.0.2.1", 1), limits, map=Poller())
    channel.write_soon(b"an answer")
    adds, has_added = threading.Event(), threading.Event()

    def add() -> None:
        with channel.outbuf_lock:
            adds.set()
            has_added.wait(10)

    thread = threading.Thread(target=add)
    thread.start()
    adds.wait(10)

    channel.handle_write()
    with pytest.raises(BlockingIOError):
        theirs.recv(100)
    has_added.set()
    thread.join()
    channel.handle_write()

    assert theirs.recv(100) == b"an answer"
    channel.handle_close()
    theirs.close()


@pytest.mark.parametrize("closing", ["will_close", "close_when_flushed"])
def test_what_comes_behind_the_last_request_of_a_connection_is_not_parsed(
    closing: str,
) -> None:
    """A connection that is about to be closed serves nothing more."""
    ours, theirs = socket.socketpair()
    sockets, server = Poller(), SimpleNamespace(active_channels={})
    channel = Channel(server, ours, ("192.0.2.1", 1), Adjustments(), map=sockets)
    setattr(channel, closing, True)

    channel.received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    left = channel.unparsed

    channel.handle_close()
    theirs.close()
    assert left == b""
    assert not channel.requests
