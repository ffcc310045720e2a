"""Numbers in pages: elements that are marked are filled."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host
from support.service import Start
from support.valkey import Valkey

VIEWS = '<b id="views" data-page-tracker-views>–</b>'
VISITORS = '<b id="visitors" data-page-tracker-visitors>–</b>'
SITE = '<b id="site" data-page-tracker-site-views>–</b>'
OTHER = '<b id="other" data-page-tracker-views="/other">–</b>'
GRAPH = '<svg viewBox="0 0 9 9"><text id="views" data-page-tracker-views>–</text></svg>'


def shows(page: Page, **texts: str) -> None:
    """Check what elements show, by their names."""
    for name, text in texts.items():
        expect(page.locator(f"#{name}")).to_have_text(text)


def asked(watch: Watch) -> list[str]:
    """Return what was asked for numbers."""
    gets = (each.url for each in watch.requests if each.method == "GET")
    return [url.partition("/api/v1/")[2] for url in gets if "/api/" in url]


def test_the_number_of_views_includes_the_one_that_looks(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The number of views includes the current view, however soon it is read."""
    page.goto(host.write("/", VIEWS))
    shows(page, views="1")

    page.reload()
    shows(page, views="2")
    page.reload()
    shows(page, views="3")

    recorded.has_pages({"/": 3})


def test_views_visitors_and_those_of_the_site_can_be_shown(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The views and visitors of any page or the site can be shown."""
    new = '<b id="new" data-page-tracker-views="/new">–</b>'
    page.goto(host.write("/other"))
    page.reload()
    recorded.has_pages({"/other": 2})
    page.goto(host.write("/", VIEWS + VISITORS + SITE + OTHER + new))
    shows(page, views="1")

    page.reload()

    shows(page, views="2", visitors="1", site="4", other="2", new="0")


def test_many_numbers_are_asked_for_at_once(
    host: Host, page: Page, watch: Watch
) -> None:
    """The numbers of a list of pages are requested at once."""
    marks = "".join(f'<b data-page-tracker-views="/{n}?a&b">–</b>' for n in range(100))

    page.goto(host.write("/", marks))

    expect(page.get_by_text("0", exact=True)).to_have_count(100)
    assert len(asked(watch)) == 1


def test_without_marks_nothing_is_asked_for(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """A page without marked elements sends one request: its view."""
    page.goto(host.write("/"))

    recorded.has_pages({"/": 1})
    assert not asked(watch)


def test_numbers_follow_what_is_shown(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Numbers follow the page shown, also in elements added later."""
    page.goto(host.write("/", VIEWS))
    shows(page, views="1")

    # At once, as an answer that comes in between would find the elements of before.
    page.evaluate(
        "html => { history.pushState(null, '', '/next');"
        " document.body.innerHTML = html; }",
        VIEWS + SITE,
    )

    shows(page, views="1", site="2")
    recorded.has_pages({"/": 1, "/next": 1})


LATER = """
    html => setTimeout(() => document.body.insertAdjacentHTML("beforeend", html), 200)
"""


def test_elements_that_are_added_later_are_filled(
    host: Host, page: Page, watch: Watch
) -> None:
    """A page that shows a number is watched for more, and fills each once."""
    page.goto(host.write("/", VIEWS))
    shows(page, views="1")

    page.evaluate(LATER, VISITORS)
    shows(page, visitors="1")
    page.evaluate(LATER, SITE + OTHER)

    shows(page, views="1", site="1", other="0")
    assert len(asked(watch)) == 4  # one for the site


def test_elements_that_come_with_another_page_are_filled(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A page without numbers is not watched, and looked at again on its way on."""
    page.goto(host.write("/"))
    recorded.has_pages({"/": 1})

    page.evaluate(
        "html => { document.body.innerHTML = html;"
        " history.pushState(null, '', '/next') }",
        VIEWS,
    )

    shows(page, views="1")


def test_elements_that_are_added_while_the_page_is_loaded_are_filled(
    host: Host, page: Page
) -> None:
    """An application may render after the script has run."""
    script = (
        f"addEventListener('load', () => {{ document.body.innerHTML = {VIEWS!r} }})"
    )

    page.goto(host.write("/", head=f"<script>{script}</script>"))

    shows(page, views="1")


def test_elements_of_a_page_that_is_not_counted_yet_wait_for_it(
    host: Host, page: Page, watch: Watch
) -> None:
    """No number of the page before is asked for in the name of the next."""
    page.goto(host.write("/", VIEWS))
    shows(page, views="1")

    page.evaluate(
        "html => { history.pushState(null, '', '/next');"
        " document.body.innerHTML = html }",
        VIEWS,
    )

    shows(page, views="1")
    assert [url.partition("?")[2] for url in asked(watch)] == [
        "path=%2F",
        "path=%2Fnext",
    ]


def test_the_numbers_of_a_page_are_those_of_its_real_address(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The numbers of a page are those of its canonical address."""
    head = '<link rel="canonical" href="/real">'
    host.write("/copy", VIEWS, head=head)

    page.goto(host.url("/copy?utm_source=letter"))

    shows(page, views="1")
    recorded.has_pages({"/real": 1})


def test_a_drawing_can_show_numbers(host: Host, page: Page) -> None:
    """Numbers can be shown in the text elements of an SVG drawing."""
    page.goto(host.write("/", GRAPH))

    shows(page, views="1")


@pytest.mark.parametrize(
    ("settings", "script"),
    [
        pytest.param({}, "localStorage['page-tracker'] = 'off'", id="who opted out"),
        pytest.param(
            {},
            "Object.defineProperty(Navigator.prototype, 'webdriver', {value: true})",
            id="a program",
        ),
    ],
)
def test_visitors_who_are_not_counted_see_numbers(
    host: Host,
    page: Page,
    recorded: Recorded,
    settings: dict[str, Any],
    script: str,
) -> None:
    """Visitors who are not counted see the numbers, without their own views."""
    page.goto(host.write("/", VIEWS + SITE, **settings))
    shows(page, views="1", site="1")
    page.add_init_script(script)

    page.reload()

    shows(page, views="1", site="1")
    recorded.has_pages({"/": 1})


def test_numbers_that_cannot_be_had_leave_the_page_as_it_is(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """The site decides what stands there until then."""
    watch.expected.add("Failed to load resource")
    page.route("**/pages?*", lambda route: route.fulfill(status=401, json={}))

    page.goto(host.write("/", VIEWS + SITE))

    recorded.has_pages({"/": 1})
    shows(page, views="–", site="–")


def test_where_reading_takes_the_token_a_page_keeps_its_text(
    host: Host,
    context: BrowserContext,
    recorded: Recorded,
    shared_valkey: Valkey,
    serve: Start,
) -> None:
    """A visitor has no token: the view is counted, and no number is filled in."""
    service = serve(
        shared_valkey.url,
        token="correct.horse-battery_staple",
        reading="token",
        max_sites="1000",
    )
    port = urlsplit(service.address).port
    host.script = f"http://stats.example:{port}/tracker.js"
    page = context.new_page()

    # The answer without CORS headers is a failure to the browser.
    with page.expect_event("requestfailed", lambda each: "/pages?" in each.url):
        page.goto(host.write("/", VIEWS))

    recorded.has_pages({"/": 1})
    shows(page, views="–")
