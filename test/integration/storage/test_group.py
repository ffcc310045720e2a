"""The loop stays free, and callers are told in time, whatever the store does."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from redis import Redis

from page_tracker.problems import SORRY
from support.proxy import Proxy, once
from support.service import Service, Start
from support.valkey import Valkey

TIMEOUT = 2.0
# Generous: what matters is that it is not another time-out, or any of it.
A_TURN = 1.5


@pytest.fixture(name="service")
def fixture_service(serve: Start, proxy: Proxy) -> Service:
    """One worker, whose store is behind the proxy, after its first view."""
    service = serve(proxy.url, redis_timeout=str(TIMEOUT))
    assert service.get("/").text.endswith("seen 1 times.")
    return service


def timed_get(service: Service, path: str = "/") -> tuple[int, float]:
    """Return the status of a request and how long it took."""
    began = time.monotonic()
    status = service.get(path).status
    return status, time.monotonic() - began


def wait_for_a_view(service: Service) -> str:
    """Ask until a view is counted, which is soon after the store is back."""
    deadline = time.monotonic() + 30
    while True:
        answer = service.get("/")
        if answer.status == 200:
            return answer.text
        assert time.monotonic() < deadline, "it did not resume"
        time.sleep(0.01)


def test_a_store_that_hangs_holds_neither_the_loop_nor_a_caller_for_long(
    service: Service, valkey: Valkey, client: Redis
) -> None:
    """Callers get their error in time, others their answer, and nothing is counted."""
    valkey.freeze()

    with ThreadPoolExecutor(8) as pool:
        views = [pool.submit(timed_get, service) for _ in range(8)]
        time.sleep(0.1)
        health = [timed_get(service, "/healthz") for _ in range(20)]
        waited = [each.result() for each in views]
    valkey.thaw()
    text = wait_for_a_view(service)

    assert {status for status, _ in waited} == {500}
    assert max(seconds for _, seconds in waited) < TIMEOUT + A_TURN
    assert {status for status, _ in health} == {200}
    assert max(seconds for _, seconds in health) < A_TURN
    assert text == "This page has been seen 2 times."
    assert client.get("page_views") == "2"


def failures_during(service: Service, seconds: float) -> list[tuple[float, float]]:
    """Ask again and again; return when each request began, and how long it took."""
    found = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        status, took = timed_get(service)
        assert status == 500
        found.append((began, took))
        time.sleep(0.02)
    return found


def test_while_the_store_hangs_callers_do_not_queue_behind_a_trial(
    service: Service, valkey: Valkey
) -> None:
    """Those of one turn find out; those that come meanwhile are told at once."""
    valkey.freeze()
    timed_get(service)

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(failures_during, service, 2 * TIMEOUT) for _ in range(4)]
        every = [failure for each in asking for failure in each.result()]
    valkey.thaw()

    trial = min(began for began, took in every if took > TIMEOUT * 0.8)
    meanwhile = [t for began, t in every if 0.25 < began - trial < TIMEOUT * 0.75]
    assert meanwhile
    assert max(meanwhile) < A_TURN
    assert max(took for _, took in every) < TIMEOUT + A_TURN


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
    service: Service, proxy: Proxy, client: Redis, hurt: Callable[[Proxy], None]
) -> None:
    """The first request after the store's return is counted again."""
    hurt(proxy)

    answers = [timed_get(service) for _ in range(3)]
    health = timed_get(service, "/healthz")
    text = service.get("/").text
    accept(proxy)
    resumed = wait_for_a_view(service)

    assert {status for status, _ in answers} == {500}
    assert max(seconds for _, seconds in answers) < TIMEOUT + A_TURN
    assert health[0] == 200 and health[1] < A_TURN
    assert text == SORRY
    assert resumed == "This page has been seen 2 times."
    assert client.get("page_views") == "2"


def test_an_outage_is_logged_with_its_cause_and_not_for_every_request(
    service: Service, proxy: Proxy
) -> None:
    """A traceback says what happened, and a thousand copies would hide it."""
    proxy.refuse()

    until = time.monotonic() + 2  # two trials or three
    while time.monotonic() < until:
        service.get("/")
    accept(proxy)
    wait_for_a_view(service)

    logged = [(entry["level"], entry["event"]) for entry in service.logs()]
    failures = [entry for entry in service.logs() if entry["event"] == "request failed"]
    assert 1 <= len(failures) <= 2  # the connection was cut, and then refused
    assert all("Traceback" in entry["exception"] for entry in failures)
    assert logged.count(("info", "the store works again")) == 1


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
    service: Service,
    proxy: Proxy,
    client: Redis,
    meddle: Callable[[bytes], bytes | None],
) -> None:
    """The batch is sent again under its number, and counted once."""
    proxy.meddle = once(meddle)

    service.get("/")
    last = wait_for_a_view(service)

    seen = int(client.get("page_views") or 0)
    assert last == f"This page has been seen {seen} times."


def test_a_store_that_is_far_away_is_still_exact(
    service: Service, proxy: Proxy, client: Redis
) -> None:
    """With a long round trip, callers gather and the loop goes on."""

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


def test_at_the_end_of_the_range_only_the_views_that_fit_are_counted(
    service: Service, valkey: Valkey, client: Redis
) -> None:
    """Within one batch, the first callers get the last numbers."""
    client.set("page_views", 2**63 - 3)
    valkey.freeze()

    with ThreadPoolExecutor(6) as pool:
        views = [pool.submit(service.get, "/") for _ in range(6)]
        time.sleep(0.1)
        valkey.thaw()
        statuses = sorted(each.result().status for each in views)

    assert statuses == [200, 200, 500, 500, 500, 500]
    assert client.get("page_views") == str(2**63 - 1)
