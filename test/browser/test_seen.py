"""Pages that nobody looks at yet: they are counted when somebody does."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.conftest import ARGUMENTS, CHROMIUM
from browser.recorded import Recorded
from browser.website import Host
from support.waiting import wait_until

# A headless browser has no tabs in the background.
HIDE = """
    window.away = true;
    Object.defineProperty(document, "hidden", {get: () => window.away});
"""
SHOW = """
    window.away = false;
    document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
"""

# Lets the browser show a page in advance, and goes there when the test opens a gate.
AHEAD = f"""
    <script type="speculationrules">
    {json.dumps({"prerender": [{"urls": ["/next"], "eagerness": "immediate"}]})}
    </script>
    <script>fetch("/gate").then(() => {{ location.href = "/next" }})</script>
"""

# Says that the page is loaded, and whether somebody sees the page. The browser may give
# up a page in advance and load the page again if the visitor comes before that.
LOADED = """
    <script>
    addEventListener("load", () => fetch("/loaded?" + document.prerendering));
    </script>
"""


def test_a_tab_in_the_background_is_counted_when_it_is_seen(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A background tab is counted once, when it is first seen."""
    page.add_init_script(HIDE)
    page.goto(host.write("/"))
    recorded.has_nothing()

    page.evaluate(SHOW)
    recorded.has_pages({"/": 1})
    page.evaluate("window.away = true")
    page.evaluate(SHOW)

    recorded.has_pages({"/": 1})


def test_a_page_that_is_shown_in_the_background_is_counted_when_it_is_seen(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A page shown in the background is counted when it is seen, not those before."""
    page.goto(host.write("/"))
    recorded.has_pages({"/": 1})
    page.evaluate(HIDE)
    page.evaluate("history.pushState(null, '', '/one')")
    page.evaluate("history.pushState(null, '', '/two')")
    recorded.has_pages({"/": 1})

    page.evaluate(SHOW)

    recorded.has_pages({"/": 1, "/two": 1})


def test_hidden_pages_are_counted_if_the_site_enables_that(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """``data-hidden`` is for pages on screens that nobody touches."""
    page.add_init_script(HIDE)

    page.goto(host.write("/", data_hidden=""))

    recorded.has_pages({"/": 1})


@pytest.fixture(name="visitor")
def fixture_visitor(host: Host, tmp_path: Path) -> Iterator[None]:
    """A browser that no program drives, as those show no page in advance."""
    command = [
        *(CHROMIUM, "--headless", "--user-agent=Mozilla/5.0 Chrome/150.0.0.0"),
        *(f"--user-data-dir={tmp_path}", "--remote-debugging-port=0"),
        *ARGUMENTS,
        host.write_bare("/", AHEAD),
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        yield
        process.terminate()


def test_a_page_that_is_shown_in_advance_is_counted_when_it_is_seen(
    host: Host, recorded: Recorded, request: pytest.FixtureRequest
) -> None:
    """A page that the browser loads in advance is counted once, when it is shown.

    While it is about to be shown it is visible already, and what it sends still says
    ``Sec-Purpose: prefetch``, which is not counted.
    """
    host.write("/next", head=LOADED)
    gate = host.gate("/gate")

    request.getfixturevalue("visitor")
    wait_until(lambda: bool(host.visits("/loaded?true")))
    assert [visit.purpose for visit in host.visits("/next")] == ["prefetch;prerender"]
    recorded.has_nothing()

    gate.set()
    recorded.has_pages({"/next": 1})
    assert len(host.visits("/next")) == 1
