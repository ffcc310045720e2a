"""A proxy that nobody trusts: the log and the dashboard say what to set."""

import json

from page_tracker.ingest.forwarding import MIN_REQUESTS
from support.agents import FIREFOX
from support.service import Service, Start
from support.valkey import Valkey

SAID = "PAGE_TRACKER_TRUSTED_PROXIES=127.0.0.1"


def visit(service: Service, number: int) -> None:
    """Send a view of a visitor, as a proxy on this machine does."""
    connection = service.connect()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": FIREFOX,
        "X-Forwarded-For": f"203.0.113.{number}",
    }
    body = json.dumps({"site": "a.example", "path": "/"})
    connection.request("POST", "/api/v1/views", body, headers)
    assert connection.getresponse().status == 202
    connection.close()


def warnings(service: Service) -> list[str]:
    """Return the lines of the log that say what to set."""
    return [entry["event"] for entry in service.logs() if SAID in entry["event"]]


def test_fifty_visitors_behind_a_proxy_are_a_reason_to_say_what_to_set(
    serve: Start, valkey: Valkey
) -> None:
    """Many visitors behind an untrusted proxy are detected, and the hint is given."""
    service = serve(valkey.url)

    before = service.get("/dashboard/a.example").text
    for number in range(50):
        visit(service, number)
    after = service.get("/dashboard/a.example").text

    assert SAID not in before and SAID in after
    assert len(warnings(service)) == 1


def test_visitors_behind_a_trusted_proxy_are_distinguished_without_a_hint(
    serve: Start, valkey: Valkey
) -> None:
    """With the setting from the log, visitors are distinguished without a hint."""
    service = serve(valkey.url, trusted_proxies="127.0.0.1")

    for number in range(2 * MIN_REQUESTS):
        visit(service, number)
    site = json.loads(service.get("/api/v1/sites/a.example").text)

    assert site["visitors"] == 2 * MIN_REQUESTS
    assert SAID not in service.get("/dashboard/a.example").text
    assert warnings(service) == []
