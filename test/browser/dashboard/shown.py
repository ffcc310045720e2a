"""What a dashboard shows."""

from playwright.sync_api import Page

SITE = "history.example"
"""The site that has more than a year of views."""


def wait_for_script(page: Page) -> None:
    """Wait until the whole page is loaded, and its script has run.

    After a click on a link, the first texts may be shown before the others are there.
    """
    page.wait_for_load_state("load")


def views_on(page: Page) -> int:
    """Return the first of the large numbers."""
    return int(page.locator(".totals strong").first.inner_text().replace(",", ""))
