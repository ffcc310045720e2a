"""Every control of the dashboard, and where it leads."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from browser.dashboard.shown import SITE, views_on, wait_for_script
from browser.watch import Watch


def test_a_site_is_found_on_the_list_of_sites(page: Page, home: str) -> None:
    """The list of sites links to a site, and the site back to the list."""
    page.goto(f"{home}/dashboard?all=1")
    page.get_by_role("link", name=SITE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SITE)

    page.get_by_role("link", name="page-tracker").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your sites")


def test_every_period_can_be_picked(dashboard: Page) -> None:
    """A period that is picked is marked, and all numbers are those of the period."""
    seen = set()
    names = dashboard.locator(".periods a").all_text_contents()
    for name in names:
        dashboard.locator("#dates > summary").click()
        dashboard.locator(".periods").get_by_role("link", name=name, exact=True).click()
        expect(dashboard.locator("#dates .name")).to_have_text(name)
        current = dashboard.locator(".periods [aria-current]")
        expect(current).to_have_text(name)
        wait_for_script(dashboard)
        seen.add(views_on(dashboard))

    assert len(names) == 12 and len(seen) > 5


def test_other_dates_can_be_picked(dashboard: Page) -> None:
    """Other dates can be picked in a form, which Escape closes."""
    dates = dashboard.locator("#dates")
    dates.locator("summary").click()
    expect(dates.get_by_role("button", name="Apply")).to_be_visible()
    dashboard.keyboard.press("Escape")
    expect(dates.get_by_role("button", name="Apply")).to_be_hidden()

    dates.locator("summary").press("Enter")
    dates.get_by_label("From").fill("2026-01-05")
    dates.get_by_label("To").fill("2026-01-11")
    dates.get_by_role("button", name="Apply").click()

    expect(dates.locator("summary")).to_have_text("Period: 5–11 Jan 2026")
    assert "from=2026-01-05&to=2026-01-11" in dashboard.url


def test_the_unit_of_the_chart_can_be_picked(dashboard: Page, home: str) -> None:
    """The columns are fewer then: one for each month of the days that are shown."""
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=ago) for ago in range(60)]  # of more than one month
    dashboard.goto(f"{home}/dashboard/{SITE}?from={days[-1]}&to={today}")
    columns = dashboard.locator(".chart-column")
    expect(columns).to_have_count(60)

    dashboard.get_by_role("link", name="Monthly").click()

    expect(
        dashboard.get_by_role("heading", name="Views and visitors per month")
    ).to_be_visible()
    expect(columns).to_have_count(len({day.month for day in days}))


def test_a_column_says_its_numbers_when_it_is_pointed_at(dashboard: Page) -> None:
    """Beside the column, where no finger hides them, with its weekday."""
    dashboard.locator(".chart-column").nth(4).hover(force=True)

    cells = dashboard.locator(".numbers tbody tr").nth(4).locator("th, td")
    name, views, visitors = cells.all_text_contents()
    tip = dashboard.locator(".tip span")
    expect(tip.nth(0)).to_have_text(name)
    expect(tip.nth(1)).to_have_text(f"{views} views")
    expect(tip.nth(2)).to_have_text(f"{visitors} visitors")
    expect(tip.nth(3)).to_contain_text("views before")
    dashboard.get_by_role("heading", level=1).hover()
    expect(dashboard.locator(".tip")).to_be_hidden()


def test_the_chart_is_walked_through_by_arrow_keys(dashboard: Page) -> None:
    """Arrow keys lead through the columns from today backwards; Enter opens a day."""
    dashboard.locator("figure").focus()
    dashboard.keyboard.press("ArrowLeft")
    tip = dashboard.locator(".tip span").first
    expect(tip).to_contain_text("so far")
    dashboard.keyboard.press("ArrowLeft")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    expect(tip).to_contain_text(f"{yesterday:%a} {yesterday.day} {yesterday:%b %Y}")
    dashboard.keyboard.press("Home")
    first = dashboard.locator(".numbers tbody th").first.text_content() or ""
    expect(tip).to_have_text(first)

    dashboard.keyboard.press("Enter")

    expect(dashboard.locator("#dates > summary")).to_contain_text(first[4:])


def test_a_column_leads_to_its_day(dashboard: Page) -> None:
    """A column links to its day, and arrows link to the days beside it."""
    dashboard.locator(".chart-column").nth(4).click(force=True)
    summary = dashboard.locator("#dates > summary")
    expect(dashboard.get_by_role("heading", name="per hour")).to_be_visible()
    day = summary.inner_text()

    dashboard.get_by_role("link", name="Previous period").click()
    expect(summary).not_to_have_text(day)
    dashboard.get_by_role("link", name="Next period").click()

    expect(summary).to_have_text(day)


def test_of_very_many_columns_each_leads_to_its_day(dashboard: Page, home: str) -> None:
    """Each of very many columns links to its day, and the table has no links then."""
    dashboard.goto(f"{home}/dashboard/{SITE}?period=90d")
    box = dashboard.locator(".plot").bounding_box()
    assert box
    day = datetime.now(UTC).date() - timedelta(days=89)

    dashboard.mouse.click(box["x"] + 3, box["y"] + 100)

    expect(dashboard.locator("#dates .days")).to_have_text(f"{day.day} {day:%b %Y}")


def test_single_keys_lead_through_time(dashboard: Page) -> None:
    """Single keys lead through time, but not with a modifier or in a text field."""
    name = dashboard.locator("#dates .name")
    for key, period in (
        ("t", "Today"),
        ("y", "Yesterday"),
        ("w", "This week"),
        ("m", "This month"),
        ("ArrowLeft", "Last month"),
        ("ArrowRight", "This month"),
    ):
        dashboard.keyboard.press(key)
        expect(name).to_have_text(period)
        wait_for_script(dashboard)
    for key in ("Alt+t", "Control+y", "Shift+W"):
        dashboard.keyboard.press(key)
    expect(name).to_have_text("This month")
    dashboard.keyboard.press("?")
    expect(dashboard.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    dashboard.keyboard.press("t")
    dashboard.keyboard.press("Escape")
    expect(name).to_have_text("This month")

    dashboard.keyboard.press("/")

    expect(dashboard.get_by_role("searchbox")).to_be_focused()
    dashboard.keyboard.type("t00149")
    expect(dashboard.get_by_role("searchbox")).to_have_value("t00149")


def test_tabs_change_without_loading_the_page(dashboard: Page) -> None:
    """Tabs change without loading the page, and the address keeps the choice."""
    dashboard.evaluate("window.kept = true")
    dashboard.get_by_role("link", name="Campaigns").click()

    expect(dashboard.locator("[data-list=campaigns]")).to_be_visible()
    assert dashboard.evaluate("window.kept")
    assert "tab.sources=campaigns" in dashboard.url


def test_a_badge_is_made_and_copied(
    context: BrowserContext, dashboard: Page, home: str
) -> None:
    """A badge is previewed and copied, and its panel stays open."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home)
    dashboard.locator("#embed > summary").click()
    dashboard.get_by_role("link", name="Square").click()
    preview = dashboard.locator(".preview img")
    expect(preview).to_be_visible()
    assert preview.evaluate("each => each.naturalWidth") > 20

    dashboard.get_by_role("button", name="Copy").first.click()

    expect(dashboard.get_by_role("button", name="Copied")).to_be_visible()
    copied = dashboard.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"![Views of {SITE}]({home}/badge/{SITE}.svg?style=")


