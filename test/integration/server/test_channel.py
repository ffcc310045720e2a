"""A channel that fails is closed, and tells nothing of its client."""

import errno
import socket
from types import SimpleNamespace

import pytest
from waitress.adjustments import Adjustments

from page_tracker.server.channel import Channel
from page_tracker.server.parser import Parser
from page_tracker.server.poll import SocketMap


def test_a_failure_is_logged_without_the_address(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What went wrong may be in the log; whose request it was never is."""

    def fail(_parser: Parser, _data: bytes) -> int:
        raise ValueError("this is ours")

    monkeypatch.setattr(Parser, "received", fail)
    ours, theirs = socket.socketpair()
    sockets, server = SocketMap(), SimpleNamespace(active_channels={})
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
    """Also where it is not the client who has gone."""

    def fail(_channel: Channel, _data: bytes, **_options: bool) -> int:
        raise OSError(errno.ENOBUFS, "no room")

    monkeypatch.setattr(Channel, "send", fail)
    ours, theirs = socket.socketpair()
    sockets = SocketMap()
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
