"""The loop serves HTTP right at speed: real sockets, a real process, a real store."""

import re
import signal
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from support.crowd import crowd
from support.processor import stopped
from support.proxy import Proxy, batches_through
from support.service import Service, Start, ask
from support.valkey import Valkey
from support.waiting import PATIENCE
from support.wire import (
    GET,
    HEALTH,
    SCRIPT,
    STATIC,
    dial,
    replies,
    to_the_end,
    wait_for_arrival,
)

OLD, NEW = b"GET / HTTP/1.0\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n"
# What an answer says of its connection; nothing for one of HTTP/1.1 that stays open.
CLOSE, KEEP_ALIVE = "Connection: close", "Connection: Keep-Alive"


@pytest.fixture(name="service")
def fixture_service(serve: Start, valkey: Valkey) -> Service:
    """One worker in front of the shared store, for which it waits long."""
    limits = {"max_body_bytes": "2048", "max_header_bytes": "2048"}
    return serve(valkey.url, redis_timeout=str(PATIENCE), **limits)


# A service that waits in place until the store has answered, however long that takes.
# By itself it lets the next batches gather after five milliseconds.
WAITING = f"""
from page_tracker.storage.recording import group_commit
group_commit.PATIENCE = {PATIENCE}
from page_tracker.cli.main import main
raise SystemExit(main([]))
"""


@pytest.fixture(name="waiting")
def fixture_waiting(proxy: Proxy, tmp_path: Path) -> Iterator[Service]:
    """A service that waits for each batch, with its store behind the proxy."""
    service = Service(tmp_path, proxy.url, redis_timeout=str(PATIENCE))
    service.program = ("-c", WAITING)
    yield service.start()
    service.stop()


def number_in(text: str) -> int:
    """Return the number that a page says."""
    found = re.fullmatch(r"This page has been seen (\d+) times\.", text)
    assert found, text
    return int(found[1])


def test_under_many_connections_every_view_gets_a_number_of_its_own(
    service: Service, client: Redis
) -> None:
    """The numbers answered are exactly those counted: none missing, none twice."""
    connections, views = 64, 25

    def browse(_: int) -> list[int]:
        connection = service.connect()
        numbers = [number_in(ask(connection).text) for _ in range(views)]
        connection.close()
        return numbers

    with ThreadPoolExecutor(connections) as pool:
        answered = [
            number for some in pool.map(browse, range(connections)) for number in some
        ]

    assert sorted(answered) == list(range(1, connections * views + 1))
    assert client.get("page_views") == str(connections * views)


@pytest.mark.sensitive
def test_views_that_wait_together_share_a_round_trip(
    serve: Start, valkey: Valkey, proxy: Proxy
) -> None:
    """A batch grows while the store is slow; nobody pays for a trip alone."""
    service = serve(proxy.url, redis_timeout=str(PATIENCE))
    service.get("/")
    trips = batches_through(proxy, b"{page_views}")
    valkey.freeze()

    with crowd(service, 1, GET) as first:
        service.catch_up(*first.connections)  # the first batch is under way
        with crowd(service, 20, GET) as others:
            service.catch_up(*others.connections)
            valkey.thaw()
            connections = first.connections + others.connections
            numbers = [number_in(replies(each, 1)[0].body) for each in connections]

    assert sorted(numbers) == list(range(2, 23))
    assert len(trips) == 2


@pytest.mark.sensitive
@pytest.mark.parametrize(
    ("clients", "trips"),
    [
        # The loop may be woken at the same moment: eight sockets are one batch.
        pytest.param(6, 1, id="few go together"),
        pytest.param(40, 2, id="else the store has one half while the other is served"),
        pytest.param(100, 4, id="of a crowd there are more parts"),
    ],
)
def test_simultaneous_requests_share_a_few_round_trips(
    waiting: Service, proxy: Proxy, clients: int, trips: int
) -> None:
    """Simultaneous requests share a few round trips, so that store and loop overlap."""
    waiting.get("/")
    batches = batches_through(proxy, b"{page_views}")
    with crowd(waiting, clients, HEALTH) as callers:
        for each in callers.connections:
            replies(each, 1)

        with stopped(waiting.workers()[0]):
            callers.send(GET)
            wait_for_arrival(*callers.connections)
        numbers = [number_in(replies(each, 1)[0].body) for each in callers.connections]

    assert sorted(numbers) == list(range(2, clients + 2))
    assert len(batches) == trips


