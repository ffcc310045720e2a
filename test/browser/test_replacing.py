"""Addresses that are replaced: another page, or a note of the page that is shown."""

import pytest
from playwright.sync_api import Page

from browser.recorded import Recorded
from browser.website import Host

REPLACE = "path => history.replaceState(null, '', path)"
PUSH = "path => history.pushState(null, '', path)"
# As in browsers without the Navigation API.
OLD = "delete window.navigation; delete Window.prototype.navigation"
# Milliseconds after which a page that was loaded, or scrolled, is at rest.
REST = 1100

BROWSERS = pytest.mark.parametrize(
    "preparation", ["0", OLD], ids=["Navigation API", "none"]
)
TALL = (
    '<div id="inner" style="height: 9em; overflow: scroll"><p>x<p>y<p>z<p>a</div>'
    '<div style="height: 9999px"></div>'
)


def open_page(host: Host, page: Page, preparation: str, **attributes: str) -> None:
    """Open a page that can be scrolled, and wait until it is at rest."""
    page.add_init_script(preparation)
    page.goto(host.write("/", TALL, **attributes))
    page.wait_for_timeout(REST)


@BROWSERS
def test_a_path_that_is_replaced_is_a_view(
    host: Host, page: Page, recorded: Recorded, preparation: str
) -> None:
    """A page at rest whose path is replaced shows another page."""
    open_page(host, page, preparation)

    page.evaluate(REPLACE, "/start")

    recorded.has_pages({"/": 1, "/start": 1})


@BROWSERS
@pytest.mark.parametrize("target", ["/?sort=name", "/#part", "/?a#b", "/"])
def test_a_replacement_within_a_path_is_no_view(
    host: Host, page: Page, recorded: Recorded, *, preparation: str, target: str
) -> None:
    """Query and fragment of the page are its notes, however often they change."""
    open_page(host, page, preparation)

    page.evaluate(f"({REPLACE})('/?b=c'); ({REPLACE})({target!r})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    recorded.has_pages({"/": 1})


@BROWSERS
@pytest.mark.parametrize(
    "scroll",
    [
        pytest.param("scrollBy(0, 50)", id="the page"),
        pytest.param("document.querySelector('#inner').scrollBy(0, 9)", id="a part"),
    ],
)
def test_a_path_that_is_replaced_while_the_page_is_scrolled_is_no_view(
    host: Host, page: Page, recorded: Recorded, *, preparation: str, scroll: str
) -> None:
    """Lists without an end note in the address how far a visitor has come."""
    open_page(host, page, preparation)

    page.evaluate(
        "new Promise(done => { addEventListener('scroll', () => {"
        f" history.replaceState(null, '', '/list/2'); done() }}, true); {scroll} }})"
    )

    recorded.has_pages({"/": 1})
    # The next page is one, as ever.
    page.evaluate(PUSH, "/next")
    recorded.has_pages({"/": 1, "/next": 1})


@BROWSERS
@pytest.mark.parametrize("event", ["DOMContentLoaded", "load", "pageshow"])
def test_a_path_that_is_replaced_while_the_page_is_loaded_is_no_view(
    host: Host, page: Page, recorded: Recorded, *, preparation: str, event: str
) -> None:
    """Applications tidy up the address that they were opened with."""
    script = f"addEventListener('{event}', () => ({REPLACE})('/tidy'))"
    page.add_init_script(preparation)

    page.goto(host.write("/", head=f"<script>{script}</script>"))

    recorded.has_pages({"/": 1})


@BROWSERS
def test_a_page_that_was_pushed_may_be_replaced_at_once(
    host: Host, page: Page, recorded: Recorded, preparation: str
) -> None:
    """A page that leads on before it is seen is none, also just after the load."""
    page.add_init_script(preparation)
    page.goto(host.write("/"))
    recorded.has_pages({"/": 1})

    page.evaluate(f"({PUSH})('/private'); ({REPLACE})('/sign-in')")

    recorded.has_pages({"/": 1, "/sign-in": 1})


@BROWSERS
def test_a_site_can_say_that_replacements_are_no_views(
    host: Host, page: Page, recorded: Recorded, preparation: str
) -> None:
    """With data-replace="ignore" no replaced path is a view."""
    open_page(host, page, preparation, data_replace="ignore")

    page.evaluate(REPLACE, "/start")

    recorded.has_pages({"/": 1})
    page.evaluate(PUSH, "/next")
    recorded.has_pages({"/": 1, "/next": 1})


@BROWSERS
def test_a_site_can_say_that_replacements_are_views(
    host: Host, page: Page, recorded: Recorded, preparation: str
) -> None:
    """With data-replace="count" each replaced address is a view, like a pushed one."""
    page.add_init_script(preparation)
    page.goto(host.write("/", data_replace="count"))
    recorded.has_pages({"/": 1})

    page.evaluate(REPLACE, "/start")
    recorded.has_pages({"/": 1, "/start": 1})
    page.evaluate(REPLACE, "/start?a=b")

    recorded.has_pages({"/": 1, "/start": 1, "/start?a=b": 1})