def test_a_list_is_searched_and_sorted(dashboard: Page) -> None:
    """A list can be searched by a form and sorted by its headings."""
    dashboard.get_by_role("link", name="See all pages").click()
    dashboard.get_by_role("searchbox").fill("0014")
    dashboard.get_by_role("button", name="Search").click()
    expect(dashboard.locator(".tools p")).to_contain_text("11 pages with")

    dashboard.get_by_role("link", name="Name", exact=True).click()

    names = dashboard.locator(".whole tbody th a").all_text_contents()
    assert names == sorted(names)


def test_the_chart_can_be_read_as_a_table(dashboard: Page) -> None:
    """The chart has a table with a row for each column."""
    dashboard.get_by_text("Show the numbers").click()

    table = dashboard.locator(".numbers")
    expect(table).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(30)


def test_codes_are_shown_as_names(dashboard: Page) -> None:
    """Codes are shown as the names that the browser knows."""
    for name in ("Germany", "United Kingdom"):
        expect(dashboard.get_by_text(name, exact=True)).to_be_visible()
    dashboard.get_by_role("link", name="Languages").click()
    expect(dashboard.get_by_text("Portuguese", exact=True)).to_be_visible()


def test_a_page_is_looked_at_alone_and_left_again(dashboard: Page) -> None:
    """A page's own view opens from the list of pages, and leads back to it."""
    pages = dashboard.get_by_role("table", name="Pages", exact=True)
    pages.get_by_role("link", name="/articles/00002").click()
    expect(dashboard.get_by_role("heading", level=1)).to_have_text("/articles/00002")
    expect(dashboard.locator(".title")).to_have_text("All about articles/00002")

    dashboard.locator(".trail").get_by_role("link", name=SITE).click()

    expect(dashboard.get_by_role("heading", level=1)).to_have_text(SITE)


def test_all_rows_of_a_list_can_be_seen(dashboard: Page) -> None:
    """All rows of a list can be paged through by the hundred, on and back."""
    rows = dashboard.locator("main .list tbody tr")
    dashboard.get_by_role("link", name="See all pages").click()
    expect(rows).to_have_count(100)

    dashboard.get_by_role("link", name="Next →").click()
    expect(rows).to_have_count(50)
    dashboard.get_by_role("link", name="← Previous").click()

    expect(rows).to_have_count(100)


def test_the_snippet_can_be_copied(
    context: BrowserContext, page: Page, home: str
) -> None:
    """The snippet is copied exactly as it is shown."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home)
    page.goto(f"{home}/dashboard/new.example")

    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("pre").inner_text()


def test_a_name_that_is_none_is_said_beside_the_field(
    page: Page, home: str, watch: Watch
) -> None:
    """An invalid name is reported beside its field, and can be corrected there."""
    watch.expected.add("status of 400")
    page.goto(f"{home}/dashboard?all=1")
    page.get_by_label("Domain").fill("no name")

    page.get_by_role("button", name="Get the snippet").click()

    expect(page.get_by_role("alert")).to_contain_text("Enter a domain")
    expect(page.get_by_label("Domain")).to_have_value("no name")