def test_pipelined_requests_are_answered_in_order(service: Service) -> None:
    """Inline and threaded routes on one connection keep their places."""
    ready = b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
    missing = b"GET /none HTTP/1.1\r\nHost: a\r\n\r\n"
    connection = dial(service.address)

    connection.sendall(GET + ready + GET + missing + HEALTH + GET)
    found = replies(connection, 6)

    connection.close()
    assert [reply.status for reply in found] == [200, 200, 200, 404, 200, 200]
    assert [number_in(found[place].body) for place in (0, 2, 5)] == [1, 2, 3]


def test_clients_that_hang_up_on_a_thread_leave_the_loop_alone(
    service: Service,
) -> None:
    """The thread finds out as it asks for the body of the request that follows."""
    service.get("/healthz")
    workers = service.workers()
    body = b"POST /api/v1/views HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"

    for number in range(600):
        with dial(service.address) as connection:
            reset = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            connection.sendall(STATIC + body + b"Expect: 100-continue\r\n\r\n")
            time.sleep(number % 8 * 0.0002)

    assert service.get("/healthz").status == 200
    assert service.workers() == workers


@pytest.mark.parametrize("first", [SCRIPT, STATIC], ids=["on the loop", "on a thread"])
def test_an_answer_does_not_wait_for_the_next_request_on_its_connection(
    serve: Start, own_valkey: Valkey, first: bytes
) -> None:
    """A response is sent when it is ready, however long the next request takes."""
    service = serve(own_valkey.url, redis_timeout=str(PATIENCE))
    own_valkey.freeze()
    with dial(service.address) as connection:
        connection.sendall(first + GET)

        (script,) = replies(connection, 1)
        own_valkey.thaw()
        (counted,) = replies(connection, 1)

    assert "text/javascript" in script.head
    assert number_in(counted.body) == 1


@pytest.mark.parametrize(
    ("line", "options", "header"),
    [
        pytest.param(OLD, b"", CLOSE, id="1.0"),
        pytest.param(OLD, b"Connection: keep-alive", KEEP_ALIVE, id="1.0, kept"),
        pytest.param(OLD, b"connection: Keep-Alive, TE", KEEP_ALIVE, id="1.0, in caps"),
        pytest.param(OLD, b"Connection: te , keep-alive", KEEP_ALIVE, id="1.0, last"),
        pytest.param(OLD, b"Connection: te", CLOSE, id="1.0, another option"),
        pytest.param(OLD, b"Connection: keep-alive, close", CLOSE, id="1.0, both"),
        pytest.param(NEW, b"", "", id="1.1"),
        pytest.param(NEW, b"Connection: close", CLOSE, id="1.1, closed"),
        pytest.param(NEW, b"Connection: te, close", CLOSE, id="1.1, last"),
        pytest.param(NEW, b"Connection: ,\tCLOSE\t,te", CLOSE, id="1.1, in caps"),
        pytest.param(
            NEW, b"Connection: te\r\nConnection: close", CLOSE, id="1.1, two fields"
        ),
        pytest.param(NEW, b"Connection: keep-alive, te", "", id="1.1, kept"),
        pytest.param(NEW, b"Connection: closed, not-close", "", id="1.1, like it"),
        pytest.param(NEW, b"Connection:", "", id="1.1, no option"),
    ],
)
def test_a_connection_stays_open_as_its_request_says(
    service: Service, line: bytes, options: bytes, header: str
) -> None:
    """Options are tokens in any case, in any field of both versions of HTTP."""
    connection = dial(service.address)

    connection.sendall(line + options + b"\r\n" * (2 if options else 1))
    (first,) = replies(connection, 1)

    assert (first.status, number_in(first.body)) == (200, 1)
    assert re.findall(r"Connection: [^\r]*", first.head) == [header][: bool(header)]
    if header == CLOSE:
        assert to_the_end(connection) == ""
    else:
        connection.sendall(HEALTH)
        assert replies(connection, 1)[0].status == 200
    connection.close()


def test_head_has_the_length_of_a_body_and_no_body(service: Service) -> None:
    """The response to HEAD has the length of a body but no body."""
    connection = dial(service.address)

    connection.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    head = connection.recv(65536).decode()
    connection.sendall(HEALTH)
    (after,) = replies(connection, 1)

    connection.close()
    assert head.startswith("HTTP/1.1 200 OK") and head.endswith("\r\n\r\n")
    assert "Content-Length: 16" in head
    assert after.body == '{"status": "ok"}'


def test_a_body_split_over_packets_is_read_to_its_end(service: Service) -> None:
    """The next request on the connection begins where the body ended."""
    connection = dial(service.address)

    connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Le")
    service.catch_up(connection)
    connection.sendall(b"ngth: 6\r\n\r\nabc")
    service.catch_up(connection)
    connection.sendall(b"def" + HEALTH)
    found = replies(connection, 2)

    connection.close()
    assert [reply.status for reply in found] == [200, 200]


