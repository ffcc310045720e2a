"""A task renders each head once, and remembers few of them."""

from types import SimpleNamespace

import pytest

from page_tracker.server import response as module
from page_tracker.server.response import Task


def head(length: int) -> bytes:
    """Render the head of an answer with a body of so many bytes."""
    request = SimpleNamespace(
        headers={}, version="1.1", command="GET", error=None, connection_close=False
    )
    adj = SimpleNamespace(ident=None)
    channel = SimpleNamespace(adj=adj, server=SimpleNamespace(adj=adj))
    task = Task(channel, request)
    task.status, task.content_length = "200 OK", length
    task.response_headers = [("Content-Length", str(length))]
    task.start_time = 1_795_000_000.0
    return task.build_response_header()


def test_few_heads_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strangers can ask for answers of any number of lengths."""
    remembered: dict[tuple[object, ...], bytes] = {}
    monkeypatch.setattr(module, "_heads", remembered)
    monkeypatch.setattr(module, "_MAX_HEADS", 2)

    heads = [head(length) for length in (1, 2, 3, 3)]

    assert len(remembered) == 1
    assert heads[2] == heads[3] != heads[1]
