"""The canonical link: a page says which its real address is."""

import pytest
from playwright.sync_api import Page

from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host


def test_the_real_address_is_counted(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A page counts under its canonical address, whatever the requested one was."""
    host.write("/copy", head=f'<link rel="canonical" href="{host.url("/real")}">')

    page.goto(host.url("/copy?session=123"))

    recorded.has_pages({"/real": 1})


@pytest.mark.parametrize(
    ("query", "campaign"),
    [
        pytest.param("utm_source=letter&utm_medium=mail", "letter / mail", id="alone"),
        pytest.param("id=7&utm_source=letter&x=%26", "letter", id="among others"),
        pytest.param("id=7", "(none)", id="none"),
    ],
)
@pytest.mark.parametrize("real", ["/real", "/real?b=c"])
def test_campaigns_are_still_known(
    host: Host, page: Page, recorded: Recorded, *, query: str, campaign: str, real: str
) -> None:
    """Campaigns are recognised although the canonical address has no parameters."""
    host.write("/copy", head=f'<link rel="canonical" href="{real}">')

    page.goto(host.url(f"/copy?{query}"))

    recorded.has_pages({real: 1})
    recorded.has_top("campaigns", {campaign: 1})


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("https://elsewhere.example/real", id="another site"),
        pytest.param("http://[nonsense", id="no address"),
        pytest.param("mailto:a@b.example", id="no page"),
    ],
)
def test_a_link_that_leads_elsewhere_is_not_followed(
    host: Host, page: Page, recorded: Recorded, link: str
) -> None:
    """A page that was first published elsewhere is still a page of this site."""
    page.goto(host.write("/copy", head=f'<link rel="canonical" href="{link}">'))

    recorded.has_pages({"/copy": 1})


def test_a_link_to_the_site_by_its_name_is_followed(
    host: Host, page: Page, recorded: Recorded, watch: Watch
) -> None:
    """A canonical link that names the site is followed, also from a mirror."""
    head = f'<link rel="canonical" href="https://{host.site}/real">'
    mirror = host.neighbour("mirror")
    watch.hosts.add(mirror.site)
    mirror.write("/copy", head=head, data_site=host.site)

    page.goto(mirror.url("/copy"))

    recorded.has_pages({"/real": 1})


def test_a_link_does_not_speak_for_pages_that_are_shown_later(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Applications forget to change the link, or change it too late."""
    page.goto(host.write("/", head='<link rel="canonical" href="/">'))

    page.evaluate("history.pushState(null, '', '/about')")

    recorded.has_pages({"/": 1, "/about": 1})


def test_a_link_goes_with_a_fragment_that_is_a_page(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The link is that of the document, in which the fragment is a page."""
    head = '<link rel="canonical" href="/app/">'
    host.write("/app/", head=head, data_hash="")

    page.goto(host.url("/app/?session=123#/home"))

    recorded.has_pages({"/app/home": 1})
