"""Clicks that a site wants to know of: events."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host

OUT = "https://out.example/some/page?key=secret#part"
# Clicks go nowhere, but all else happens.
STAY = "addEventListener('click', event => event.preventDefault())"
STAY_HERE = f"<script>{STAY}; {STAY.replace('click', 'auxclick')}</script>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<button data-page-tracker-event="Sign up">x</button>', id="it"),
        pytest.param(
            '<div data-page-tracker-event="Sign up"><button>x</button></div>',
            id="what is around it",
        ),
        pytest.param(
            '<button data-page-tracker-event="Sign up"><i><b>x</b></i></button>',
            id="what is in it",
        ),
        pytest.param(
            '<a href="#x" data-page-tracker-event="Sign up">x</a>', id="a link"
        ),
        pytest.param(
            '<button data-page-tracker-event="Sign up"'
            ' onclick="event.stopPropagation()">x</button>',
            id="one that keeps its clicks",
        ),
    ],
)
def test_a_click_on_what_is_marked_is_an_event(
    host: Host, page: Page, recorded: Recorded, body: str
) -> None:
    """A click on a marked element is an event with the mark's name, and no view."""
    page.goto(host.write("/", body, data_events=""))

    page.get_by_text("x").click()

    recorded.has_events({"Sign up": 1})
    recorded.has_pages({"/": 1})


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        pytest.param('<b data-page-tracker-event="A">x</b>', {}, id="not asked for"),
        pytest.param("<b>x</b>", {"data_events": ""}, id="not marked"),
        pytest.param(
            '<b data-page-tracker-event="">x</b>', {"data_events": ""}, id="no name"
        ),
        pytest.param(f'<a href="{OUT}">x</a>', {"data_events": ""}, id="a way out"),
    ],
)
def test_other_clicks_are_none(
    host: Host, page: Page, recorded: Recorded, body: str, settings: dict[str, str]
) -> None:
    """Clicks on elements without a mark are no events."""
    page.goto(host.write("/", body + STAY_HERE, **settings))

    page.get_by_text("x").click()

    recorded.has_pages({"/": 1})
    recorded.has_events({})


@pytest.mark.parametrize(
    "button", ["left", "middle"], ids=["in its place", "in a new tab"]
)
def test_an_outbound_link_is_an_event_if_the_site_enables_that(
    host: Host,
    page: Page,
    recorded: Recorded,
    button: Literal["left", "middle"],
) -> None:
    """A click on an outbound link is an event if the site enables that.

    Its name is the address, without the parts that may be secret.
    """
    body = f'<a href="{OUT}"><b>x</b></a>{STAY_HERE}'
    page.goto(host.write("/", body, data_outbound=""))

    page.get_by_text("x").click(button=button)

    recorded.has_events({"out.example/some/page": 1})


@pytest.mark.parametrize(
    ("element", "click"),
    [
        pytest.param('<a href="/next">x</a>', {}, id="a page of the site"),
        pytest.param('<a href="#part">x</a>', {}, id="a place in the page"),
        pytest.param('<a href="mailto:a@b.example">x</a>', {}, id="an address"),
        pytest.param('<a href="javascript:0">x</a>', {}, id="a script"),
        pytest.param("<a>x</a>", {}, id="no link"),
        pytest.param("<b>x</b>", {}, id="a text"),
        pytest.param(f'<a href="{OUT}">x</a>', {"button": "right"}, id="a menu"),
    ],
)
def test_internal_links_are_no_events(
    host: Host, page: Page, recorded: Recorded, element: str, click: dict[str, Any]
) -> None:
    """Links within the site, and clicks that open a context menu, are no events."""
    page.goto(host.write("/", element + STAY_HERE, data_outbound=""))

    page.get_by_text("x").click(**click)

    recorded.has_pages({"/": 1})
    recorded.has_events({})


def test_links_out_are_none_where_the_site_says_nothing(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Outbound links are no events unless the site enables that."""
    page.goto(host.write("/", f'<a href="{OUT}">x</a>{STAY_HERE}'))

    page.get_by_text("x").click()

    recorded.has_pages({"/": 1})
    recorded.has_events({})


def test_a_link_out_that_is_marked_has_the_name_of_its_mark(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A marked outbound link makes one event, with the name of the mark."""
    link = f'<a href="{OUT}" data-page-tracker-event="Buy">x</a>'
    page.goto(host.write("/", link + STAY_HERE, data_events="", data_outbound=""))

    page.get_by_text("x").click()

    recorded.has_events({"Buy": 1})


def test_an_event_arrives_although_the_page_is_left(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """An event arrives although the page is left, as a view does."""
    host.write_bare("/next")
    link = '<a href="/next" data-page-tracker-event="Next">x</a>'
    page.goto(host.write("/", link, data_events=""))

    page.get_by_text("x").click()
    page.wait_for_url("**/next")

    recorded.has_events({"Next": 1})


def test_clicks_that_a_program_makes_do_no_harm(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """Clicks by programs do no harm, even on nodes that are not elements."""
    settings = {"data_events": "", "data_outbound": ""}
    page.goto(host.write("/", **settings))

    page.evaluate("document.dispatchEvent(new MouseEvent('click'))")
    page.evaluate("window.dispatchEvent(new MouseEvent('click'))")
    page.evaluate("document.dispatchEvent(new Event('click'))")

    recorded.has_pages({"/": 1})
    assert not watch.complaints


def test_a_visitor_who_opts_out_makes_no_events(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A visitor who opts out of being counted makes no events either."""
    page.add_init_script("localStorage['page-tracker'] = 'off'")
    mark = '<b data-page-tracker-event="A">x</b>'
    page.goto(host.write("/", mark, data_events=""))

    page.get_by_text("x").click()

    recorded.has_nothing()
