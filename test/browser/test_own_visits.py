"""Own visits: a fragment of the address leaves this browser out, or counts it again."""

import pytest
from playwright.sync_api import Page, expect

from browser.axe import violations
from browser.recorded import Recorded
from browser.website import Host

NO_STORAGE = """
    Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("denied", "SecurityError") },
    });
"""
MAIN = "<main><h1>Page</h1></main>"


def test_a_browser_can_be_left_out_and_counted_again(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """The page says so, and its address is as it was."""
    host.write("/", MAIN)
    host.write("/next", MAIN)

    page.goto(host.url("/?a=b#page-tracker-ignore"))

    expect(page.get_by_role("status")).to_have_text(
        f"page-tracker: visits with this browser are not counted on {host.site}."
    )
    assert page.url == host.url("/?a=b")
    page.goto(host.url("/next"))
    recorded.has_nothing()

    page.goto(host.url("/#page-tracker-count"))

    expect(page.get_by_role("status")).to_have_text(
        f"page-tracker: visits with this browser are counted on {host.site}."
    )
    assert page.url == host.url("/")
    recorded.has_pages({"/": 1})
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("settings", [{}, {"data_hash": ""}], ids=["path", "fragment"])
def test_a_page_that_is_open_takes_the_choice_too(
    host: Host, page: Page, recorded: Recorded, settings: dict[str, str]
) -> None:
    """An open page takes the choice when the fragment is typed into its address."""
    page.goto(host.write("/", MAIN, **settings))
    recorded.has_pages({"/": 1})

    page.evaluate("location.hash = 'page-tracker-ignore'")

    expect(page.get_by_role("status")).to_contain_text("not counted")
    assert page.url == host.url("/")
    page.evaluate("history.pushState(null, '', '/next')")
    recorded.has_pages({"/": 1})


def test_the_note_is_for_everybody_and_can_be_closed(host: Host, page: Page) -> None:
    """A screen reader reads the note aloud; Escape, or a click beside it, closes it."""
    host.write("/", MAIN)
    page.goto(host.url("/#page-tracker-ignore"))
    note = page.get_by_role("status")
    expect(note).to_contain_text("not counted")
    assert not violations(page)

    page.keyboard.press("Escape")

    expect(note).to_be_hidden()


def test_a_browser_without_storage_reports_that(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """A browser without storage keeps no choice, says so, and counts the view."""
    page.add_init_script(NO_STORAGE)
    host.write("/", MAIN)

    page.goto(host.url("/#page-tracker-ignore"))

    expect(page.get_by_role("status")).to_contain_text("cannot be kept")
    recorded.has_pages({"/": 1})


def test_other_fragments_are_the_pages_own(
    host: Host, page: Page, recorded: Recorded
) -> None:
    """Fragments that only resemble the two commands belong to the page."""
    host.write("/", MAIN)

    page.goto(host.url("/#page-tracker-ignored"))

    recorded.has_pages({"/": 1})
    assert page.url == host.url("/#page-tracker-ignored")
