"""How views are sent: so that they arrive, and that nobody waits for them."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Request

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host

LEAVE = "addEventListener('DOMContentLoaded', () => { location.href = '/next' })"


def body(request: Request) -> Any:
    """Return what a request says."""
    return json.loads(request.post_data or "")


def test_a_view_is_sent_as_text(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """A view is a short request of text, for which no browser sends a preflight."""
    page.goto(host.write("/a"))
    recorded.has_pages({"/a": 1})

    (request,) = watch.sent()
    assert request.resource_type == "fetch"
    assert request.headers["content-type"] == "text/plain;charset=UTF-8"
    assert body(request) == {
        "site": host.site,
        "path": "/a",
        "referrer": "",
        "title": "Page /a",
        "width": 1280,
        "touch_points": 0,
        "brave": False,
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("delete window.fetch", id="no fetch"),
        pytest.param("window.fetch = () => { throw new Error() }", id="it throws"),
        pytest.param("window.fetch = () => Promise.reject()", id="it fails"),
    ],
)
def test_where_fetch_fails_a_view_is_a_beacon(
    host: Host, page: Page, recorded: Recorded, watch: Watch, change: str
) -> None:
    """A browser, or a page, without a working fetch sends each view by sendBeacon."""
    page.add_init_script(change)

    page.goto(host.write("/a"))

    recorded.has_pages({"/a": 1})
    (request,) = watch.sent()
    assert request.resource_type == "ping"
    assert request.headers["content-type"] == "text/plain;charset=UTF-8"


def test_a_filter_that_drops_beacons_drops_no_views(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Filter lists drop all pings to other sites, and sendBeacon still says true."""
    page.route(
        "**/*",
        lambda route: (
            route.abort() if route.request.resource_type == "ping" else route.fallback()
        ),
    )

    # The route is only looked at while Playwright waits for something.
    with page.expect_request_finished(lambda request: request.method == "POST"):
        page.goto(host.write("/a"))

    recorded.has_pages({"/a": 1})


def test_a_view_outlives_its_page(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """The request of a view is one that the browser sends although the page is left."""
    page.add_init_script(
        "const ask = fetch; fetch = (...given) => "
        "(window.asked = given, ask(...given))"
    )

    page.goto(host.write("/a"))

    recorded.has_pages({"/a": 1})
    (request,) = watch.sent()
    assert request.resource_type == "fetch"
    assert request.headers["content-type"] == "text/plain;charset=UTF-8"
    assert page.evaluate("window.asked[1].keepalive")


def test_a_view_arrives_although_its_page_is_closed_at_once(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A view arrives although its page is closed at once."""
    host.write_bare("/next")

    page.goto(host.write("/", head=f"<script>{LEAVE}</script>"))
    page.wait_for_url("**/next")

    recorded.has_pages({"/": 1})


def test_a_page_is_not_hurt_by_a_service_that_is_away(
    host: Host, page: Page, watch: Watch
) -> None:
    """An unreachable service raises nothing in the page, whose history works on."""
    watch.expected.add("Failed to load resource")
    page.route("**/api/**", lambda route: route.abort())

    page.goto(host.write("/", "<b data-page-tracker-views>–</b>"))
    page.evaluate("history.pushState(null, '', '/next')")
    while len(watch.sent()) < 4:  # or the test's time-out ends it
        page.wait_for_timeout(20)

    assert page.url == host.url("/next")
    assert page.inner_text("b") == "–"
    assert [each.resource_type for each in watch.sent()] == ["fetch", "ping"] * 2


def test_the_names_of_the_page_are_its_own(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The script leaves no global names in the page."""
    names = "Object.getOwnPropertyNames(window).sort()"
    page.goto(host.write_bare("/bare"))
    before = page.evaluate(names)

    page.goto(host.write("/", head="<script>let e, s, n, site, path</script>"))

    recorded.has_pages({"/": 1})
    assert page.evaluate(names) == before
