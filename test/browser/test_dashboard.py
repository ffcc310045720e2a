"""The dashboard in a browser: every control, with and without a script."""

from datetime import UTC, datetime

import pytest
from browser.accessible import barriers
from browser.conftest import Picture, Stats
from browser.recorded import Recorded
from browser.watch import Watch
from browser.website import Host
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from page_tracker.storage import keys
from support.history import History
from support.valkey import Valkey

SITE = "history.example"
HALF_A_MINUTE = 31_000  # milliseconds

# Says whether the tab is behind another one.
HIDE = """value =>
    Object.defineProperty(document, "hidden", { value, configurable: true })"""


@pytest.fixture(scope="module", name="history", autouse=True)
def fixture_history(shared_valkey: Valkey) -> History:
    """A site with more than a year of views, until today."""
    history = History(
        site=SITE, days=400, pages=150, views=2000, last=datetime.now(UTC).date()
    )
    return history.fill(shared_valkey.client())


@pytest.fixture(name="home")
def fixture_home(stats: Stats, watch: Watch) -> str:
    """Where the service is for its owner: a place that browsers call secure."""
    watch.hosts.add(stats.service.address.removeprefix("http://"))
    return stats.service.address


@pytest.fixture(name="dashboard")
def fixture_dashboard(page: Page, home: str) -> Page:
    """The page of the site, with a clock that a test can move."""
    page.clock.install()
    page.goto(f"{home}/dashboard/{SITE}")
    return page


def count_view(valkey: Valkey, views: int = 1) -> None:
    """Add views to the site, as of today."""
    client, today = valkey.client(), datetime.now(UTC).date()
    client.hincrby(keys.totals(SITE), "views", views)
    client.hincrby(keys.days(SITE), f"{today}:views", views)


def asked(watch: Watch) -> int:
    """Count how often numbers were asked for; icons come when the browser likes."""
    return sum("/dashboard/" in request.url for request in watch.requests)


def views_on(page: Page) -> int:
    """Return the first of the large numbers."""
    return int(page.locator(".totals strong").first.inner_text().replace(",", ""))


def test_a_site_is_found_on_the_list_of_sites(page: Page, home: str) -> None:
    """And the list from the site."""
    page.goto(f"{home}/dashboard")
    page.get_by_role("link", name=SITE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SITE)

    page.get_by_role("link", name="All sites").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sites")


def test_every_period_can_be_picked(dashboard: Page) -> None:
    """It is marked then, and all numbers are its own."""
    seen = set()
    names = dashboard.get_by_label("Period").get_by_role("link").all_inner_texts()
    for name in names:
        dashboard.get_by_role("link", name=name, exact=True).click()
        current = dashboard.locator(".times [aria-current]")
        expect(current).to_have_text(name)
        seen.add(
            (dashboard.locator("#dates > summary").inner_text(), views_on(dashboard))
        )

    assert len(names) == 8 and len({views for _, views in seen}) > 5


def test_other_dates_can_be_picked(dashboard: Page) -> None:
    """By a form that opens, and closes with Escape."""
    dates = dashboard.locator("#dates")
    dates.locator("summary").click()
    expect(dates.get_by_role("button", name="Show")).to_be_visible()
    dashboard.keyboard.press("Escape")
    expect(dates.get_by_role("button", name="Show")).to_be_hidden()

    dates.locator("summary").press("Enter")
    dates.get_by_label("From").fill("2026-01-05")
    dates.get_by_label("To").fill("2026-01-11")
    dates.get_by_role("button", name="Show").click()

    expect(dates.locator("summary")).to_have_text("5 Jan – 11 Jan 2026")
    assert "from=2026-01-05&to=2026-01-11" in dashboard.url


def test_the_unit_of_the_chart_can_be_picked(dashboard: Page) -> None:
    """The columns are fewer then."""
    columns = dashboard.locator(".chart-column")
    expect(columns).to_have_count(30)

    dashboard.get_by_role("link", name="Months").click()

    expect(
        dashboard.get_by_role("heading", name="Views and visitors by month")
    ).to_be_visible()
    assert columns.count() in {2, 3}


def test_a_column_says_its_numbers_when_it_is_pointed_at(dashboard: Page) -> None:
    """Below the chart, where a finger does not hide them."""
    column = dashboard.locator(".chart-column").nth(4)
    column.hover(force=True)

    readout = dashboard.locator(".readout")
    expect(readout).to_have_text(column.locator("title").text_content() or "no title")
    dashboard.get_by_role("heading", level=1).hover()
    expect(readout).to_have_text("")


def test_the_chart_can_be_read_as_a_table(dashboard: Page) -> None:
    """A row for each column."""
    dashboard.get_by_text("Show as a table").click()

    table = dashboard.locator(".numbers")
    expect(table).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(30)


