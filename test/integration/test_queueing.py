"""With the store away, views are answered as queued; later they are counted."""

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from page_tracker.cli.main import main
from page_tracker.storage import keys
from support.agents import FIREFOX
from support.proxy import Proxy
from support.records import Site
from support.service import Answer, Service, Start
from support.waiting import wait_until


@pytest.fixture(name="service")
def fixture_service(serve: Start, proxy: Proxy) -> Service:
    """A service whose store is behind the proxy, and that has seen a view."""
    service = serve(proxy.url, redis_timeout="2")
    assert told(post(service, "/first")) == "counted"
    return service


def post(service: Service, path: str, site: str = "a.org", **more: str) -> Answer:
    """Send a view."""
    body = json.dumps({"site": site, "path": path, **more})
    headers = {"Content-Type": "application/json", "User-Agent": FIREFOX}
    connection: HTTPConnection = service.connect()
    try:
        connection.request("POST", "/api/v1/views", body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        return Answer(response.status, dict(response.getheaders()), text)
    finally:
        connection.close()


def told(answer: Answer) -> Any:
    """Return what became of a view."""
    assert answer.status == 202, answer
    return json.loads(answer.text)["status"]


def told_by_pixel(service: Service, path: str) -> tuple[int, str | None]:
    """Ask for the pixel; returns its status and what became of the view."""
    connection = service.connect()
    try:
        connection.request("GET", path, headers={"User-Agent": FIREFOX})
        response = connection.getresponse()
        response.read()
        return response.status, response.getheader("X-Page-Tracker")
    finally:
        connection.close()


@pytest.mark.sensitive
def test_a_view_that_has_to_wait_is_told_so_and_counted_later(
    service: Service, proxy: Proxy, client: Redis
) -> None:
    """A view that must wait is answered as queued, and counted later in full."""
    proxy.refuse()

    answers = [post(service, "/a", title="A page") for _ in range(3)]
    answers.append(post(service, "/b", site="b.org"))
    counter = service.get("/")
    proxy.refusing = False
    wait_until(lambda: Site(client).pages.get("/a") == 3)
    wait_until(lambda: bool(client.sismember(keys.SITES, "b.org")))
    after = post(service, "/a")

    assert {each.text for each in answers} == {'{"status":"queued"}'}
    assert answers[0].headers["Access-Control-Allow-Origin"] == "*"
    assert counter.status == 500
    assert client.get("page_views") is None
    assert Site(client).titles == {"/a": "A page"}
    assert told(after) in ("counted", "queued")
    wait_until(lambda: Site(client).totals == {"views": 5, "visitors": 1})


def test_what_is_left_out_is_told_so_as_always(service: Service, proxy: Proxy) -> None:
    """Ignored and invalid views are answered as always while the store is away."""
    proxy.refuse()
    post(service, "/a")

    warned = post(service, "/a", title=7)  # type: ignore[arg-type]
    mistake = post(service, 7)  # type: ignore[arg-type]

    assert warned.status == 202
    assert json.loads(warned.text) == {
        "status": "queued",
        "warnings": {"title": "must be a text"},
    }
    assert mistake.status == 400
    assert "path" in json.loads(mistake.text)["errors"]


def test_an_image_that_counts_is_shown_also_while_its_view_waits(
    service: Service, proxy: Proxy, client: Redis
) -> None:
    """A badge with dots for the number, and the pixel, which says it in a header."""
    proxy.refuse()
    post(service, "/a")  # finds out that the store is away

    badge = service.get("/hit/a.org/a.svg", **{"User-Agent": FIREFOX})
    pixel = told_by_pixel(service, "/pixel.gif?site=a.org&path=/a")
    proxy.refusing = False
    wait_until(lambda: Site(client).pages.get("/a") == 3)

    assert badge.status == 200
    assert "\N{HORIZONTAL ELLIPSIS}" in badge.text
    assert pixel == (200, "queued")


def test_readiness_tells_how_much_waits(service: Service, proxy: Proxy) -> None:
    """Readiness reports how many views are pending and since when, if any are."""
    proxy.refuse()
    for path in ("/a", "/b"):
        post(service, path)

    wait_until(lambda: service.get("/readyz").status == 503)
    away = service.get("/readyz")
    proxy.refusing = False
    wait_until(lambda: service.get("/readyz").text == '{"status": "ok"}')

    assert json.loads(away.text)["queued"]["views"] == 2
    assert json.loads(away.text)["queued"]["since"].endswith("+00:00")


def test_without_a_journal_readiness_tells_of_the_store_alone(
    serve: Start, proxy: Proxy
) -> None:
    """Without a journal, readiness reports on the store alone."""
    service = serve(proxy.url, journal="off")

    assert service.get("/readyz").text == '{"status": "ok"}'


def test_a_service_that_starts_without_its_store_takes_views(
    serve: Start, proxy: Proxy, client: Redis
) -> None:
    """A service that starts without its store queues views without visitors."""
    proxy.refuse()
    service = serve(proxy.url, redis_timeout="2")

    answers = [told(post(service, "/a")) for _ in range(3)]
    proxy.refusing = False
    wait_until(lambda: Site(client).totals == {"views": 3})

    assert answers == ["queued"] * 3


def test_what_was_queued_before_a_restart_is_counted_after_it(
    serve: Start, service: Service, proxy: Proxy, client: Redis
) -> None:
    """The next worker adopts the journal of the last one."""
    proxy.refuse()
    for _ in range(3):
        post(service, "/a")
    service.stop()

    proxy.refusing = False
    serve(proxy.url, data_dir=str(service.directory / "data"))

    wait_until(lambda: Site(client).pages == {"/first": 1, "/a": 3})


def test_a_place_that_cannot_keep_a_journal_stops_the_start(
    proxy: Proxy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An unusable journal directory ends the start with one line of advice."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REDIS_URL", proxy.url)
    monkeypatch.setenv("PAGE_TRACKER_DATA_DIR", str(tmp_path / "file"))

    status = main(["serve", "--port", "0"])

    assert status == 2
    assert capsys.readouterr().err.endswith(
        "PAGE_TRACKER_JOURNAL=off to run without one\n"
    )
