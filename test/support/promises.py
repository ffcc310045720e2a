"""Promises of a service on any store: it counts, reports, edits, and loses nothing."""

import json
import re
from typing import Any

from redis import Redis

from page_tracker.storage import keys
from support.agents import FIREFOX
from support.records import Site
from support.service import Answer, Service
from support.waiting import wait_until

TOKEN = "correct.horse-battery_staple"
SITE = "/api/v1/sites/a.org"

READ = (
    "/api/v1/sites",
    SITE,
    f"{SITE}/pages?path=/",
    f"{SITE}/series?period=7d",
    f"{SITE}/series?period=all",
    f"{SITE}/top/pages?period=all",
    f"{SITE}/top/browsers?period=30d",
    f"{SITE}/ignored?period=all",
    "/badge/a.org.svg",
    "/badge/a.org/x.svg",
    "/badge/a.org/x.svg?metric=30d",
    "/chart/a.org.svg",
    "/chart/a.org/x.svg",
    "/hit/a.org/x.svg",
    "/dashboard?all=1",
    "/dashboard/a.org",
)
"""Addresses of everything that reads the store."""

EDITS: tuple[tuple[str, dict[str, object]], ...] = (
    ("pages/set", {"path": "/set", "views": 7}),
    ("pages/move", {"from": "/set", "to": "/moved"}),
    ("pages/move", {"from": "/x", "to": "/new"}),
    ("pages/reset", {"path": "/moved"}),
    ("pages/delete", {"path": "/moved"}),
    ("reset", {}),
    ("delete", {}),
)
"""Everything that an owner may do, in an order in which each has something to do."""


def post(service: Service, address: str, body: dict[str, object]) -> Answer:
    """Send JSON as the owner."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": FIREFOX,
        "Authorization": f"Bearer {TOKEN}",
    }
    connection = service.connect()
    try:
        connection.request("POST", address, json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read().decode()
        return Answer(response.status, dict(response.getheaders()), text)
    finally:
        connection.close()


def view(service: Service, path: str = "/", site: str = "a.org") -> Any:
    """Send a view; returns what became of it."""
    answer = post(service, "/api/v1/views", {"site": site, "path": path, "title": "T"})
    assert answer.status == 202, answer
    return json.loads(answer.text)["status"]


def ready(service: Service) -> Any:
    """Return what readiness says."""
    return json.loads(service.get("/readyz").text)


def check_counting(service: Service, store: Redis) -> None:
    """Hold the service to its numbers, of an empty store."""
    assert [view(service, path) for path in ("/", "/", "/x")] == ["counted"] * 3
    told = [re.findall(r"\d+", service.get("/").text) for _ in range(2)]
    assert told == [["1"], ["2"]]
    assert service.get("/", **{"Sec-Purpose": "prefetch"}).status == 200
    assert Site(store).pages == {"/": 2, "/x": 1}


def check_reading(service: Service) -> None:
    """Hold the service to an answer to everything that reads."""
    answers = {address: service.get(address).status for address in READ}
    assert answers == dict.fromkeys(READ, 200)


def check_edits(service: Service, store: Redis) -> None:
    """Hold the service to everything that an owner may do."""
    done = [post(service, f"{SITE}/{name}", body).status for name, body in EDITS]
    assert done == [200] * len(EDITS)
    assert not store.sismember(keys.SITES, "a.org")


def check_replay(service: Service, store: Redis, count: int = 3) -> None:
    """Hold the service to views that it queues now, and whose store comes back."""
    wait_until(lambda: Site(store, "b.org").pages.get("/queued") == count)
    wait_until(lambda: view(service, "/after", "b.org") == "counted")
    assert Site(store, "b.org").pages["/queued"] == count
