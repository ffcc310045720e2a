"""Every control of the dashboard, and where it leads."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from browser.dashboard.shown import SITE, views_on, wait_for_script
from browser.watch import Watch


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
        wait_for_script(dashboard)
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


def test_the_unit_of_the_chart_can_be_picked(dashboard: Page, home: str) -> None:
    """The columns are fewer then: one for each month of the days that are shown."""
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=ago) for ago in range(60)]  # of more than one month
    dashboard.goto(f"{home}/dashboard/{SITE}?from={days[-1]}&to={today}")
    columns = dashboard.locator(".chart-column")
    expect(columns).to_have_count(60)

    dashboard.get_by_role("link", name="Months").click()

    expect(
        dashboard.get_by_role("heading", name="Views and visitors by month")
    ).to_be_visible()
    expect(columns).to_have_count(len({day.month for day in days}))


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
