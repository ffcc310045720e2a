"""What an owner of a site sees: views with their numbers, and reports of them."""

import json
import secrets
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from support.deployment import Deployment

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture(name="site")
def fixture_site(deployment: Deployment) -> Iterator[str]:
    """A site that nobody else has; it is gone from the store afterwards."""
    name = f"{secrets.token_hex(8)}.example"
    yield name
    store = deployment.store
    for key in store.scan_iter(f"pt:{{{name}}}:*"):
        store.delete(key)
    store.srem("pt:sites", name)


def send(deployment: Deployment, view: dict[str, Any], agent: str = BROWSER) -> Any:
    """Send one view, as that browser would, and return the answer."""
    place = urlsplit(deployment.url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=10)
    headers = {"Content-Type": "application/json", "User-Agent": agent}
    try:
        connection.request("POST", "/api/v1/views", json.dumps(view), headers)
        answer = connection.getresponse()
        assert answer.status == 202
        return json.loads(answer.read())
    finally:
        connection.close()


def report(deployment: Deployment, path: str) -> Any:
    """Ask for a report."""
    answer = deployment.request(f"/api/v1/sites/{path}")
    assert answer.status == 200
    return json.loads(answer.text)


def test_a_view_is_answered_with_numbers_and_is_in_the_reports(
    deployment: Deployment, site: str
) -> None:
    """Two views of one visitor are answered with numbers, and are in the reports."""
    view = {"site": site, "path": "/a", "referrer": "https://www.google.com/"}

    first, second = send(deployment, view), send(deployment, view)

    assert first["page"] == {"views": 1, "visitors": 1}
    assert second == {
        "status": "counted",
        "page": {"views": 2, "visitors": 1},
        "site": {"views": 2, "visitors": 1},
    }
    (page,) = report(deployment, f"{site}/pages?path=/a")["pages"]
    assert (page["views"], page["visitors"]) == (2, 1)
    (row,) = report(deployment, f"{site}/top/referrers?period=7d")["rows"]
    assert row == {"name": "Google", "views": 2}


def test_a_bot_is_answered_that_it_is_ignored(
    deployment: Deployment, site: str
) -> None:
    """A bot is answered that it is ignored, and the owner sees how many there were."""
    told = send(deployment, {"site": site, "path": "/a"}, agent="curl/8.14.1")

    assert told == {"status": "ignored", "reason": "bot"}
    assert report(deployment, f"{site}/ignored?period=7d")["reasons"] == {"bot": 1}


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        pytest.param("/dashboard", "text/html", id="the dashboard"),
        pytest.param("/tracker.js", "text/javascript", id="the script"),
        pytest.param("/badge/{site}/a.svg", "image/svg+xml", id="a badge"),
        pytest.param("/chart/{site}/a.svg", "image/svg+xml", id="a chart"),
        pytest.param("/api/v1/openapi.json", "application/json", id="the description"),
    ],
)
def test_the_package_contains_every_served_file(
    deployment: Deployment, site: str, path: str, content_type: str
) -> None:
    """The installed package contains every file that people and pages open."""
    answer = deployment.request(path.format(site=site))

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith(content_type)
