"""A fresh service on a store with a broken key: views are counted all the same."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from page_tracker.storage import keys
from support.agents import FIREFOX
from support.proxy import Proxy
from support.records import Site
from support.service import Service, Start
from support.waiting import wait_until

# Salts are asked for of today and tomorrow, and the test may run at midnight.
DAYS = [str((datetime.now(UTC) + timedelta(days=ahead)).date()) for ahead in range(3)]
BROKEN = {
    "sites": [keys.SITES],
    "salts": [keys.salt(day) for day in DAYS],
    "refused": [keys.REFUSED],
}
EVERY_KIND = pytest.mark.parametrize("kind", BROKEN)
MESSAGE = "cannot use a key of the database"


def post(service: Service, site: str = "a.org") -> Any:
    """Send a view of the start page of a site; returns the answer."""
    connection = service.connect()
    body = json.dumps({"site": site, "path": "/"})
    headers = {"Content-Type": "application/json", "User-Agent": FIREFOX}
    try:
        connection.request("POST", "/api/v1/views", body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        assert response.status == 202, text
        return json.loads(text)
    finally:
        connection.close()


def logged(service: Service) -> list[str]:
    """Return the keys that the log calls broken."""
    return [entry["key"] for entry in service.logs() if entry["event"] == MESSAGE]


@EVERY_KIND
@pytest.mark.parametrize("journal", ["on", "off"])
def test_a_fresh_service_counts_views_whatever_key_is_broken(
    serve: Start, proxy: Proxy, client: Redis, kind: str, journal: str
) -> None:
    """A broken key of no site takes nothing from the numbers of a site."""
    for key in BROKEN[kind]:
        client.rpush(key, "not ours")
    service = serve(proxy.url, journal=journal, max_sites="2")

    answers = [post(service, site) for site in ("a.org", "a.org", "b.org", "c.org")]

    numbers = [(each.get("reason"), each.get("site")) for each in answers]
    assert numbers == [
        (None, {"views": 1, "visitors": 1}),
        (None, {"views": 2, "visitors": 1}),
        (None, {"views": 1, "visitors": 1}),
        ("too_many_sites", None),
    ]
    assert len(logged(service)) == 1
    assert logged(service)[0] in BROKEN[kind]
    assert not [entry for entry in service.logs() if "exception" in entry]


@EVERY_KIND
def test_queued_views_are_counted_whatever_key_is_broken(
    serve: Start, proxy: Proxy, client: Redis, kind: str
) -> None:
    """Queued views are counted, whatever key is broken."""
    service = serve(proxy.url, redis_timeout="2", max_sites="2")
    post(service)
    for key in BROKEN[kind]:
        client.delete(key)
        client.rpush(key, "not ours")
    proxy.refuse()

    answers = [post(service, site) for site in ("a.org", "b.org", "c.org")]
    proxy.refusing = False

    assert [each["status"] for each in answers] == ["queued", "queued", "ignored"]
    wait_until(lambda: Site(client).totals.get("views") == 2)
    wait_until(lambda: Site(client, "b.org").totals.get("views") == 1)
    wait_until(lambda: post(service)["status"] == "counted")
