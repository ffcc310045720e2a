"""Other ways to load the script than the snippet's: it works, or says what to do."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host
from support.service import Service, Start
from support.valkey import Valkey

INJECT = """
    source => {
        const script = document.createElement("script");
        script.src = source;
        document.head.append(script);
        script.remove();
    }
"""
EVALUATE = "source => fetch(source).then(r => r.text()).then(text => (0, eval)(text))"
INLINE = """
    source => fetch(source).then(r => r.text()).then(text => {
        const script = document.createElement("script");
        script.textContent = text;
        document.head.append(script);
    })
"""
BLOB = """
    source => fetch(source).then(r => r.text()).then(text => {
        const script = document.createElement("script");
        script.src = URL.createObjectURL(new Blob([text]));
        document.head.append(script);
    })
"""
HELP = "page-tracker: use <script src>"


def test_a_module_counts_as_its_element_says(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """A module knows its element, although no browser tells it."""
    other = host.neighbour("shop")
    watch.hosts.add(other.site)

    page.goto(other.write("/", type="module", data_site=host.site, data_hash=""))
    page.evaluate("location.hash = '#/about'")

    recorded.has_pages({"/": 1, "/about": 1})


def test_a_script_whose_element_is_removed_at_once_counts(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Tag managers append an element without attributes, and remove it."""
    page.goto(host.write_bare("/"))

    page.evaluate(INJECT, host.script)

    recorded.has_pages({"/": 1})


@pytest.mark.parametrize(
    "way", [EVALUATE, INLINE, BLOB], ids=["eval", "inline", "blob"]
)
def test_a_script_that_has_no_address_says_what_it_needs(
    host: Host, page: Page, recorded: Recorded, watch: Watch, way: str
) -> None:
    """A text that was copied into the page cannot know where its service is."""
    watch.expected.add(HELP)
    manager = host.add_file("/manager.js", f"window.load = {way}")
    page.goto(host.write_bare("/", head=f'<script src="{manager}"></script>'))

    with page.expect_console_message(lambda said: HELP in said.text):
        page.evaluate("source => { load(source) }", host.script)

    recorded.has_nothing()


@pytest.mark.parametrize("form", ["http://{}", "https://{}/", "http://{}/blog?a=b"])
def test_an_address_in_place_of_the_sites_name_works(
    host: Host, page: Page, recorded: Recorded, form: str
) -> None:
    """The site is the host of the address, for views and for numbers."""
    views = '<b id="views" data-page-tracker-views>–</b>'

    page.goto(host.write("/", views, data_site=form.format(host.site)))

    recorded.has_pages({"/": 1})
    expect(page.locator("#views")).to_have_text("1")


def test_an_empty_name_is_none(host: Host, page: Page, recorded: Recorded) -> None:
    """A template whose variable is empty leaves the site to the script."""
    page.goto(host.write("/", data_site=""))

    recorded.has_pages({"/": 1})


def test_a_name_that_cannot_be_one_is_said_in_the_console(
    host: Host, page: Page, watch: Watch
) -> None:
    """The service's reason is in the console, in one line."""
    wanted = "page-tracker: site must be a host name no site"
    watch.expected |= {wanted, "Failed to load resource"}

    with page.expect_console_message(lambda said: said.text == wanted):
        page.goto(host.write("/", data_site="no site"))


@pytest.fixture(name="strict")
def fixture_strict(
    host: Host, shared_valkey: Valkey, serve: Start
) -> Iterator[Service]:
    """A service that records the host's site, and no others."""
    service = serve(shared_valkey.url, sites=host.site)
    port = service.address.rpartition(":")[2]
    host.script = f"http://stats.example:{port}/tracker.js"
    yield service


@pytest.mark.usefixtures("strict")
def test_another_site_than_the_services_is_said_in_the_console(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """A site whose name differs, for example by www, gets a hint in the console."""
    watch.hosts.add(host.script.split("/")[2])
    wanted = f"page-tracker: unknown_site www.{host.site}"
    watch.expected.add(wanted)

    with page.expect_console_message(lambda said: said.text == wanted):
        page.goto(host.write("/", data_site=f"www.{host.site}"))

    recorded.has_nothing()
