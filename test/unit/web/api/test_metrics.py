"""Who may read the metrics, and the answer to strangers."""

from typing import Any

import pytest
from webtest import TestApp
from werkzeug.exceptions import NotFound

from page_tracker.app import Application
from page_tracker.errors import InvalidInput, StorageUnavailable
from page_tracker.metrics.exposition import text
from page_tracker.metrics.meter import Meter
from page_tracker.settings import Settings
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.api.metrics import Metrics, ScraperAccess
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.responses import PlainResponse
from page_tracker.web.router import Route, Router
from support.metrics import Samples

SCRAPER, OWNER = "scraper-scraper-scraper", "owner-owner-owner-owner"


def site(recorder: Recorder, **settings: Any) -> TestApp:
    """Return a service of nothing but its metrics."""
    chosen, meter = Settings(**settings), Meter()
    access = ScraperAccess(chosen, OwnerAuth(chosen.token, public=True))
    endpoint = Metrics(meter.row, access).get
    router = Router([Route("GET", "/metrics", endpoint)])
    return TestApp(Application(router, recorder, meter))


@pytest.mark.parametrize(
    ("settings", "token", "status"),
    [
        pytest.param({}, "", 403, id="no token is configured"),
        pytest.param({}, SCRAPER, 403, id="a token where none is"),
        pytest.param({"metrics_token": SCRAPER}, "", 401, id="a stranger"),
        pytest.param({"metrics_token": SCRAPER}, "wrong" * 5, 401, id="a guess"),
        pytest.param({"metrics_token": SCRAPER}, SCRAPER, 200, id="a scraper"),
        pytest.param({"metrics_token": SCRAPER}, "\xff" * 20, 401, id="odd bytes"),
        pytest.param({"token": OWNER}, OWNER, 200, id="the owner"),
        pytest.param({"token": OWNER}, "", 401, id="a stranger to the owner"),
        pytest.param(
            {"token": OWNER, "metrics_token": SCRAPER}, OWNER, 200, id="owner of both"
        ),
        pytest.param(
            {"token": OWNER, "metrics_token": SCRAPER}, SCRAPER, 200, id="one of both"
        ),
        pytest.param({"metrics": "public"}, "", 200, id="public"),
    ],
)
def test_numbers_about_the_service_are_not_for_strangers(
    recorder: Recorder, settings: dict[str, str], token: str, status: int
) -> None:
    """Unless a setting says so: it is closed by default, also without any token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    answer = site(recorder, **settings).get(
        "/metrics", headers=headers, expect_errors=True
    )

    assert answer.status_int == status
    assert ("page_tracker_workers" in answer.text) == (status == 200)
    assert ("PAGE_TRACKER_METRICS_TOKEN" in answer.text) == (status in {401, 403})


def test_guesses_of_the_metrics_token_are_limited(recorder: Recorder) -> None:
    """Guesses of the token are limited."""
    app = site(recorder, metrics_token=SCRAPER)
    wrong = {"Authorization": "Bearer wrong-wrong-wrong-wrong"}

    statuses = [
        app.get("/metrics", headers=wrong, expect_errors=True).status_int
        for _ in range(12)
    ]

    assert statuses[0] == 401
    assert statuses[-1] == 429


def test_the_answer_is_prometheus_text_that_no_cache_keeps(recorder: Recorder) -> None:
    """The response is in Prometheus's text format, and no cache stores it."""
    app = site(recorder, metrics="public")

    answer = app.get("/metrics")

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert app.request("/metrics", method="HEAD").text == ""


def test_earlier_requests_are_counted(recorder: Recorder) -> None:
    """Earlier requests are counted; those without a route share one line."""
    app = site(recorder, metrics="public")
    app.get("/metrics")
    for path in ("/a", "/b", "/c"):
        app.get(path, status=404)
    app.post("/metrics", status=405)

    samples = Samples(app.get("/metrics").text)

    name, unmatched = "page_tracker_requests_total", {
        "method": "other",
        "route": "unmatched",
    }
    assert samples(name, method="GET", route="/metrics", status="200") == 1
    assert samples(name, **unmatched, status="404") == 3
    assert samples(name, **unmatched, status="405") == 1
    assert len(list(samples.of(name))) == 3


@pytest.mark.parametrize(
    ("error", "kind", "number"),
    [
        pytest.param(StorageUnavailable(), "StorageUnavailable", 1, id="of the store"),
        pytest.param(ZeroDivisionError(), "other", 1, id="a mistake"),
        pytest.param(InvalidInput({}), "other", 0, id="of the client"),
        pytest.param(NotFound(), "other", 0, id="of HTTP"),
    ],
)
def test_an_error_is_counted_when_it_is_ours(
    recorder: Recorder, error: Exception, kind: str, number: int
) -> None:
    """Only errors of the service are counted as such."""

    def fail(_environ: object) -> PlainResponse:
        raise error

    meter = Meter()
    routes = Router([Route("GET", "/", fail)])
    app = TestApp(Application(routes, recorder, meter))

    app.get("/", expect_errors=True)

    samples = Samples(text(meter.row))
    name = "page_tracker_errors_total"
    assert samples(name, kind=kind) == samples.total(name) == number
