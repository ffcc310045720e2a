"""What a dashboard shows."""

from playwright.sync_api import Page

SITE = "history.example"
"""The site that has more than a year of views."""


def views_on(page: Page) -> int:
    """Return the first of the large numbers."""
    return int(page.locator(".totals strong").first.inner_text().replace(",", ""))