def test_codes_are_shown_as_names(dashboard: Page) -> None:
    """As the browser knows them."""
    for name in ("Germany", "United Kingdom", "Portuguese"):
        expect(dashboard.get_by_text(name, exact=True)).to_be_visible()


def test_a_page_is_looked_at_alone_and_left_again(dashboard: Page) -> None:
    """From the list of pages, and back."""
    pages = dashboard.get_by_role("table", name="Pages", exact=True)
    pages.get_by_role("link", name="/articles/00002").click()
    expect(dashboard.get_by_role("heading", level=1)).to_have_text("/articles/00002")
    expect(dashboard.locator(".title")).to_have_text("All about articles/00002")

    dashboard.get_by_role("link", name=SITE).click()

    expect(dashboard.get_by_role("heading", level=1)).to_have_text(SITE)


def test_all_rows_of_a_list_can_be_seen(dashboard: Page) -> None:
    """By the hundred, on and back."""
    rows = dashboard.locator("main .list tbody tr")
    dashboard.get_by_role("link", name="All pages").click()
    expect(rows).to_have_count(100)

    dashboard.get_by_role("link", name="More").click()
    expect(rows).to_have_count(50)
    dashboard.get_by_role("link", name="Before").click()

    expect(rows).to_have_count(100)


def test_new_views_are_shown_by_themselves(
    dashboard: Page, shared_valkey: Valkey, watch: Watch
) -> None:
    """Every half minute, without loading the page."""
    before = views_on(dashboard)
    dashboard.evaluate("window.kept = true")
    count_view(shared_valkey, 5)
    count = asked(watch)

    dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 5:,}")
    assert dashboard.evaluate("window.kept") and asked(watch) == count + 1


def test_nothing_is_asked_for_while_nobody_looks(
    dashboard: Page, shared_valkey: Valkey, watch: Watch
) -> None:
    """And at once when the tab is seen again."""
    before, count = views_on(dashboard), asked(watch)
    dashboard.evaluate(HIDE, True)
    count_view(shared_valkey)
    dashboard.clock.fast_forward(10 * HALF_A_MINUTE)
    assert asked(watch) == count

    dashboard.evaluate(HIDE, False)
    dashboard.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")


def test_the_numbers_can_be_made_to_stand_still(
    dashboard: Page, shared_valkey: Valkey, watch: Watch
) -> None:
    """By a button that says whether they do."""
    live = dashboard.get_by_role("button", name="Live")
    expect(live).to_have_attribute("aria-pressed", "true")
    live.click()
    expect(live).to_have_attribute("aria-pressed", "false")
    before, count = views_on(dashboard), asked(watch)
    count_view(shared_valkey)
    dashboard.clock.fast_forward(10 * HALF_A_MINUTE)
    assert asked(watch) == count

    live.click()

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")
    expect(live).to_have_attribute("aria-pressed", "true")
    expect(live).to_be_focused()


def test_who_is_reading_is_not_disturbed(
    dashboard: Page, shared_valkey: Valkey
) -> None:
    """What is open stays open, and the focus where it is."""
    dashboard.get_by_text("Show as a table").click()
    link = dashboard.get_by_role("link", name="/articles/00003")
    link.first.focus()
    before = views_on(dashboard)
    count_view(shared_valkey)

    dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")
    expect(dashboard.locator(".numbers")).to_be_visible()
    expect(link.first).to_be_focused()


def test_who_is_picking_dates_is_not_disturbed(
    dashboard: Page, shared_valkey: Valkey
) -> None:
    """Half a date is not lost."""
    dashboard.locator("#dates summary").click()
    dashboard.get_by_label("From").fill("2026-01-05")
    before = views_on(dashboard)
    count_view(shared_valkey)

    with dashboard.expect_response(lambda response: True):
        dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.get_by_label("From")).to_have_value("2026-01-05")
    assert views_on(dashboard) == before


@pytest.mark.parametrize("failure", ["nothing", "an error", "no page"])
def test_a_failure_is_got_over(
    dashboard: Page, shared_valkey: Valkey, watch: Watch, failure: str
) -> None:
    """The numbers stay until there are others."""
    watch.expected |= {"ERR_FAILED", "status of 500"}
    before = views_on(dashboard)

    def fail(route: Route) -> None:
        if failure == "nothing":
            route.abort()
        else:
            route.fulfill(status=500 if failure == "an error" else 200, body="Hello")

    dashboard.route("**/dashboard/**", fail)
    with dashboard.expect_request("**/dashboard/**"):
        dashboard.clock.fast_forward(HALF_A_MINUTE)
    dashboard.unroute("**/dashboard/**")
    assert views_on(dashboard) == before

    count_view(shared_valkey)
    dashboard.clock.fast_forward(HALF_A_MINUTE)

    expect(dashboard.locator(".totals strong").first).to_have_text(f"{before + 1:,}")


