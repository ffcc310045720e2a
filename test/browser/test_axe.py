"""The check of accessibility itself: a check that finds nothing would say nothing."""

import pytest
from playwright.sync_api import Page

from browser.axe import violations
from browser.website import Host

GOOD = "<main><h1>Good</h1><p>To everybody.</p></main>"


def test_a_page_for_everybody_is_in_order(host: Host, page: Page) -> None:
    """An accessible page has no findings."""
    page.goto(host.write_bare("/", GOOD))

    assert not violations(page)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        pytest.param("image-alt", GOOD + '<img src="data:,">', id="an image"),
        pytest.param(
            "color-contrast",
            GOOD.replace("<p>", '<p style="color: #ddd; background: #fff">'),
            id="a text",
        ),
        pytest.param("button-name", GOOD + "<button></button>", id="a button"),
    ],
)
def test_an_accessibility_barrier_is_found(
    host: Host, page: Page, rule: str, body: str
) -> None:
    """An accessibility barrier is found, with the rule that it breaks."""
    page.goto(host.write_bare("/", body))

    assert rule in {found.partition(":")[0] for found in violations(page)}
