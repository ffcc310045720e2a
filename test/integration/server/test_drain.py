"""A stop lets what is in flight finish, and comes to its end."""

import os
import re
import signal
import time

import pytest
from redis import Redis

from support.crowd import crowd
from support.service import Start
from support.valkey import Valkey
from support.wire import GET, HEALTH, dial, dial_from_afar, replies, to_the_end


def test_a_stop_does_not_wait_for_a_store_beyond_the_grace_period(
    serve: Start, own_valkey: Valkey
) -> None:
    """A request that cannot be answered in time is given up."""
    service = serve(own_valkey.url, redis_timeout="30", grace_period="0.2")
    service.get("/healthz")  # so that there is a worker to be told
    waiting = dial(service.address)
    own_valkey.freeze()
    waiting.sendall(GET)
    time.sleep(0.1)

    service.send(signal.SIGTERM)

    assert to_the_end(waiting) == ""
    assert service.wait() == 0
    waiting.close()


def test_a_stop_finishes_the_requests_in_flight(
    serve: Start, own_valkey: Valkey
) -> None:
    """SIGTERM closes what is idle, waits for what is not, and exits with 0."""
    service = serve(own_valkey.url)
    idle, busy = dial(service.address), dial(service.address)
    idle.sendall(HEALTH)
    replies(idle, 1)
    own_valkey.freeze()

    busy.sendall(GET)
    time.sleep(0.1)
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
def test_a_stop_answers_all_that_was_asked_before_it(
    serve: Start, valkey: Valkey, count: int, asked_before: bool
) -> None:
    """Also more than are accepted, or heard of, at a time."""
    service = serve(valkey.url)
    service.get("/healthz")
    (worker,) = service.workers()
    with crowd(service, count if asked_before else 0, HEALTH) as kept:
        for each in kept.connections:
            replies(each, 1)
        os.kill(worker, signal.SIGSTOP)  # it is busy
        with crowd(service, 0 if asked_before else count, HEALTH) as new:
            kept.send(HEALTH)
            service.send(signal.SIGTERM)
            os.kill(worker, signal.SIGCONT)

            answers = [
                replies(each, 1)[0].status
                for each in (*kept.connections, *new.connections)
            ]

    assert answers == [200] * count


def test_a_stop_loses_no_answer_to_a_client_that_had_asked_for_more(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """The last one says that the connection ends; what is counted has been told."""
    service = serve(valkey.url)
    service.get("/healthz")
    (worker,) = service.workers()
    with dial_from_afar(service.address) as connection:
        os.kill(worker, signal.SIGSTOP)  # it is busy
        connection.sendall(GET * 2000)
        service.send(signal.SIGTERM)
        os.kill(worker, signal.SIGCONT)
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

    began = time.monotonic()
    service.send(signal.SIGINT)
    status, lasted = service.wait(), time.monotonic() - began
    hanging.close()

    assert status == 0
    assert 0.25 < lasted < 5


def test_a_client_that_has_just_connected_is_about_to_ask(
    serve: Start, valkey: Valkey
) -> None:
    """A stop gives it half a second; who has said nothing by then is closed."""
    service = serve(valkey.url)
    service.get("/healthz")
    quick, silent = dial(service.address), dial(service.address)

    service.send(signal.SIGTERM)
    service.wait_for("stopping")
    quick.sendall(GET)

    assert to_the_end(quick).endswith("This page has been seen 1 times.")
    assert to_the_end(silent) == ""
    assert service.wait() == 0
    quick.close()
    silent.close()
