"""Outages and broken keys: what a flood of requests writes to the log meanwhile."""

from collections.abc import Callable
from contextlib import closing

import pytest
from redis import Redis

from page_tracker.storage import keys
from support.proxy import Proxy
from support.service import Service, Start, ask

SITE = "/api/v1/sites/a.org"
TOKEN = "correct.horse-battery_staple"
# Whatever reads the store, on the loop, on a thread, or in the process beside.
ADDRESSES = {
    "/": ("GET", "HEAD"),
    "/readyz": ("GET",),
    "/api/v1/sites": ("GET",),
    SITE: ("GET",),
    f"{SITE}/pages?path=/": ("GET",),
    f"{SITE}/series?period=7d": ("GET",),
    f"{SITE}/top/pages?period=7d": ("GET",),
    f"{SITE}/ignored?period=7d": ("GET",),
    f"{SITE}/reset": ("POST",),
    "/badge/a.org.svg": ("GET",),
    "/badge/a.org/x.svg": ("GET",),
    "/chart/a.org.svg": ("GET",),
    "/chart/a.org/x.svg": ("GET",),
    "/hit/a.org/x.svg": ("GET", "HEAD"),
    "/dashboard": ("GET",),
    "/dashboard/a.org": ("GET",),
}
ROUNDS = 30
BEGINS, ENDS = "cannot use the database", "the database is back"


@pytest.fixture(name="start")
def fixture_start(serve: Start, proxy: Proxy) -> Callable[[], Service]:
    """Start a service in front of the proxy, with an owner."""
    return lambda: serve(
        proxy.url, redis_timeout="2", token=TOKEN, log_level="debug", journal="off"
    )


def flood(service: Service) -> int:
    """Send each request many times; returns how many there were."""
    requests = [(each, method) for each, some in ADDRESSES.items() for method in some]
    with closing(service.connect()) as connection:
        for address, method in requests * ROUNDS:
            ask(connection, address, method, Authorization=f"Bearer {TOKEN}")
    return len(requests) * ROUNDS


def bytes_logged(service: Service) -> int:
    """Return how long the log is, without its debug lines."""
    lines = (service.directory / "service.log").read_text("utf-8").splitlines()
    return sum(len(line) for line in lines if '"level": "debug"' not in line)


def events(service: Service, start: str) -> list[str]:
    """Return the events that begin with a text."""
    logged = [str(entry["event"]) for entry in service.logs()]
    return [event for event in logged if event.startswith(start)]


def test_an_outage_is_a_few_tracebacks_whatever_is_asked_for(
    start: Callable[[], Service], proxy: Proxy
) -> None:
    """Beginning and end are logged; all other requests are one debug line each."""
    service = start()
    flood(service)
    before = bytes_logged(service)
    proxy.refuse()

    count = flood(service)
    failed = bytes_logged(service) - before
    proxy.refusing = False
    flood(service)

    assert count > 500
    tracebacks = [entry for entry in service.logs() if "exception" in entry]
    # The connection is cut, and then refused: on the loop, on threads, and beside.
    assert 1 <= len(tracebacks) <= 6
    assert failed < 40_000
    begun, ended = events(service, BEGINS), events(service, ENDS)
    assert 1 <= len(begun) <= 6
    assert 1 <= len(ended) <= 3


def test_a_counter_that_cannot_be_used_is_a_traceback_a_minute(
    start: Callable[[], Service], client: Redis
) -> None:
    """The plain counter owes its number: it answers 500, and logs that once."""
    client.rpush(keys.PAGE_VIEWS, "not ours")
    service = start()

    statuses = {service.get("/").status for _ in range(ROUNDS)}

    assert statuses == {500}
    assert len([each for each in service.logs() if "exception" in each]) == 1
