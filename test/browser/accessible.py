"""Accessibility, as far as a program can tell: what axe-core finds on a page."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")

# WCAG 2.2 at level AA, and what is good practice beyond it.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page) -> list[str]:
    """Return what keeps people from using a page, each with the element that it is."""
    page.evaluate(_AXE)
    options = {"runOnly": _RULES, "resultTypes": ["violations"]}
    found: Any = page.evaluate("options => axe.run(options)", options)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
