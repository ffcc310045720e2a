"""Signing in and out in a browser, and what a share link opens."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import violations
from browser.watch import Watch
from browser.website import Host
from support.history import History
from support.service import Service
from support.valkey import Valkey

SITE, TOKEN = "private.example", "correct.horse-battery_staple"


@pytest.fixture(scope="module", name="service")
def fixture_service(
    shared_valkey: Valkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service whose numbers are for its owner, with two sites."""
    last = datetime.now(UTC).date()
    for site in (SITE, "other.example"):
        History(site=site, days=40, pages=20, last=last).fill(shared_valkey.client())
    directory = tmp_path_factory.mktemp("private")
    service = Service(directory, shared_valkey.url, token=TOKEN, reading="token")
    yield service.start()
    service.stop()


@pytest.fixture(name="home")
def fixture_home(service: Service, watch: Watch) -> str:
    """Where it is."""
    watch.hosts.add(service.address.removeprefix("http://"))
    return service.address


def sign_in(page: Page, token: str = TOKEN) -> None:
    """Fill in the form that is shown, and send it."""
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()


def test_the_token_leads_to_what_was_wanted(page: Page, home: str) -> None:
    """The token is requested once, and leads to the page that was requested."""
    wanted = f"{home}/dashboard/{SITE}?period=7d"
    page.goto(wanted)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    sign_in(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(SITE)
    assert page.url == wanted
    page.goto(f"{home}/dashboard?all=1")
    expect(page.get_by_role("link", name=SITE)).to_be_visible()


def test_another_token_is_refused_in_words(page: Page, home: str, watch: Watch) -> None:
    """A wrong token is rejected in words for screen readers; the right one works."""
    watch.expected.add("status of 403")
    page.goto(f"{home}/dashboard/{SITE}")

    sign_in(page, "wrong")

    expect(page.get_by_role("alert")).to_contain_text("That token isn’t right")
    expect(page.get_by_label("Token")).to_be_focused()
    assert not violations(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SITE)


def test_no_script_and_no_other_site_gets_the_session(page: Page, home: str) -> None:
    """The session cookie is hidden from scripts and from other sites."""
    page.goto(f"{home}/sign-in")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your sites")

    cookies = {str(each.get("name")): each for each in page.context.cookies(page.url)}

    session = cookies["page_tracker_session"]
    assert session.get("httpOnly") and session.get("sameSite") == "Strict"
    assert page.evaluate("document.cookie") == ""


def test_every_page_asks_for_the_token_after_signing_out(page: Page, home: str) -> None:
    """After signing out, every page asks for the token again."""
    page.goto(f"{home}/dashboard/{SITE}")
    sign_in(page)

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{home}/dashboard/{SITE}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_page_signed_out_elsewhere_shows_the_form(page: Page, home: str) -> None:
    """A page that was signed out elsewhere shows the form at its next update."""
    page.clock.install()
    page.goto(f"{home}/dashboard/{SITE}")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SITE)
    expect(page.locator(".live")).to_be_visible()  # its script ran
    page.context.clear_cookies()

    page.clock.fast_forward(31_000)

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("is_signed_in", [True, False], ids=["owner", "stranger"])
def test_a_link_from_another_site_leads_to_the_dashboard(
    page: Page, home: str, host: Host, is_signed_in: bool
) -> None:
    """The owner is known all the same, though the browser holds the cookie back."""
    if is_signed_in:
        page.goto(f"{home}/sign-in")
        sign_in(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Your sites")
    link = f'<a href="{home}/dashboard/{SITE}">numbers</a>'
    page.goto(host.write_bare("/links", link))

    page.get_by_role("link", name="numbers").click()

    heading = SITE if is_signed_in else "Sign in"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_share_link_opens_one_site_for_anybody(
    browser: Browser, page: Page, home: str
) -> None:
    """A share link opens one site for anybody, and is copied with its host."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home)
    page.goto(f"{home}/dashboard/{SITE}")
    sign_in(page)
    page.locator("#share > summary").click()
    page.locator("#share").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{home}/share/{SITE}?key=")

    guest = browser.new_context().new_page()
    guest.goto(link)

    expect(guest.get_by_role("heading", level=1)).to_have_text(SITE)
    guest.get_by_role("link", name="Last 7 days", exact=True).click()
    guest.get_by_role("link", name="/articles/00001").first.click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("/articles/00001")
    expect(guest.locator("#switch")).to_have_count(0)
    expect(guest.get_by_role("button", name="Sign out")).to_have_count(0)
    assert not violations(guest)
    guest.goto(link.replace(SITE, "other.example"))
    expect(guest.get_by_role("heading", level=1)).to_contain_text("doesn’t work")
    guest.context.close()