def test_a_client_that_expects_it_is_told_to_continue(service: Service) -> None:
    """The body is asked for, and the answer comes after it."""
    connection = dial(service.address)

    expecting = b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + expecting)
    interim = connection.recv(65536)
    connection.sendall(b"abc")
    (answer,) = replies(connection, 1)

    connection.close()
    assert interim == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.status == 200


def test_a_body_of_exactly_the_limit_is_taken(service: Service) -> None:
    """The limit is the largest that is allowed, not the first that is not."""
    head, body = b"GET / HTTP/1.1\r\nHost: a\r\n", b"x" * 2048
    connection = dial(service.address)

    connection.sendall(head + b"Content-Length: 2048\r\n\r\n" + body)
    connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
    connection.sendall(b"800\r\n" + body + b"\r\n0\r\n\r\n")
    answers = replies(connection, 2)

    connection.close()
    assert [answer.status for answer in answers] == [200, 200]


def test_clients_that_go_away_in_the_middle_leave_no_trace(service: Service) -> None:
    """Half a request, or no wait for the answer: nobody else notices."""
    for sent in (b"GET / HT", GET, GET + GET):
        for _ in range(20):
            connection = dial(service.address)
            connection.sendall(sent)
            connection.close()

    answer = service.get("/healthz")

    assert answer.status == 200
    assert [entry for entry in service.logs() if entry["level"] != "info"] == []


def test_a_client_that_never_reads_does_not_hold_up_another(service: Service) -> None:
    """The answers to a flood of requests wait in bounded buffers."""
    slow = dial(service.address, timeout=0.2)
    with pytest.raises(TimeoutError):
        while True:
            slow.sendall(GET * 100)

    answers = [service.get("/healthz").status for _ in range(20)]

    slow.close()
    assert answers == [200] * 20


@pytest.mark.sensitive
def test_a_crowd_of_callers_is_served_when_a_slow_store_answers(
    serve: Start, own_valkey: Valkey
) -> None:
    """More callers than one turn accepts are served when a slow store answers."""
    service = serve(own_valkey.url, redis_timeout=str(PATIENCE))
    own_valkey.freeze()

    with crowd(service, 700, GET) as callers:
        service.catch_up(*callers.connections)
        own_valkey.thaw()
        numbers = [number_in(replies(each, 1)[0].body) for each in callers.connections]

    assert sorted(numbers) == list(range(1, 701))


def test_connections_over_the_limit_wait_until_others_are_closed(
    serve: Start, valkey: Valkey
) -> None:
    """Connections over the limit wait until others are closed."""
    service = serve(valkey.url, connection_limit="16")
    last = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

    with crowd(service, 40, last) as callers:
        answers = [to_the_end(each) for each in callers.connections]

    assert all(answer.startswith("HTTP/1.1 200 OK") for answer in answers)


def test_an_idle_connection_is_closed_after_its_time(
    serve: Start, valkey: Valkey
) -> None:
    """A client that says nothing does not keep a place for ever."""
    service = serve(valkey.url, channel_timeout="1")
    idle = dial(service.address)

    idle.sendall(HEALTH)
    replies(idle, 1)

    assert to_the_end(idle) == ""
    idle.close()


def test_many_kinds_of_answers_in_a_second_are_all_right(service: Service) -> None:
    """The cache of heads is bounded, and many kinds of responses never mix."""
    connection = dial(service.address)
    for place in range(300):
        other = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: x%d\r\n\r\n" % place

        connection.sendall(other + GET)
        health, view = replies(connection, 2)

        assert (health.status, health.body) == (200, '{"status": "ok"}')
        assert number_in(view.body) == place + 1
        assert "application/json" in health.head and "text/html" in view.head
    connection.close()


def test_a_service_on_a_socket_file_serves_like_any_other(
    serve: Start, valkey: Valkey, tmp_path: Path
) -> None:
    """A reverse proxy on the same machine needs no port."""
    path = tmp_path / "web.sock"
    service = serve(valkey.url, unix_socket=str(path))

    connection = dial(service.address)
    connection.sendall(GET)
    (answer,) = replies(connection, 1)
    mode = path.stat().st_mode & 0o777
    connection.close()
    service.send(signal.SIGTERM)

    assert number_in(answer.body) == 1
    assert mode == 0o600
    assert service.wait() == 0
    assert not path.exists()
