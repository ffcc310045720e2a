"""A stop lets what is in flight finish, and comes to its end."""

import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from support.crowd import crowd
from support.processor import stopped
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import PATIENCE
from support.wire import (
    GET,
    HEALTH,
    dial,
    dial_from_afar,
    replies,
    to_the_end,
    wait_for_arrival,
)


def test_a_stop_does_not_wait_for_a_store_beyond_the_grace_period(
    serve: Start, own_valkey: Valkey
) -> None:
    """A request that cannot be answered in time is given up."""
    service = serve(own_valkey.url, redis_timeout="30", grace_period="0.2")
    service.get("/healthz")  # so that there is a worker to be told
    waiting = dial(service.address)
    own_valkey.freeze()
    waiting.sendall(GET)
    service.catch_up(waiting)

    service.send(signal.SIGTERM)

    assert to_the_end(waiting) == ""
    assert service.wait() == 0
    waiting.close()


@pytest.mark.sensitive
def test_a_stop_finishes_the_requests_in_flight(
    serve: Start, own_valkey: Valkey
) -> None:
    """SIGTERM closes what is idle, waits for what is not, and exits with 0."""
    patience = str(PATIENCE)
    service = serve(own_valkey.url, redis_timeout=patience, grace_period=patience)
    idle, busy = dial(service.address), dial(service.address)
    idle.sendall(HEALTH)
    replies(idle, 1)
    own_valkey.freeze()

    busy.sendall(GET)
    service.catch_up(busy)
    service.send(signal.SIGTERM)
    closed = to_the_end(idle)
    own_valkey.thaw()
    answer = to_the_end(busy)

    assert closed == ""
    assert answer.endswith("This page has been seen 1 times.")
    assert "Connection: close" in answer
    assert service.wait() == 0
    idle.close()
    busy.close()


@pytest.mark.parametrize(
    ("count", "asked_before"),
    [
        pytest.param(300, False, id="new connections"),
        pytest.param(1500, True, id="connections that are kept"),
    ],
)
def test_a_stop_answers_every_earlier_request(
    serve: Start, valkey: Valkey, count: int, asked_before: bool
) -> None:
    """Every request sent before a stop is answered, however many there are."""
    service = serve(valkey.url)
    service.get("/healthz")
    (worker,) = service.workers()
    with crowd(service, count if asked_before else 0, HEALTH) as kept:
        for each in kept.connections:
            replies(each, 1)
        with ExitStack() as clients:
            with stopped(worker):  # it is busy
                fresh = 0 if asked_before else count
                new = clients.enter_context(crowd(service, fresh, HEALTH))
                kept.send(HEALTH)
                wait_for_arrival(*kept.connections, *new.connections)
                service.send(signal.SIGTERM)

            answers = [
                replies(each, 1)[0].status
                for each in (*kept.connections, *new.connections)
            ]

    assert answers == [200] * count


@pytest.mark.sensitive
def test_a_stop_loses_no_answer_to_a_client_that_had_asked_for_more(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """The last answer says that the connection ends; each counted view has one."""
    service = serve(valkey.url)
    service.get("/healthz")
    (worker,) = service.workers()
    with dial_from_afar(service.address) as connection:
        with stopped(worker):  # it is busy
            connection.sendall(GET * 2000)
            service.send(signal.SIGTERM)
        answers = to_the_end(connection)

    told = re.findall(r"seen (\d+) times", answers)
    assert 0 < len(told) < 2000
    assert client.get("page_views") == told[-1] == str(len(told))
    assert answers.count("Connection: close") == 1
    assert service.wait() == 0


def test_a_stop_waits_no_longer_than_the_grace_period(
    serve: Start, valkey: Valkey
) -> None:
    """A client that never ends its request cannot keep the service up."""
    service = serve(valkey.url, grace_period="0.3")
    hanging = dial(service.address)
    hanging.sendall(HEALTH + b"GET / HTTP/1.1\r\n")
    replies(hanging, 1)  # so that what came along with it was read, too

    service.send(signal.SIGINT)
    status = service.wait()
    hanging.close()

    assert status == 0


@pytest.mark.sensitive
def test_a_stop_waits_for_the_rest_of_a_request(serve: Start, valkey: Valkey) -> None:
    """A client that is in the middle of its request can end it, and is answered."""
    service = serve(valkey.url, grace_period=str(PATIENCE))
    slow, idle = dial(service.address), dial(service.address)
    slow.sendall(HEALTH + GET[:9])
    replies(slow, 1)  # so that what came along with it was read, too
    idle.sendall(HEALTH)
    replies(idle, 1)

    service.send(signal.SIGTERM)
    assert to_the_end(idle) == ""  # the worker has heard of the stop
    slow.sendall(GET[9:])

    assert to_the_end(slow).endswith("This page has been seen 1 times.")
    assert service.wait() == 0
    slow.close()
    idle.close()


# A service that gives a new client much longer than half a second for its request.
LENIENT = f"""
from page_tracker.server import channel
channel._FIRST_REQUEST = {PATIENCE}
from page_tracker.cli.main import main
raise SystemExit(main([]))
"""


@pytest.fixture(name="lenient")
def fixture_lenient(valkey: Valkey, tmp_path: Path) -> Iterator[Service]:
    """A service whose new clients may ask late."""
    service = Service(tmp_path, valkey.url, grace_period=str(PATIENCE))
    service.program = ("-c", LENIENT)
    yield service.start()
    service.stop()


@pytest.mark.sensitive
def test_a_client_that_has_just_connected_is_about_to_ask(lenient: Service) -> None:
    """A stop gives a new client some time to send its first request."""
    idle, new = dial(lenient.address), dial(lenient.address)
    idle.sendall(HEALTH)
    replies(idle, 1)

    lenient.send(signal.SIGTERM)
    assert to_the_end(idle) == ""  # the worker has heard of the stop
    new.sendall(GET)

    assert to_the_end(new).endswith("This page has been seen 1 times.")
    assert lenient.wait() == 0
    idle.close()
    new.close()


def test_a_stop_closes_a_client_that_has_connected_and_says_nothing(
    serve: Start, valkey: Valkey
) -> None:
    """A client that never asks is not waited for until the end of the grace period."""
    service = serve(valkey.url, grace_period="600")
    service.get("/healthz")
    silent = dial(service.address)

    service.send(signal.SIGTERM)

    assert to_the_end(silent) == ""
    assert service.wait() == 0
    silent.close()
