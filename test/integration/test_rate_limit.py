"""A limit to the views of an address, whichever way they come."""

import json
from collections.abc import Callable
from contextlib import closing
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


def send(service: Service, body: bytes) -> int:
    """Send a body as a page does; return the status."""
    with closing(service.connect()) as connection:
        kind = {"Content-Type": "application/json", "User-Agent": FIREFOX}
        connection.request("POST", "/api/v1/views", body, kind)
        response = connection.getresponse()
        response.read()
        return response.status


def look(service: Service, path: str) -> int:
    """Ask for an image as a page does; return the status."""
    with closing(service.connect()) as connection:
        connection.request("GET", path, headers={"User-Agent": FIREFOX})
        response = connection.getresponse()
        response.read()
        return response.status


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
    """Every endpoint that records has a limit and a Retry-After for scripts."""
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


NOWHERE = b'{"site": "a.org"}'

INVALID = [
    pytest.param(lambda service: send(service, b"[" * 1000), 1, id="no JSON"),
    pytest.param(lambda service: send(service, b'"\xff"'), 1, id="no UTF-8"),
    pytest.param(lambda service: send(service, b"5"), 1, id="no object"),
    pytest.param(lambda service: send(service, NOWHERE), 1, id="an object"),
    pytest.param(lambda service: send(service, b"[]"), 1, id="no views"),
    pytest.param(lambda service: send(service, b"[%s]" % NOWHERE), 1, id="one of one"),
    pytest.param(
        lambda service: send(service, b"[%s]" % b",".join([NOWHERE] * 40)),
        40,
        id="all of an array",
    ),
    pytest.param(
        lambda service: send(service, b"[%s]" % b",".join([b"5"] * 9999)),
        100,
        id="more than an array may have",
    ),
    pytest.param(lambda service: look(service, "/pixel.gif?site=-"), 1, id="a pixel"),
    pytest.param(lambda service: look(service, "/hit/-/a.svg"), 1, id="a badge"),
    pytest.param(
        lambda service: look(service, "/hit/a.org/a.svg?color=-"), 1, id="a look"
    ),
]


@pytest.mark.parametrize(("refused", "views_in_it"), INVALID)
def test_invalid_views_take_from_the_allowance_like_valid_ones(
    serve: Start,
    valkey: Valkey,
    refused: Callable[[Service], int],
    views_in_it: int,
) -> None:
    """Invalid views use up the allowance like valid ones.

    An array counts as all of its views. A request beyond the allowance is rejected
    before its body is parsed.
    """
    service = serve(valkey.url, rate_limit=str(MOST))
    assert views_in_it == MOST or post(service, MOST - views_in_it).status == 202

    statuses = [refused(service)]
    while statuses[-1] == 400 and len(statuses) < 50:
        statuses.append(refused(service))  # more than once if some come back meanwhile

    assert statuses[0] == 400
    assert statuses[-1] == 429
    assert post(service, MOST // 2).status == 429


def test_an_invalid_view_of_an_array_takes_from_the_allowance_like_the_others(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """An array costs as many views as are in it, of which the valid ones count."""
    service = serve(valkey.url, rate_limit=str(MOST))
    body = json.dumps([VIEW] * 10 + [5] * (MOST - 10)).encode()

    assert send(service, body) == 202
    assert post(service, MOST // 2).status == 429
    assert views(client) == 10


def test_an_array_that_is_invalid_takes_what_is_left(
    serve: Start, valkey: Valkey
) -> None:
    """An invalid array uses up what is left, and never more."""
    service = serve(valkey.url, rate_limit=str(MOST))
    post(service, MOST - 10)

    assert send(service, b"[%s]" % b",".join([NOWHERE] * 40)) == 400
    answer = post(service, MOST // 2)

    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) <= 30


def test_a_request_is_refused_as_a_whole(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """A request over the limit is rejected as a whole."""
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
    """The plain counter and the reports have no limit."""
    service = serve(valkey.url, rate_limit=str(MOST))
    post(service, MOST)

    for path in ("/", "/healthz", "/badge/a.org.svg", "/tracker.js"):
        assert service.get(path).status == 200
