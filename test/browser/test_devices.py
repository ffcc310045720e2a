"""Devices and browsers that only their scripts know."""

import json

import pytest
from playwright.sync_api import Browser, Page

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host
from page_tracker.tracking.submission import READERS

SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Safari/605.1.15"
)
TOUCH = "Object.defineProperty(Navigator.prototype, 'maxTouchPoints', {{value: {}}})"
BRAVE = "navigator.brave = {isBrave: async () => true}"

# Fields that a submission reads and the script does not send, with the reason.
NOT_SENT = {
    "url": "the script sends site and path",
    "language": "the browser sends Accept-Language",
}


@pytest.mark.parametrize(
    ("points", "device", "system"),
    [(5, "tablet", "iPadOS"), (1, "desktop", "macOS"), (0, "desktop", "macOS")],
)
def test_an_ipad_that_says_it_is_a_macintosh_is_a_tablet(
    browser: Browser,
    host: Host,
    recorded: Recorded,
    *,
    points: int,
    device: str,
    system: str,
) -> None:
    """No Macintosh has a screen for several fingers."""
    context = browser.new_context(user_agent=SAFARI)
    context.add_init_script(TOUCH.format(points))

    context.new_page().goto(host.write("/"))

    recorded.has_top("devices", {device: 1})
    recorded.has_top("systems", {system: 1})
    recorded.has_top("browsers", {"Safari": 1})
    context.close()


def test_brave_is_known_by_its_script(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Brave is recognised by the script, although its agent is that of Chrome."""
    page.add_init_script(BRAVE)

    page.goto(host.write("/"))

    recorded.has_top("browsers", {"Brave": 1})


def test_the_script_sends_each_field_that_is_read(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """A field that a submission reads is sent, or the list says why it is not."""
    page.goto(host.write("/", "<b data-page-tracker-event=E>x</b>", data_events=""))
    recorded.has_pages({"/": 1})

    page.get_by_text("x").click()

    recorded.has_events({"E": 1})
    event = json.loads(watch.sent()[-1].post_data or "")
    assert {*event, *NOT_SENT} == {*READERS}
