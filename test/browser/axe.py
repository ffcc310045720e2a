"""Accessibility: what axe-core finds in a page.

See https://github.com/dequelabs/axe-core/blob/develop/doc/API.md.
"""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

# WCAG 2.2 up to level AA, and what axe-core knows to be good beside it.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# The only rule that depends on colours. axe-core calls it a rule, not a tag.
_CONTRAST = {"type": "rule", "values": ["color-contrast"]}

_FIND = """
    async (runOnly) => {
        const found = await axe.run({runOnly, resultTypes: ["violations"]});
        return found.violations.flatMap(({id, help, nodes}) =>
            nodes.map(node => `${id}: ${help}: ${node.target.join(" ")}`));
    }
"""


def violations(page: Page) -> list[str]:
    """Return what keeps people from using a page, as "RULE: HELP: ELEMENT" each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    return list(page.evaluate(_FIND, _TAGS))


def low_contrasts(page: Page) -> list[str]:
    """Return the texts that are hard to read in the colours that are shown now.

    Takes a fifth of the time of :func:`violations`, which must have been called before
    on the same page.
    """
    return list(page.evaluate(_FIND, _CONTRAST))


@cache
def _source() -> str:
    # Of this package only the script is used.
    script = files("axe_playwright_python") / "axe.min.js"
    return script.read_text(encoding="utf-8")
