"""Requests are counted by the pattern of their route."""

import pytest

from page_tracker.metrics.exposition import text
from page_tracker.metrics.meter import Requests
from page_tracker.metrics.shared_memory import ProcessCells
from support.metrics import Samples

TOTAL = "page_tracker_requests_total"
SITE = {"method": "GET", "route": "/sites/{site}"}


@pytest.mark.parametrize(
    ("number", "status", "labels"),
    [
        pytest.param(
            1, "200 OK", {"method": "GET", "route": "/", "status": "200"}, id="a first"
        ),
        pytest.param(2, "404 NOT FOUND", {**SITE, "status": "404"}, id="a last"),
        pytest.param(2, "418 I'M A TEAPOT", {**SITE, "status": "other"}, id="others"),
        pytest.param(
            0,
            "405 NO",
            {"method": "other", "route": "unmatched", "status": "405"},
            id="no route",
        ),
    ],
)
def test_a_request_counts_for_its_route_and_status(
    number: int, status: str, labels: dict[str, str]
) -> None:
    """A request counts for its route and status, with its time."""
    row = ProcessCells.alone()
    requests = Requests(row, [("GET", "/"), ("GET", "/sites/{site}")])

    requests.count(number, status, 3_000_000)

    samples = Samples(text(row))
    of_route = {name: labels[name] for name in ("method", "route")}
    assert samples(TOTAL, **labels) == samples.total(TOTAL) == 1
    assert samples("page_tracker_request_seconds_count", **of_route) == 1
    assert samples("page_tracker_request_seconds_sum", **of_route) == 0.003


def test_routes_that_nobody_asks_for_take_no_line() -> None:
    """A route without requests has no line."""
    row = ProcessCells.alone()

    Requests(row, [("GET", "/")])

    assert len(Samples(text(row))) == 0