def test_what_is_over_is_not_asked_for_again(
    page: Page, home: str, watch: Watch
) -> None:
    """It does not change."""
    page.clock.install()
    page.goto(f"{home}/dashboard/{SITE}?period=yesterday")
    count = asked(watch)

    page.clock.fast_forward(10 * HALF_A_MINUTE)

    assert asked(watch) == count
    expect(page.get_by_role("button", name="Live")).to_have_count(0)


def test_a_new_site_waits_for_its_first_view(
    context: BrowserContext, page: Page, home: str, host: Host, recorded: Recorded
) -> None:
    """Then the snippet makes way for the numbers, while one looks."""
    page.clock.install()
    page.goto(f"{home}/dashboard")
    page.get_by_label("Its host name").fill(host.site)
    page.get_by_role("button", name="Show its snippet").click()
    expect(page.get_by_role("status")).to_contain_text("Waiting for the first view")
    snippet = page.locator("pre").inner_text()
    assert (
        snippet
        == f'<script defer data-site="{host.site}" src="{home}/tracker.js"></script>'
    )
    page.evaluate("window.kept = true")

    context.new_page().goto(host.write_bare("/first", head=snippet))
    recorded.has_pages({"/first": 1})
    page.clock.fast_forward(6000)

    expect(page.locator(".totals strong").first).to_have_text("1")
    assert page.evaluate("window.kept")


def test_the_snippet_can_be_copied(
    context: BrowserContext, page: Page, home: str
) -> None:
    """As it is shown."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home)
    page.goto(f"{home}/dashboard/new.example")

    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("pre").inner_text()


def test_a_name_that_is_none_is_said_beside_the_field(
    page: Page, home: str, watch: Watch
) -> None:
    """And can be mended there."""
    watch.expected.add("status of 400")
    page.goto(f"{home}/dashboard")
    page.get_by_label("Its host name").fill("no name")

    page.get_by_role("button", name="Show its snippet").click()

    expect(page.get_by_role("alert")).to_contain_text("must be a host name")
    expect(page.get_by_label("Its host name")).to_have_value("no name")


def test_all_of_it_works_without_a_script(browser: Browser, stats: Stats) -> None:
    """Links, forms and what opens; the snippet says what to put in."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stats.service.address}/dashboard")
    page.get_by_role("link", name=SITE).click()
    page.get_by_role("link", name="7 days", exact=True).click()
    page.locator("#dates summary").click()
    page.get_by_label("From", exact=True).fill("2026-01-05")
    page.get_by_label("To", exact=True).fill("2026-01-11")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("Show as a table").click()

    expect(page.locator(".numbers tbody tr")).to_have_count(7)
    expect(page.get_by_text("DE", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Live")).to_have_count(0)
    page.goto(f"{stats.service.address}/dashboard/new.example")
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
    for _ in range(24):
        dashboard.keyboard.press("Tab")
        seen.append(
            dashboard.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return [e.innerText, s.outlineStyle, parseFloat(s.outlineWidth)] }"
            )
        )

    assert all(style == "solid" and width >= 2 for _, style, width in seen)
    names = [name for name, _, _ in seen]
    assert names[:3] == ["Live", "Today", "Yesterday"] and "Show as a table" in names


PLACES = [
    "/dashboard",
    f"/dashboard/{SITE}",
    f"/dashboard/{SITE}?page=/articles/00001",
    f"/dashboard/{SITE}?list=pages",
    f"/dashboard/{SITE}?period=never",
    "/dashboard/new.example",
    "/dashboard?site=no+name",
    "/sign-in",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "screen",
    [
        pytest.param((1280, "light"), id="desktop"),
        pytest.param((390, "dark"), id="phone"),
    ],
)
def test_no_page_keeps_anybody_out(
    page: Page, home: str, watch: Watch, place: str, screen: tuple[int, str]
) -> None:
    """As far as axe-core can tell, in all that can be opened."""
    watch.expected |= {"status of 400", "status of 403"}
    show(page, *screen)
    page.goto(f"{home}{place}")
    for details in page.locator("details").all():
        details.evaluate("each => each.open = true")

    assert not barriers(page)


@pytest.mark.parametrize("place", PLACES)
def test_every_page_fits_every_screen(
    page: Page, home: str, watch: Watch, place: str
) -> None:
    """Nothing has to be moved sideways to be seen."""
    watch.expected |= {"status of 400", "status of 403"}
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
    """For the front page, and for whoever wants to see it."""
    show(dashboard, width, scheme)

    path = picture(dashboard, f"dashboard-{width}-{scheme}")

    assert path.stat().st_size > 10_000


def show(page: Page, width: int, scheme: str = "light") -> None:
    """Show it on a screen of a width, to somebody who prefers light or dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
