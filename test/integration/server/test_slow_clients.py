"""Slow clients, on purpose or not, keep no place for ever and nobody waiting."""

import socket
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from support.crowd import crowd
from support.service import Service, Start, ask
from support.valkey import Valkey
from support.wire import (
    GET,
    HEALTH,
    SCRIPT,
    STATIC,
    dial,
    dial_from_afar,
    replies,
    to_the_end,
)

HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"

EITHER_WAY = pytest.mark.parametrize(
    "request_", [SCRIPT, STATIC], ids=["on the loop", "on a thread"]
)


@pytest.fixture(name="service")
def fixture_service(serve: Start, valkey: Valkey) -> Service:
    """One that waits a second for a request, and for a client that reads it."""
    return serve(valkey.url, request_timeout="1")


def test_a_request_that_does_not_come_to_its_end_is_refused(service: Service) -> None:
    """An incomplete request is refused in time, whatever part of it was sent."""
    begun = [
        b"GE",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"GET /\r\n",  # which never was a head
        HEAD + b"Content-Length: 9\r\n\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        HEAD + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    ]
    with crowd(service, len(begun)) as clients:
        for connection, part in zip(clients.connections, begun, strict=True):
            connection.sendall(part)

        answers = [to_the_end(each) for each in clients.connections]

    assert answers[-1].startswith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 408 ")
    assert all(each.startswith("HTTP/1.1 408 ") for each in answers[:-1])


def test_a_request_that_drips_is_refused_in_time(service: Service) -> None:
    """A request that arrives byte by byte is refused in time."""
    with dial(service.address, timeout=0.05) as connection:
        answer = b""

        for byte in HEAD + b"X: " + b"x" * 1000:
            try:
                answer = connection.recv(65536)
                break
            except TimeoutError:
                connection.sendall(bytes([byte]))

    assert answer.startswith(b"HTTP/1.1 408 ")


@EITHER_WAY
def test_a_client_that_takes_no_answers_is_closed(
    service: Service, request_: bytes
) -> None:
    """A client that reads no responses is closed."""
    with dial(service.address, timeout=20) as connection:
        with pytest.raises(ConnectionError):
            while True:
                connection.sendall(request_ * 100)


@EITHER_WAY
def test_a_client_that_takes_answers_in_drips_is_closed(
    service: Service, request_: bytes
) -> None:
    """A client that reads below the minimum rate is closed."""
    with dial(service.address, timeout=0.05) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with pytest.raises(TimeoutError):
            while True:
                connection.sendall(request_ * 100)

        connection.settimeout(20)
        with pytest.raises(ConnectionError):
            while connection.recv(50):
                time.sleep(0.02)


@EITHER_WAY
@pytest.mark.sensitive
def test_clients_that_take_their_answers_slowly_but_surely_get_them_all(
    serve: Start, valkey: Valkey, request_: bytes
) -> None:
    """Clients that read slowly but above the minimum rate get all responses."""
    service = serve(valkey.url, request_timeout="6")
    last = request_.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with ExitStack() as stack:
        reading = [
            stack.enter_context(dial_from_afar(service.address)) for _ in range(10)
        ]
        for each in reading:
            each.sendall(request_ * 999 + last)
        received, began = {each: bytearray() for each in reading}, time.monotonic()
        while reading:
            taken = {each: each.recv(16_384) for each in reading}
            for each in reading:
                received[each] += taken[each]
            reading = [each for each in reading if taken[each]]
            time.sleep(0.05 if time.monotonic() < began + 8 else 0)

    answers = [each.count(b"HTTP/1.1 200 OK") for each in received.values()]
    assert answers == [1000] * 10


def test_requests_that_wait_for_the_store_are_not_the_clients_fault(
    serve: Start, own_valkey: Valkey
) -> None:
    """A request that waits for the store is never timed out."""
    service = serve(own_valkey.url, request_timeout="1", redis_timeout="20")
    service.get("/")
    own_valkey.freeze()
    with crowd(service, 20, GET) as clients:
        time.sleep(3)
        own_valkey.thaw()
        answers = [replies(each, 1)[0].status for each in clients.connections]

    assert answers == [200] * 20


def test_when_there_is_no_room_the_slowest_make_some(
    serve: Start, valkey: Valkey
) -> None:
    """When there is no room, the slowest connections are closed."""
    service = serve(valkey.url, connection_limit="16")
    with crowd(service, 7), crowd(service, 7, b"GET / HT"), crowd(service, 2, HEALTH):
        time.sleep(2)  # so that they have been seen to be slow

        answers = [service.get("/healthz").status for _ in range(20)]

    assert answers == [200] * 20
    assert service.wait_for("closed slow connections to make room")["n"] == 1


def test_busy_connections_are_closed_before_idle_ones(
    serve: Start, valkey: Valkey
) -> None:
    """An idle client was served before; one that drips may never ask for anything."""
    service = serve(valkey.url, connection_limit="16")
    with crowd(service, 1, HEALTH) as idle, crowd(service, 13, b"GET") as slow:
        replies(idle.connections[0], 1)
        for _ in range(4):
            time.sleep(0.5)
            slow.send(b"X")

        for _ in range(10):
            service.get("/healthz")
        idle.send(HEALTH)
        (answer,) = replies(idle.connections[0], 1)

    assert answer.status == 200


def test_when_all_wait_for_the_store_none_is_closed(
    serve: Start, own_valkey: Valkey
) -> None:
    """When all connections wait for the store, none is closed to make room."""
    service = serve(own_valkey.url, connection_limit="16", redis_timeout="20")
    service.get("/")
    own_valkey.freeze()
    last = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with crowd(service, 20, last) as clients:
        time.sleep(2.5)
        own_valkey.thaw()
        answers = [to_the_end(each)[:15] for each in clients.connections]

    assert answers == ["HTTP/1.1 200 OK"] * 20
    assert not [entry for entry in service.logs() if entry["level"] == "warning"]


@pytest.mark.timeout(180)  # four thousand connections
def test_thousands_of_slow_clients_do_not_slow_the_others_down(
    serve: Start, valkey: Valkey
) -> None:
    """Thousands of slow clients add no processor time to another's request."""
    service = serve(valkey.url, request_timeout="100")
    with closing(service.connect()) as normal:
        normal.timeout = 60
        alone = work_for(normal, service)
        half = HEAD + b"Content-Length: 60000\r\n\r\n"
        with crowd(service, 2000, half) as senders, crowd(service, 2000, SCRIPT):
            senders.send(b"x")
            ask(normal)  # when the crowd has been heard
            among_many = work_for(normal, service)

    assert among_many < 3 * alone, (among_many, alone)


def work_for(client: HTTPConnection, service: Service) -> int:
    """Return the nanoseconds of work that the worker has with some requests."""
    ask(client)
    schedule = Path(f"/proc/{service.workers()[0]}/schedstat")
    before = int(schedule.read_text("utf-8").split()[0])
    for _ in range(300):
        ask(client)
    return int(schedule.read_text("utf-8").split()[0]) - before
