"""Navigation without loading: each new path that is seen is one view."""

import pytest
from playwright.sync_api import Page

from browser.recorded import Recorded
from browser.website import Host

# What an application does when it shows another page.
PUSH = "path => { history.pushState(null, '', path); document.title = 'At ' + path }"
REPLACE = "path => history.replaceState(null, '', path)"
TITLE = "title => { document.title = title }"


def test_a_path_that_is_pushed_is_a_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A pushed path is a view, with the title that the page has after that."""
    page.goto(host.write("/"))

    page.evaluate(PUSH, "/about")

    recorded.has_pages({"/": 1, "/about": 1})
    assert recorded.titles["/about"] == "At /about"


def test_it_comes_from_the_site_itself(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The page that led to the first view has not led to the second."""
    host.write("/")
    page.goto(host.url("/"), referer="https://news.example/")

    page.evaluate(PUSH, "/about")

    recorded.has_pages({"/": 1, "/about": 1})
    recorded.has_top("referrers", {"news.example": 1, "(internal)": 1})


def test_the_way_back_and_forth_is_views_too(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Moving back and forth in the history makes views of the pages shown."""
    page.goto(host.write("/"))
    page.evaluate(PUSH, "/about")
    recorded.has_pages({"/": 1, "/about": 1})

    page.evaluate("history.back()")
    recorded.has_pages({"/": 2, "/about": 1})
    page.evaluate("history.forward()")

    recorded.has_pages({"/": 2, "/about": 2})


def test_a_query_that_is_pushed_is_a_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A pushed query is a view, as if the page had been loaded."""
    page.goto(host.write("/list"))

    page.evaluate(PUSH, "/list?page=2")

    recorded.has_pages({"/list": 1, "/list?page=2": 1})


@pytest.mark.parametrize(
    ("change", "to"),
    [
        pytest.param(PUSH, "/list?a=b", id="the same address"),
        pytest.param(PUSH, "/list?a=b#part", id="a fragment"),
        pytest.param(REPLACE, "/list?a=b", id="the same address, replaced"),
        pytest.param(REPLACE, "/list?sort=name", id="a query, replaced"),
        pytest.param(REPLACE, "/list", id="no query, replaced"),
    ],
)
def test_a_replaced_state_of_the_same_page_is_no_view(
    host: Host, page: Page, recorded: Recorded, change: str, to: str
) -> None:
    """A changed fragment, or a tidied query, is no view of another page."""
    host.write("/list")
    page.goto(host.url("/list?a=b"))
    recorded.has_pages({"/list?a=b": 1})

    page.evaluate(change, to)

    recorded.has_pages({"/list?a=b": 1})


def test_a_query_that_was_replaced_stays_no_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A replaced query stays no view, also after a fragment link or a tab change."""
    page.goto(host.write("/list", '<a href="#part">part</a>'))
    page.evaluate(REPLACE, "/list?sort=name")

    page.click("a")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    recorded.has_pages({"/list": 1})


def test_a_page_that_leads_on_at_once_is_no_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A page that redirects at once is no view: nobody has seen it."""
    page.goto(host.write("/"))

    page.evaluate(f"({PUSH})('/private'); ({REPLACE})('/sign-in')")

    recorded.has_pages({"/": 1, "/sign-in": 1})


def test_a_pushed_page_whose_query_is_replaced_at_once_is_a_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A pushed page whose query is replaced at once is one view, of the last URL."""
    page.goto(host.write("/"))

    page.evaluate(f"({PUSH})('/list'); ({REPLACE})('/list?sort=name')")

    recorded.has_pages({"/": 1, "/list?sort=name": 1})


def test_the_history_api_works_as_before(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The application's calls of the history keep their state and their errors."""
    page.goto(host.write("/"))

    page.evaluate("history.pushState({step: 2}, '', '/two')")
    refused = page.evaluate(
        "() => { try { history.pushState(null, '', 'https://b.example/') }"
        " catch (error) { return error.name } }"
    )

    assert page.evaluate("history.state") == {"step": 2}
    assert refused == "SecurityError"
    recorded.has_pages({"/": 1, "/two": 1})


def test_a_fragment_is_a_page_if_the_site_enables_that(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Behind the path, and before the query, which tells of campaigns."""
    host.write("/app/", '<a href="#/about">about</a>', data_hash="")
    page.goto(host.url("/app/?utm_source=letter#/home"))
    recorded.has_pages({"/app/home": 1})
    recorded.has_top("campaigns", {"letter": 1})

    page.click("a")
    recorded.has_pages({"/app/home": 1, "/app/about": 1})
    page.evaluate(PUSH, "/app/#!/list?page=2")
    recorded.has_pages({"/app/home": 1, "/app/about": 1, "/app/!/list?page=2": 1})
    page.evaluate(REPLACE, "/app/#/about")

    recorded.has_pages({"/app/home": 1, "/app/about": 2, "/app/!/list?page=2": 1})


def test_a_fragment_with_a_query_is_one_page(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A fragment with a query is one page, even beside a query before it."""
    host.write("/", data_hash="")
    page.goto(host.url("/?utm_source=letter#/list?page=2"))
    recorded.has_pages({"/list?page=2": 1})

    page.evaluate("history.replaceState({scroll: 7}, '')")
    page.evaluate(REPLACE, "/?a=b#/list?page=2")

    recorded.has_pages({"/list?page=2": 1})
    recorded.has_top("campaigns", {"letter": 1})


def test_a_fragment_is_no_page_where_the_site_says_nothing(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A fragment is not a page unless the site enables that."""
    page.goto(host.write("/", '<a href="#/about">about</a>'))

    page.click("a")

    recorded.has_pages({"/": 1})


def test_a_page_that_comes_back_as_it_was_is_a_view(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Browsers keep whole pages for the way back, and load nothing then."""
    host.write("/", '<a href="/next">next</a>')
    host.write_bare("/next")
    page.goto(host.url("/?a=b"))
    page.evaluate("window.kept = true")
    page.click("a")
    page.wait_for_url("**/next")

    page.evaluate("history.back()")

    recorded.has_pages({"/?a=b": 2})
    assert page.evaluate("window.kept")
    recorded.has_top("referrers", {"(direct)": 1, "(internal)": 1})
