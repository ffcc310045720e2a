"""The loop stays free, and callers get an answer in time, whatever the store does."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest
from redis import Redis

from page_tracker.web.problems import SORRY
from support.crowd import crowd
from support.processor import stopped
from support.proxy import Proxy, batches_through, once
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import PATIENCE, wait_until
from support.wire import GET, dial, has_come, replies, wait_for_arrival


@pytest.fixture(name="service")
def fixture_service(serve: Start, proxy: Proxy) -> Service:
    """One worker, whose store is behind the proxy, after its first view.

    It waits for its store for longer than any machine is busy.
    """
    service = serve(proxy.url, redis_timeout=str(PATIENCE))
    assert service.get("/").text.endswith("seen 1 times.")
    return service


@pytest.fixture(name="impatient")
def fixture_impatient(serve: Start, proxy: Proxy) -> Service:
    """One that waits for its store for a second, after its first view."""
    service = serve(proxy.url, redis_timeout="1")
    assert wait_for_a_view(service).endswith("seen 1 times.")
    return service


def wait_for_a_view(service: Service) -> str:
    """Send views until one is counted, and return its page."""
    pages: list[str] = []

    def is_counted() -> bool:
        answer = service.get("/")
        pages.append(answer.text)
        return answer.status == 200

    wait_until(is_counted)
    return pages[-1]


@pytest.mark.sensitive
def test_a_store_that_hangs_does_not_hold_the_loop(
    service: Service, valkey: Valkey, client: Redis
) -> None:
    """Requests that need no store are answered while views wait for it."""
    valkey.freeze()

    with crowd(service, 8, GET) as callers:
        service.catch_up(*callers.connections)
        health = [service.get("/healthz").status for _ in range(20)]
        early = [each for each in callers.connections if has_come(each)]
        valkey.thaw()
        views = [replies(each, 1)[0].status for each in callers.connections]

    assert health == [200] * 20
    assert not early
    assert views == [200] * 8
    assert client.get("page_views") == "9"


@pytest.mark.sensitive
def test_callers_of_a_hanging_store_fail_after_one_attempt(
    impatient: Service, proxy: Proxy, valkey: Valkey, client: Redis
) -> None:
    """The time-out of one batch is that of all who ask meanwhile; nothing is counted.

    Those who waited for an attempt of their own would wait for several time-outs.
    """
    attempts = batches_through(proxy, b"{page_views}")
    valkey.freeze()

    with stopped(impatient.workers()[0]):
        callers = [dial(impatient.address) for _ in range(40)]
        for each in callers:
            each.sendall(GET)
        wait_for_arrival(*callers)
    statuses = [replies(each, 1)[0].status for each in callers]
    count = len(attempts)
    valkey.thaw()
    text = wait_for_a_view(impatient)

    for each in callers:
        each.close()
    assert statuses == [500] * 40
    assert count == 1
    assert text == "This page has been seen 2 times."
    assert client.get("page_views") == "2"


@pytest.mark.sensitive
def test_while_the_store_hangs_callers_do_not_queue_behind_a_trial(
    service: Service, proxy: Proxy, valkey: Valkey
) -> None:
    """Callers that come while the trial is under way get an error at once."""
    proxy.answer = b"-MISCONF disk error\r\n"
    first = service.get("/").status
    valkey.freeze()
    proxy.answer = None

    with closing(trial(service)) as caller:
        meanwhile = [service.get("/").status for _ in range(20)]
        is_early = has_come(caller)
        valkey.thaw()
        (counted,) = replies(caller, 1)

    assert first == 500
    assert meanwhile == [500] * 20
    assert not is_early
    assert counted.body == "This page has been seen 2 times."


def trial(service: Service) -> socket.socket:
    """Return the connection of a caller whom the store lets wait.

    Callers before it get an error at once: the store rests.
    """
    while True:
        caller = dial(service.address)
        caller.sendall(GET)
        service.catch_up(caller)
        if not has_come(caller):
            return caller
        caller.close()


def refuse(proxy: Proxy) -> None:
    """Reset every connection."""
    proxy.refuse()


def accept(proxy: Proxy) -> None:
    """Let connections through again."""
    proxy.refusing = False
    proxy.answer = None


def answering(text: bytes, proxy: Proxy) -> None:
    """Make the store say an error to each batch."""
    proxy.answer = b"-" + text + b"\r\n"


@pytest.mark.parametrize(
    "hurt",
    [
        pytest.param(refuse, id="refuses"),
        pytest.param(partial(answering, b"LOADING data set"), id="loading"),
        pytest.param(partial(answering, b"READONLY replica"), id="read-only"),
        pytest.param(partial(answering, b"OOM memory is full"), id="out of memory"),
        pytest.param(partial(answering, b"MISCONF disk error"), id="disk error"),
    ],
)
def test_a_store_that_refuses_is_an_error_in_time_and_resumes_by_itself(
    impatient: Service, proxy: Proxy, client: Redis, hurt: Callable[[Proxy], None]
) -> None:
    """Callers get an error while it refuses; the first after its return is counted."""
    hurt(proxy)

    answers = [impatient.get("/") for _ in range(4)]
    health = impatient.get("/healthz").status
    accept(proxy)
    resumed = wait_for_a_view(impatient)

    assert {(answer.status, answer.text) for answer in answers} == {(500, SORRY)}
    assert health == 200
    assert resumed == "This page has been seen 2 times."
    assert client.get("page_views") == "2"


def test_an_outage_is_logged_with_its_cause_and_not_for_every_request(
    impatient: Service, proxy: Proxy
) -> None:
    """A traceback says what happened, and a thousand copies would hide it."""
    proxy.refuse()

    while proxy.refused < 4:  # a trial each
        impatient.get("/")
    accept(proxy)
    wait_for_a_view(impatient)

    logged = [(entry["level"], entry["event"]) for entry in impatient.logs()]
    failures = [
        entry for entry in impatient.logs() if entry["event"] == "request failed"
    ]
    assert 1 <= len(failures) <= 2  # the connection was cut, and then refused
    assert all("Traceback" in entry["exception"] for entry in failures)
    assert logged.count(("info", "the database is back")) == 1


@pytest.mark.parametrize(
    "meddle",
    [
        pytest.param(lambda _: None, id="reset before the reply"),
        pytest.param(lambda data: data[:1], id="reply cut in the middle"),
        pytest.param(lambda _: b"-NOSCRIPT No matching script\r\n", id="no script"),
        pytest.param(lambda _: b"$3\r\na b\r\n", id="not an answer of the script"),
    ],
)
def test_a_lost_reply_costs_no_view_its_number(
    impatient: Service,
    proxy: Proxy,
    client: Redis,
    meddle: Callable[[bytes], bytes | None],
) -> None:
    """The batch is sent again under its number, and counted once."""
    proxy.meddle = once(meddle)

    impatient.get("/")
    last = wait_for_a_view(impatient)

    seen = int(client.get("page_views") or 0)
    assert last == f"This page has been seen {seen} times."


def test_a_store_that_is_far_away_is_still_exact(
    service: Service, proxy: Proxy, client: Redis
) -> None:
    """With a long round trip, calls gather and numbers stay exact."""

    def delayed(data: bytes) -> bytes:
        time.sleep(0.02)
        return data

    proxy.meddle = delayed
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda _: service.get("/").text, range(80)))
    proxy.meddle = bytes
    near = service.get("/").text

    assert len(set(texts)) == 80
    assert near == "This page has been seen 82 times."
    assert client.get("page_views") == "82"


@pytest.mark.sensitive
def test_at_the_end_of_the_range_only_the_views_that_fit_are_counted(
    service: Service, valkey: Valkey, client: Redis
) -> None:
    """Within one batch, the first callers get the last numbers."""
    client.set("page_views", 2**63 - 3)
    valkey.freeze()

    with crowd(service, 6, GET) as callers:
        service.catch_up(*callers.connections)
        valkey.thaw()
        statuses = sorted(replies(each, 1)[0].status for each in callers.connections)

    assert statuses == [200, 200, 500, 500, 500, 500]
    assert client.get("page_views") == str(2**63 - 1)
