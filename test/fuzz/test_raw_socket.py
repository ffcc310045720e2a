"""Whatever comes over the socket, the service lives, counts right and keeps its log."""

import json
import time
from random import SystemRandom
from threading import Event

import pytest
from redis import Redis

from fuzz.fuzzer import ORDINARY_SITE, Hostile, Ordinary
from page_tracker.storage import keys
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until

# Hostile clients at a time.
CLIENTS = 4

# Statuses above 499 with which the client is told that it asks for too much, or what
# nobody has heard of.
KNOWN = {501, 503, 505}

# Some of the answers to what is hostile, and to what is not.
ORDINARY_STATUSES = {200, 400, 413, 501}

SETTINGS = {
    "redis_timeout": "20",  # a busy machine is no outage of the store
    "rate_limit": "off",
    "request_timeout": "1",
    "max_body_bytes": "4096",
}


def printed_seed(config: pytest.Config) -> int:
    """Return the seed that was asked for, or a new one, and print it."""
    seed = int(config.getoption("--seed")) or SystemRandom().randrange(1, 10**6)
    print(f"again with: nox -s fuzz -- --seed {seed}")
    return seed


def log_of(service: Service) -> list[dict[str, object]]:
    """Return the log, each line of it as JSON."""
    lines = (service.directory / "service.log").read_bytes().split(b"\n")
    assert lines.pop() == b""
    return [json.loads(line) for line in lines]


def views_by_site(client: Redis) -> dict[str, int]:
    """Return how many views of each site are in the store."""
    sites = map(str, client.smembers(keys.SITES))
    return {each: int(client.hget(keys.totals(each), "views") or 0) for each in sites}


def assert_no_failure(service: Service) -> None:
    """Check that the log of a service tells of none."""
    lines = log_of(service)
    assert not [each for each in lines if each["level"] == "error"]
    assert not [each for each in lines if "exception" in each]


def statuses_of(clients: list[Hostile]) -> set[int]:
    """Return the statuses that clients were answered so far."""
    return {status for each in clients for status in list(each.statuses)}


def test_nothing_that_a_client_sends_hurts_the_service_or_another_client(
    serve: Start, valkey: Valkey, client: Redis, pytestconfig: pytest.Config
) -> None:
    """Garbage, requests that are nearly right, cut anywhere; the seed is printed."""
    seed = printed_seed(pytestconfig)
    service = serve(valkey.url, **SETTINGS)
    assert service.get("/healthz").status == 200
    workers = service.workers()
    end = Event()
    ordinary = Ordinary(service, end)
    hostile = [Hostile(service, f"{seed}:{each}", end) for each in range(CLIENTS)]

    for each in (ordinary, *hostile):
        each.start()
    time.sleep(60 * pytestconfig.getoption("--minutes"))
    # On a busy machine it takes longer until something of each kind was tried.
    wait_until(
        lambda: ordinary.failure is not None
        or ORDINARY_STATUSES <= statuses_of(hostile)
    )
    end.set()
    for each in (ordinary, *hostile):
        each.join()

    statuses = statuses_of(hostile)
    sent = sum(each.sent for each in hostile)
    print(f"{sent} connections, {len(ordinary.numbers)} ordinary views: {statuses}")
    assert ordinary.failure is None
    assert ordinary.numbers == sorted(set(ordinary.numbers)), "a number was given twice"
    assert ordinary.longest < 2
    assert {each for each in statuses if each >= 500} <= KNOWN
    assert ORDINARY_STATUSES <= statuses, "it has not tried much"
    assert service.workers() == workers, "a worker died"
    assert service.get("/healthz").status == 200
    counted = views_by_site(client)
    assert counted.pop(ORDINARY_SITE) == ordinary.acknowledged
    # Of some, the hostile ones did not wait to hear.
    assert sum(counted.values()) >= sum(each.acknowledged for each in hostile) > 0
    service.stop()
    assert_no_failure(service)
