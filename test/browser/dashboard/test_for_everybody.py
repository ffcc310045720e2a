"""The dashboard for everybody: any screen, any hand, any eye, with a script or not."""

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.axe import low_contrasts, violations
from browser.conftest import Picture
from browser.dashboard.shown import SITE
from browser.watch import Watch


def test_all_of_it_works_without_a_script(browser: Browser, home: str) -> None:
    """Links, forms and what opens; the snippet says what to put in."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home}/dashboard?all=1")
    page.get_by_role("link", name=SITE).click()
    page.get_by_role("link", name="Last 7 days", exact=True).click()
    page.get_by_role("link", name="Previous period").click()
    page.get_by_role("link", name="Campaigns").click()
    expect(page.locator("[data-list=campaigns]")).to_be_visible()
    page.locator("#dates summary").click()
    page.get_by_label("From", exact=True).fill("2026-01-05")
    page.get_by_label("To", exact=True).fill("2026-01-11")
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("Show the numbers").click()

    expect(page.locator(".numbers tbody tr")).to_have_count(7)
    expect(page.get_by_text("DE", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Live")).to_have_count(0)
    page.goto(f"{home}/dashboard/new.example")
    expect(page.locator("pre")).to_contain_text("https://YOUR-HOST/tracker.js")
    context.close()


def test_all_can_be_reached_by_the_keyboard(dashboard: Page) -> None:
    """The first stop leads past the head of the page; one always sees where one is."""
    dashboard.keyboard.press("Tab")
    skip = dashboard.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    dashboard.keyboard.press("Enter")
    expect(dashboard.locator("main")).to_be_focused()

    seen = []
    for _ in range(34):
        dashboard.keyboard.press("Tab")
        seen.append(
            dashboard.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return [e.innerText, s.outlineStyle, parseFloat(s.outlineWidth)] }"
            )
        )

    assert all(style == "solid" and width >= 2 for _, style, width in seen)
    names = [name for name, _, _ in seen]
    assert names[0].startswith("Live") and "Show the numbers" in names


PLACES = [
    "/dashboard?all=1",
    f"/dashboard/{SITE}",
    f"/dashboard/{SITE}?period=today&tab.sources=campaigns",
    f"/dashboard/{SITE}?period=12months&embed.metric=chart",
    f"/dashboard/{SITE}?period=90d",
    f"/dashboard/{SITE}?page=/articles/00001",
    f"/dashboard/{SITE}?list=pages",
    f"/dashboard/{SITE}?list=pages&q=nothing",
    f"/dashboard/{SITE}?period=never",
    "/dashboard/new.example",
    "/dashboard/new.example?tab.snippet=server",
    "/none",
    "/dashboard?site=no+name",
    "/sign-in",
]


@pytest.mark.parametrize("place", PLACES)
def test_no_page_keeps_anybody_out(
    page: Page, home: str, watch: Watch, place: str
) -> None:
    """axe-core finds nothing in all that can be opened, on a phone and on a desktop.

    Nor does axe-core in dark colours, and in those that the system forces on a page.
    """
    watch.expected |= {"status of 400", "status of 403", "status of 404"}
    page.goto(f"{home}{place}")
    open_all(page)
    for width in (390, 1280):
        show(page, width)
        assert not violations(page), width
        show(page, width, "dark")
        assert not low_contrasts(page), width

    page.emulate_media(forced_colors="active")
    assert not low_contrasts(page)


@pytest.mark.parametrize("place", PLACES[1:3])
def test_a_page_without_its_script_keeps_nobody_out(
    page: Page, home: str, watch: Watch, place: str
) -> None:
    """axe-core finds nothing in a page of numbers whose script could not be loaded."""
    watch.expected.add("ERR_FAILED")
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{home}{place}")
    open_all(page)
    expect(page.get_by_role("button", name="Live")).to_have_count(0)
    for width in (390, 1280):
        show(page, width)

        assert not violations(page), width


@pytest.mark.parametrize("place", PLACES)
def test_every_page_fits_every_screen(
    page: Page, home: str, watch: Watch, place: str
) -> None:
    """No page has to be scrolled sideways on any screen."""
    watch.expected |= {"status of 400", "status of 403", "status of 404"}
    page.goto(f"{home}{place}")
    for width in (320, 390, 640, 768, 1024, 1920):
        show(page, width)

        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "width", [pytest.param(1280, id="desktop"), pytest.param(390, id="phone")]
)
def test_pictures_are_kept(
    dashboard: Page, picture: Picture, width: int, scheme: str
) -> None:
    """Pictures of the dashboard are stored for the README and for inspection."""
    show(dashboard, width, scheme)

    path = picture(dashboard, f"dashboard-{width}-{scheme}")

    assert path.stat().st_size > 10_000


def open_all(page: Page) -> None:
    """Open all that can be opened."""
    page.locator("details").evaluate_all(
        "all => all.forEach(each => { each.open = true })"
    )


def show(page: Page, width: int, scheme: str = "light") -> None:
    """Show it on a screen of a width, to somebody who prefers light or dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
