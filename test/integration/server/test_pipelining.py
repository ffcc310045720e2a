"""Requests that are sent before others are answered make the service hold little."""

import socket
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from page_tracker.server.channel import Channel
from page_tracker.server.limits import adjustments
from page_tracker.server.pipeline import MAX_UNSENT_BYTES
from page_tracker.server.poller import Poller
from page_tracker.settings import Settings
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until
from support.wire import (
    GET,
    HEALTH,
    SCRIPT,
    dial,
    dial_from_afar,
    replies,
    to_the_end,
)

# Of 46 bytes, with an answer of 43 KB.
DESCRIPTION = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
MEGABYTE = 1024  # in the kilobytes of /proc


def memory(service: Service, name: str) -> int:
    """Return a number of the worker's memory in kilobytes: VmRSS, or its peak VmHWM."""
    (worker,) = service.workers()
    lines = Path(f"/proc/{worker}/status").read_text("utf-8").splitlines()
    (found,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(found.split()[1])


def closing_last(request: bytes, count: int) -> bytes:
    """Return so many requests, of which the last one closes the connection."""
    last = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    return request * (count - 1) + last


@pytest.mark.parametrize(
    ("request_", "count", "crowd", "megabytes"),
    [
        pytest.param(SCRIPT, 220, 40, (10, 8), id="small answers, on the loop"),
        pytest.param(DESCRIPTION, 40, 100, (28, 20), id="large answers, on threads"),
    ],
)
def test_clients_that_read_nothing_cost_few_megabytes_and_only_while_they_are_here(
    serve: Start,
    valkey: Valkey,
    request_: bytes,
    *,
    count: int,
    crowd: int,
    megabytes: tuple[int, int],
) -> None:
    """Answers are made as they are read; all come, and then the memory is free again.

    While one client reads, the others do not. Together they ask for up to 170 MB.
    """
    service = serve(valkey.url, request_timeout="600")
    asking = closing_last(request_, count)
    with closing(dial(service.address)) as first:
        first.sendall(request_)
        replies(first, 1)
    before = memory(service, "VmRSS")

    with ExitStack() as stack:
        clients = [
            stack.enter_context(dial_from_afar(service.address)) for _ in range(crowd)
        ]
        for client in clients:
            client.sendall(asking)
        answers = [to_the_end(client) for client in clients]

    assert [answer.count("HTTP/1.1 200 OK") for answer in answers] == [count] * crowd
    assert memory(service, "VmHWM") - before < megabytes[0] * MEGABYTE
    wait_until(lambda: memory(service, "VmRSS") - before < megabytes[1] * MEGABYTE)


def test_requests_that_wait_for_another_are_not_parsed_yet() -> None:
    """Requests behind another one are kept as bytes, and not parsed yet."""
    ours, theirs = socket.socketpair()
    queued: list[Channel] = []
    server = SimpleNamespace(active_channels={}, add_task=queued.append)
    limits = adjustments(Settings())
    channel = Channel(server, ours, ("192.0.2.1", 1), limits, map=Poller())

    channel.received(GET * 200)

    assert queued == [channel]
    assert len(channel.requests) == 1
    assert channel.unparsed == GET * 199
    assert not channel.readable()
    theirs.close()
    channel.handle_close()


def test_a_request_waits_for_the_answers_before_it_to_be_sent() -> None:
    """A request is parsed once the client has read enough earlier responses."""
    ours, theirs = socket.socketpair()
    queued: list[Channel] = []
    server = SimpleNamespace(
        active_channels={},
        add_task=queued.append,
        is_loop=lambda: True,
        pull_trigger=lambda: None,
    )
    limits = adjustments(Settings())
    channel = Channel(server, ours, ("192.0.2.1", 1), limits, map=Poller())
    channel.received(GET + HEALTH)
    answered = channel.requests.pop()
    channel.write_soon(b"x" * (MAX_UNSENT_BYTES + 1_000_000))
    channel.flush_now()
    waiting = list(channel.requests)

    while not channel.requests:
        assert theirs.recv(65_536)
        channel.handle_write()

    assert not waiting
    assert queued == [channel, channel]
    assert answered.path == "/" and channel.requests[0].path == "/healthz"
    assert channel.total_outbufs_len < MAX_UNSENT_BYTES
    theirs.close()
    channel.handle_close()


def test_a_channel_that_is_closed_keeps_nothing_of_its_client() -> None:
    """A closed channel frees its buffers, even if a thread still refers to it."""
    ours, theirs = socket.socketpair()
    server = SimpleNamespace(
        active_channels={}, add_task=lambda _: None, is_loop=lambda: True
    )
    limits = adjustments(Settings())
    channel = Channel(server, ours, ("192.0.2.1", 1), limits, map=Poller())
    channel.received(GET + HEALTH)
    channel.write_soon(b"x" * 4096)

    channel.handle_close()
    channel.adjust()

    assert not channel.unparsed
    assert not any(map(len, channel.outbufs))
    theirs.close()


def test_requests_behind_the_one_that_closes_the_connection_are_not_served(
    serve: Start, valkey: Valkey
) -> None:
    """An answer that announces the end is the last."""
    service = serve(valkey.url)
    with closing(dial(service.address)) as connection:
        connection.sendall(closing_last(GET, 2) + GET * 3)

        answers = to_the_end(connection)

    assert answers.count("HTTP/1.1 200 OK") == 2
    assert service.get("/").text == "This page has been seen 3 times."
