"""Views that are left out, unless the site says that they are to count."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host, html

ROBOT = "Object.defineProperty(Navigator.prototype, 'webdriver', {get: () => true})"
OPT_OUT = "localStorage['page-tracker'] = 'off'"
NO_STORAGE = """
    Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("denied", "SecurityError") },
    });
"""

# The name of the attribute that counts them after all, or none.
SWITCHED = pytest.mark.parametrize("switch", ["", "on"], ids=["left out", "counted"])


def switched(name: str, switch: str) -> dict[str, str]:
    """Return the attribute of the script, if it is to have one."""
    return {f"data_{name}": "true"} if switch else {}


def check(recorded: Recorded, path: str, switch: str) -> None:
    """Check that a view is counted, or that nothing is."""
    if switch:
        recorded.has_pages({path: 1})
    else:
        recorded.has_nothing()


@SWITCHED
@pytest.mark.parametrize("name", ["localhost", "app.localhost", "127.0.0.1"])
def test_a_page_on_the_developers_machine_is_not_counted(
    host: Host, page: Page, recorded: Recorded, watch: Watch, *, name: str, switch: str
) -> None:
    """A page on the developer's own machine is not counted."""
    local = host.called(name)
    watch.hosts.add(local.site)
    settings = switched("localhost", switch)

    page.goto(local.write("/", data_site=host.site, **settings))

    check(recorded, "/", switch)


@SWITCHED
def test_a_saved_page_is_not_counted(
    host: Host, page: Page, recorded: Recorded, tmp_path: Path, switch: str
) -> None:
    """A page that was saved as a file is not counted."""
    script = host.tag(data_site=host.site, **switched("localhost", switch))
    file = tmp_path / "page.html"
    file.write_text(html("A file", "", script), "utf-8")

    page.goto(file.as_uri())

    check(recorded, str(file), switch)


@SWITCHED
def test_a_page_in_a_frame_is_not_counted(
    host: Host, page: Page, recorded: Recorded, switch: str
) -> None:
    """A page in a frame is not counted: the page around it is."""
    host.write("/inside", **switched("frames", switch))

    page.goto(host.write_bare("/", '<iframe src="/inside"></iframe>'))

    check(recorded, "/inside", switch)


@SWITCHED
def test_a_browser_that_a_program_drives_is_not_counted(
    host: Host, page: Page, recorded: Recorded, switch: str
) -> None:
    """A browser that a program drives is not counted (WebDriver, section 4)."""
    page.add_init_script(ROBOT)

    page.goto(host.write("/", **switched("webdriver", switch)))

    check(recorded, "/", switch)


@SWITCHED
def test_a_visitor_who_opts_out_is_not_counted(
    host: Host, page: Page, recorded: Recorded, switch: str
) -> None:
    """The site can let its visitors, and its makers, say so."""
    page.add_init_script(OPT_OUT)

    page.goto(host.write("/", **switched("off", switch)))

    check(recorded, "/", switch)


def test_opting_out_takes_effect_at_once(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Opting out, and opting in again, take effect at once."""
    page.goto(host.write("/"))
    recorded.has_pages({"/": 1})

    page.evaluate(OPT_OUT)
    page.evaluate("history.pushState(null, '', '/one')")
    recorded.has_pages({"/": 1})
    page.evaluate("localStorage.removeItem('page-tracker')")
    page.evaluate("history.pushState(null, '', '/two')")

    recorded.has_pages({"/": 1, "/two": 1})


def test_a_browser_without_storage_is_counted(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A visitor whose browser stores nothing for sites is counted."""
    page.add_init_script(NO_STORAGE)

    page.goto(host.write("/"))

    recorded.has_pages({"/": 1})


def test_nothing_is_kept_in_the_browser(
    host: Host, page: Page, recorded: Recorded, context: BrowserContext
) -> None:
    """The script stores no cookie and nothing else in the browser."""
    page.goto(host.write("/"))
    recorded.has_pages({"/": 1})

    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(kept) == [0, 0, ""]
    assert not context.cookies()
