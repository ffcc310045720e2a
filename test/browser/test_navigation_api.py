"""Routers that are made of the Navigation API."""

import pytest
from playwright.sync_api import Page

from browser.recorded import Recorded
from browser.website import Host

# Shows a page when its content is there: at once, or after some milliseconds.
ROUTER = """
    navigation.addEventListener("navigate", event => {
        if (!event.canIntercept || event.hashChange) return;
        event.intercept({handler: async () => {
            const path = new URL(event.destination.url).pathname;
            await new Promise(done => setTimeout(done, DELAY));
            if (path == "/private") await navigation.navigate(
                "/sign-in", {history: "replace"}).finished;
            else document.title = "At " + path;
        }});
    });
"""
LINKS = '<a href="/one">one</a> <a href="/two">two</a> <a href="/private">private</a>'


def open_router(host: Host, page: Page, delay: int = 0) -> None:
    """Open a page whose links are routed."""
    script = ROUTER.replace("DELAY", str(delay))
    page.goto(host.write("/", LINKS, head=f"<script>{script}</script>"))


@pytest.mark.parametrize("delay", [0, 400], ids=["at once", "slow"])
def test_each_page_that_is_routed_is_one_view(
    host: Host, page: Page, recorded: Recorded, delay: int
) -> None:
    """Each page counts once, with its own title, on the way there and back."""
    open_router(host, page, delay)

    page.click("text=one")
    recorded.has_pages({"/": 1, "/one": 1})
    page.click("text=two")
    recorded.has_pages({"/": 1, "/one": 1, "/two": 1})
    page.evaluate("history.back()")

    recorded.has_pages({"/": 1, "/one": 2, "/two": 1})
    assert recorded.titles["/one"] == "At /one"
    assert recorded.titles["/two"] == "At /two"


def test_a_page_that_is_left_before_it_is_there_is_no_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A page that is left before it is shown is no view; the last page is."""
    open_router(host, page, 400)
    recorded.has_pages({"/": 1})

    page.evaluate("document.links[0].click(); document.links[1].click()")

    recorded.has_pages({"/": 1, "/two": 1})


def test_a_page_that_leads_on_is_no_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A routed page that is replaced while it loads does not count, its target does."""
    open_router(host, page)

    page.click("text=private")

    recorded.has_pages({"/": 1, "/sign-in": 1})


@pytest.mark.parametrize("options", ["{}", "{history: 'replace'}"])
def test_the_same_page_again_is_no_view(
    host: Host, page: Page, recorded: Recorded, options: str
) -> None:
    """A link to the page that is shown leads nowhere."""
    open_router(host, page)

    page.evaluate(f"navigation.navigate('/', {options}).finished.then(() => 0)")
    page.evaluate("location.hash = 'part'")

    recorded.has_pages({"/": 1})


def test_a_query_that_is_replaced_is_no_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A router notes in the query what the page shows."""
    open_router(host, page)

    for target in ("/?a", "/?b"):
        page.evaluate(
            "to => navigation.navigate(to, {history: 'replace'}).finished"
            ".then(() => 0)",
            target,
        )

    recorded.has_pages({"/": 1})


def test_a_router_that_kept_the_browsers_own_functions_is_heard(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A replacement that goes past the script's own functions is seen as one."""
    head = "<script>const replace = history.replaceState.bind(history)</script>"
    page.goto(host.write("/", head=head))
    recorded.has_pages({"/": 1})

    page.evaluate("replace(null, '', '/?a'); replace(null, '', '/?b')")

    recorded.has_pages({"/": 1})


@pytest.mark.parametrize("name", ["var navigation = []", "function navigation() {}"])
def test_a_page_may_have_the_name_of_the_interface(
    host: Host, page: Page, recorded: Recorded, name: str
) -> None:
    """A variable called navigation hides the interface; the history still serves."""
    page.goto(host.write("/", head=f"<script>{name}</script>"))

    page.evaluate("history.pushState(null, '', '/next')")

    recorded.has_pages({"/": 1, "/next": 1})
