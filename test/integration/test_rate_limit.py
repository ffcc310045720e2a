"""A limit to the views of an address, whichever way they come."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis

from page_tracker.storage import keys
from support.agents import FIREFOX
from support.service import Answer, Service, Start
from support.valkey import Valkey

MOST = 100
VIEW = {"site": "a.org", "path": "/"}

# Sends a view, or as many as a way takes, as whoever the headers say.
Way = Callable[..., Answer]


def post(service: Service, count: int = 1, **headers: str) -> Answer:
    """Send views as a page or a server does."""
    connection = service.connect()
    sent = {"Content-Type": "application/json", "User-Agent": FIREFOX, **headers}
    try:
        connection.request("POST", "/api/v1/views", json.dumps([VIEW] * count), sent)
        response = connection.getresponse()
        text = response.read().decode()
        return Answer(response.status, dict(response.getheaders()), text)
    finally:
        connection.close()


def pixel(service: Service, **headers: str) -> Answer:
    """Send a view as a page without scripts does."""
    connection = service.connect()
    try:
        path = "/pixel.gif?site=a.org&path=/"
        connection.request("GET", path, headers={"User-Agent": FIREFOX, **headers})
        response = connection.getresponse()
        response.read()
        return Answer(response.status, dict(response.getheaders()), "")
    finally:
        connection.close()


def hit(service: Service, **headers: str) -> Answer:
    """Send a view as an image that shows the number does."""
    return service.get("/hit/a.org/index.svg", **{"User-Agent": FIREFOX, **headers})


def views(client: Redis) -> int:
    """Return how many views of the site were counted."""
    found: Any = client.hget(keys.totals("a.org"), "views")
    return int(found or 0)


@pytest.mark.parametrize("way", [post, pixel, hit])
def test_every_way_to_record_has_an_end_and_says_when_it_goes_on(
    serve: Start, valkey: Valkey, client: Redis, way: Way
) -> None:
    """What is above the limit is not counted, and scripts may read why."""
    service = serve(valkey.url, rate_limit=str(MOST))
    counted = MOST - 10
    assert post(service, counted).status == 202

    while (answer := way(service)).status != 429:
        counted += 1
    forged = post(service, MOST, **{"X-Forwarded-For": "192.0.2.1"})

    assert counted < MOST + 50  # some come back while it takes its time
    for each in (answer, forged):
        assert each.status == 429
        assert int(each.headers["Retry-After"]) > 0
        assert each.headers["Access-Control-Allow-Origin"] == "*"
    assert views(client) == counted
    assert len([each for each in service.logs() if each["level"] == "warning"]) == 1


def test_a_request_is_refused_as_a_whole(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """Nobody would know which of its views to send again."""
    service = serve(valkey.url, rate_limit=str(MOST))
    assert post(service, 60).status == 202

    assert post(service, 60).status == 429
    assert post(service, 40).status == 202
    assert views(client) == MOST


def test_visitors_behind_a_trusted_proxy_have_an_allowance_each(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """The proxy is one address, and so is a household behind it."""
    service = serve(valkey.url, rate_limit=str(MOST), trusted_proxies="127.0.0.1")
    addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"]

    sent = [post(service, MOST, **{"X-Forwarded-For": each}) for each in addresses]

    assert [answer.status for answer in sent] == [202, 202, 202, 429]
    assert views(client) == 3 * MOST


def test_the_plain_counter_and_the_readers_have_no_limit(
    serve: Start, valkey: Valkey
) -> None:
    """Only what is recorded of sites is; whoever may read may go on reading."""
    service = serve(valkey.url, rate_limit=str(MOST))
    post(service, MOST)

    for path in ("/", "/healthz", "/badge/a.org.svg", "/tracker.js"):
        assert service.get(path).status == 200
