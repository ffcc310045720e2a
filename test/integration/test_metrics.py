"""GET /metrics of a service with several workers: one account for all of them."""

import json
import os
import random
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from string import ascii_letters

import pytest

from support.metrics import Samples, went_back
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until
from support.wire import dial, replies

REQUESTS, STARTS = "page_tracker_requests_total", "page_tracker_worker_starts_total"
WORKERS = "page_tracker_workers"
VIEWS = {"method": "GET", "route": "/", "status": "200"}

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"

# Enough connections that no worker is left out.
CONNECTIONS = 40


@pytest.fixture(name="service")
def fixture_service(serve: Start, valkey: Valkey) -> Service:
    """Two workers that tell anybody."""
    service = serve(valkey.url, workers="2", metrics="public")
    wait_until(lambda: read(service)(WORKERS) == 2)
    return service


def read(service: Service) -> Samples:
    """Ask one of the workers, whichever takes the connection."""
    answer = service.get("/metrics")
    assert answer.status == 200
    return Samples(answer.text)


def browse(service: Service, ask: Callable[[int], object] | None = None) -> None:
    """Look at the plain counter over many connections, from several threads."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask or (lambda _: service.get("/")), range(CONNECTIONS)))


def send_view(service: Service, agent: str) -> str:
    """Send a view of a site; returns what it was answered."""
    body = json.dumps({"site": "example.com", "path": "/"})
    headers = {"User-Agent": agent, "Content-Type": "application/json"}
    connection = service.connect()
    connection.request("POST", "/api/v1/views", body, headers)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def test_each_worker_tells_what_all_of_them_have_done(service: Service) -> None:
    """A scraper reaches one of them, and it is not always the same."""
    browse(service)

    told = [read(service)(REQUESTS, **VIEWS) for _ in range(12)]

    assert told == [CONNECTIONS] * 12


def test_views_are_told_by_what_became_of_them(service: Service) -> None:
    """Views are counted by outcome and reason."""
    for agent in (BROWSER, BROWSER, "curl/8"):
        send_view(service, agent)

    samples = read(service)

    name = "page_tracker_views_total"
    assert (samples(name, outcome="counted"), samples(name, outcome="bot")) == (2, 1)
    assert samples.total(name) == 3


def test_what_a_worker_has_counted_outlives_it(service: Service) -> None:
    """The counts of a killed worker are kept."""
    browse(service)
    before = read(service)

    for pid in service.workers():
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: read(service)(STARTS) == 4)
    browse(service)

    after = read(service)
    assert not went_back(before, after)
    assert after(REQUESTS, **VIEWS) == 2 * CONNECTIONS
    assert after(WORKERS) == 2


def test_numbers_add_up_while_workers_are_replaced(service: Service) -> None:
    """Counts add up while old and new workers run at the same time."""
    before = read(service)

    def look(number: int) -> None:
        if number == CONNECTIONS // 4:
            service.send(signal.SIGHUP)
        service.get("/")

    browse(service, look)
    wait_until(lambda: (read(service)(STARTS), read(service)(WORKERS)) == (4, 2))

    after = read(service)
    assert not went_back(before, after)
    assert after(REQUESTS, **VIEWS) == CONNECTIONS


def test_strangers_cannot_make_the_text_longer(service: Service) -> None:
    """Made-up paths and methods add no lines."""
    chance = random.Random(20261125)

    def ask(_: int) -> None:
        for method in ("GET", "POST", "HEAD", "BREW"):
            path = "".join(chance.choices(ascii_letters + "/", k=30))
            service.get(f"/x{path}", method)
            service.get(f"/badge/{path[:9]}.org/{path}")

    browse(service, ask)

    answers = list(read(service).of(REQUESTS))
    made_up = [each for each in answers if each[0]["route"] != "/metrics"]
    badge, unmatched = "/badge/{site}/{path*}", "unmatched"
    assert {labels["route"] for labels, _ in made_up} == {badge, unmatched}
    assert sum(value for _, value in made_up) == 8 * CONNECTIONS
    assert len(made_up) < 10


def test_a_request_that_makes_no_sense_is_counted(service: Service) -> None:
    """An invalid request is counted, although it matches no route."""
    with dial(service.address) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        (reply,) = replies(connection, 1)

    samples = read(service)

    unmatched = {"method": "other", "route": "unmatched", "status": str(reply.status)}
    assert reply.status == 400
    assert samples(REQUESTS, **unmatched) == 1


def test_round_trips_are_counted_with_all_who_shared_them(service: Service) -> None:
    """Each view was in one of them, and each took some time."""
    browse(service)

    samples = read(service)

    trips = samples("page_tracker_batch_size_count")
    assert samples("page_tracker_batch_size_sum") == CONNECTIONS
    assert 1 <= trips <= CONNECTIONS
    assert samples("page_tracker_round_trip_seconds_count") == trips
    assert 0 < samples("page_tracker_round_trip_seconds_sum") < 60
    assert samples.total("page_tracker_store_errors_total") == 0


def test_an_outage_is_seen_and_its_end_too(serve: Start, own_valkey: Valkey) -> None:
    """Breaker, errors, what waits in the journal, and since when."""
    service = serve(own_valkey.url, metrics="public")
    assert "counted" in send_view(service, BROWSER)
    own_valkey.kill()
    assert [send_view(service, BROWSER) for _ in range(3)] == [
        '{"status":"queued"}'
    ] * 3

    wait_until(lambda: read(service)("page_tracker_journal_views") == 3)
    wait_until(lambda: read(service)("page_tracker_journal_age_seconds") > 0)
    wait_until(lambda: read(service)("page_tracker_breaker_open") == 1)
    during = read(service)
    own_valkey.start()
    wait_until(lambda: read(service)("page_tracker_journal_views") == 0)
    wait_until(lambda: "counted" in send_view(service, BROWSER))
    wait_until(lambda: read(service)("page_tracker_journal_age_seconds") == 0)
    after = read(service)

    assert during("page_tracker_journal_bytes") > 0
    assert during("page_tracker_views_total", outcome="queued") == 3
    assert during("page_tracker_store_errors_total", kind="ConnectionError") > 0
    assert after("page_tracker_breaker_open") == 0
    assert after("page_tracker_views_total", outcome="counted") == 2
