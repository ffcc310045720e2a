"""The dashboard by itself: new numbers come, and nobody is disturbed."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from browser.dashboard.shown import SITE, views_on
from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host
from page_tracker.storage import keys
from support.valkey import Valkey
from support.waiting import wait_until

HALF_A_MINUTE = 31_000  # milliseconds

# Says whether the tab is behind another one.
HIDE = """value =>
    Object.defineProperty(document, "hidden", { value, configurable: true })"""

# Notes that the script has new numbers, which are shown in the same task or never.
NOTE_NUMBERS = """() => {
    const parse = DOMParser.prototype.parseFromString;
    DOMParser.prototype.parseFromString = function (...page) {
        window.hasNumbers = true;
        return parse.apply(this, page);
    };
}"""


def count_view(valkey: Valkey, views: int = 1) -> None:
    """Add views to the site, as of today."""
    client, today = valkey.client(), datetime.now(UTC).date()
    client.hincrby(keys.totals(SITE), "views", views)
    client.hincrby(keys.days(SITE), f"{today}:views", views)


def asked(watch: Watch) -> int:
    """Count how often numbers were asked for; icons come when the browser likes."""
    return sum("/dashboard/" in request.url for request in watch.requests)


def test_new_views_are_shown_by_themselves(
    dashboard: Page, shared_valkey: Valkey, watch: Watch
) -> None:
    """New views appear every half minute without loading the page."""
    before = views_on(dashboard)
    dashboard.evaluate("window.kept = true")
    count_view(shared_valkey, 5)
    count = asked(watch)

    dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 5:,}")
    assert dashboard.evaluate("window.kept") and asked(watch) == count + 1


def test_a_hidden_tab_requests_nothing(
    dashboard: Page, shared_valkey: Valkey, watch: Watch
) -> None:
    """A hidden tab requests nothing, and requests at once when it is shown again."""
    before, count = views_on(dashboard), asked(watch)
    dashboard.evaluate(HIDE, True)
    count_view(shared_valkey)
    dashboard.clock.fast_forward(10 * HALF_A_MINUTE)
    assert asked(watch) == count

    dashboard.evaluate(HIDE, False)
    dashboard.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")


def test_the_numbers_can_be_made_to_stand_still(
    dashboard: Page, shared_valkey: Valkey, watch: Watch
) -> None:
    """A button stops and resumes the updates, and shows which of the two is on."""
    live = dashboard.locator(".live")
    expect(live).to_have_attribute("aria-pressed", "true")
    live.click()
    expect(live).to_have_attribute("aria-pressed", "false")
    before, count = views_on(dashboard), asked(watch)
    count_view(shared_valkey)
    dashboard.clock.fast_forward(10 * HALF_A_MINUTE)
    assert asked(watch) == count

    live.click()

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")
    expect(live).to_have_attribute("aria-pressed", "true")
    expect(live).to_be_focused()


def test_an_update_keeps_open_panels_and_the_focus(
    dashboard: Page, shared_valkey: Valkey
) -> None:
    """An update leaves open panels open and the focus where it is."""
    dashboard.get_by_text("Show the numbers").click()
    link = dashboard.get_by_role("link", name="/articles/00003")
    link.first.focus()
    before = views_on(dashboard)
    count_view(shared_valkey)

    dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")
    expect(dashboard.locator(".numbers")).to_be_visible()
    expect(link.first).to_be_focused()


def test_an_update_keeps_the_dates_being_picked(
    dashboard: Page, shared_valkey: Valkey
) -> None:
    """New numbers do not replace a form in which somebody has chosen a date."""
    dashboard.locator("#dates summary").click()
    dashboard.get_by_label("From").fill("2026-01-05")
    before = views_on(dashboard)
    count_view(shared_valkey)

    dashboard.evaluate(NOTE_NUMBERS)
    dashboard.clock.fast_forward(HALF_A_MINUTE)
    wait_until(lambda: bool(dashboard.evaluate("window.hasNumbers")))

    expect(dashboard.get_by_label("From")).to_have_value("2026-01-05")
    assert views_on(dashboard) == before


@pytest.mark.parametrize("failure", ["nothing", "an error", "no page"])
def test_a_failure_is_got_over(
    dashboard: Page, shared_valkey: Valkey, watch: Watch, failure: str
) -> None:
    """After a failed update the numbers stay until the next one succeeds."""
    watch.expected |= {"ERR_FAILED", "status of 500"}
    before = views_on(dashboard)

    def fail(route: Route) -> None:
        if failure == "nothing":
            route.abort()
        else:
            route.fulfill(status=500 if failure == "an error" else 200, body="Hello")

    dashboard.route("**/dashboard/**", fail)
    # Not before it is over: a request that is under way would come through.
    event = "requestfailed" if failure == "nothing" else "requestfinished"
    with dashboard.expect_event(event, lambda each: "/dashboard/" in each.url):
        dashboard.clock.fast_forward(HALF_A_MINUTE)
    dashboard.unroute("**/dashboard/**")
    assert views_on(dashboard) == before

    count_view(shared_valkey)
    dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")


def test_a_period_that_is_over_is_not_requested_again(
    page: Page, home: str, watch: Watch
) -> None:
    """A period that is over is never requested again, because it cannot change."""
    page.clock.install()
    page.goto(f"{home}/dashboard/{SITE}?period=yesterday")
    count = asked(watch)

    page.clock.fast_forward(10 * HALF_A_MINUTE)

    assert asked(watch) == count
    expect(page.locator(".live")).to_have_count(0)


def test_a_new_site_waits_for_its_first_view(
    context: BrowserContext, page: Page, home: str, host: Host, recorded: Recorded
) -> None:
    """A new site's snippet is replaced by the numbers when the first view comes."""
    page.clock.install()
    page.goto(f"{home}/dashboard?all=1")
    page.get_by_label("Domain").fill(host.site)
    page.get_by_role("button", name="Get the snippet").click()
    expect(page.locator(".waits")).to_contain_text("Waiting for your first visit")
    snippet = f'<script defer data-site="{host.site}" src="{home}/tracker.js"></script>'
    expect(page.locator("pre")).to_have_text(snippet)
    page.evaluate("window.kept = true")

    context.new_page().goto(host.write_bare("/first", head=snippet))
    recorded.has_pages({"/first": 1})
    page.clock.fast_forward(6000)

    expect(page.locator(".totals strong").first).to_have_text("1")
    assert page.evaluate("window.kept")
