"""The pixel, where no script runs."""

import pytest
from playwright.sync_api import Browser, Page

from browser.conftest import Stats
from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host

# A page shows its image, or what is left of it.
SIZE = "image => image.decode().then(() => image.naturalWidth, () => 0)"


def test_a_page_without_scripts_is_counted(
    browser: Browser, host: Host, page: Page, recorded: Recorded, stats: Stats
) -> None:
    """A browser without scripts is counted by an image that names the page."""
    agent = page.evaluate("navigator.userAgent")
    image = f'<img src="{stats.url}/pixel.gif?site={host.site}&path=/a" alt="">'
    host.write_bare("/a", image)

    context = browser.new_context(user_agent=agent, java_script_enabled=False)
    context.new_page().goto(host.url("/a"))

    recorded.has_pages({"/a": 1})
    context.close()


@pytest.mark.parametrize("path", ["/a", "/a?b=c"])
def test_a_page_is_known_by_the_image_that_it_shows(
    host: Host, page: Page, recorded: Recorded, stats: Stats, path: str
) -> None:
    """A page is known by the Referer of its image, if the policy sends the path."""
    policy = 'referrerpolicy="no-referrer-when-downgrade"'
    host.write_bare("/a", f'<img src="{stats.url}/pixel.gif" {policy} alt="">')

    page.goto(host.url(path))

    recorded.has_pages({path: 1})


def test_an_image_is_shown_each_time_anew(
    host: Host, page: Page, recorded: Recorded, stats: Stats
) -> None:
    """An image is requested anew at each view: no cache stores it."""
    image = f'<img src="{stats.url}/pixel.gif?site={host.site}&path=/a" alt="">'
    page.goto(host.write_bare("/a", image))
    recorded.has_pages({"/a": 1})

    page.goto(host.write_bare("/b", image))

    recorded.has_pages({"/a": 2})


def test_an_image_that_counts_nothing_does_not_look_broken(
    host: Host, page: Page, recorded: Recorded, stats: Stats, watch: Watch
) -> None:
    """An image that counts nothing looks the same; a header has the reason."""
    watch.expected.add("400 (Bad Request)")

    page.goto(host.write_bare("/", f'<img src="{stats.url}/pixel.gif?url=x">'))

    assert page.locator("img").evaluate(SIZE) == 1
    recorded.has_nothing()
