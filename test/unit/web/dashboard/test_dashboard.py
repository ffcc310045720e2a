"""The dashboard of a site: what is on it, and that all of it is text."""

import pytest
from webtest import TestResponse

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.reports.rankings import RankingRow
from page_tracker.web.dashboard.templates import HEADERS
from support.canned import BrokenSitePages, CannedRankings, CannedReports
from support.html import attribute, every, links, one, text, texts
from support.people import TOKEN, Browse, sign_in

HOSTILE = """</th><script>alert(1)</script><img src=x onerror=alert(1)>"'&{{7*7}}"""


def test_a_site_is_shown_with_its_totals_chart_and_lists(browse: Browse) -> None:
    """Each under a heading of its own, in one main landmark."""
    rankings = CannedRankings(browsers=[RankingRow("Firefox", 7, None, None)])

    response = browse(rankings=rankings).get("/dashboard/a.example")

    assert text(response, "main h1") == "a.example"
    assert text(response, ".now") == "3 people on the site now"
    names = [each.partition(" i")[0] for each in texts(response, ".totals dt")]
    assert names == ["Views", "Visitors", "Views per visitor"]
    assert texts(response, ".totals strong") == ["210", "150", "1.4"]
    assert texts(response, ".totals .change") == [
        "no change 210 in the previous 30 days",
        "no change 150 in the previous 30 days",
        "no change 1.4 in the previous 30 days",
    ]
    assert attribute(response, "figure > .chart", "role") == "img"
    assert len(every(response, ".numbers tbody tr")) == 30
    assert texts(response, ".list h2") == ["Pages", "Sources", "Places", "Devices"]
    assert text(response, "[data-list=browsers] tbody tr") == "Firefox7100%"
    assert "Nothing was skipped." in texts(response, ".note")
    assert "Times in UTC" in text(response, "footer > p")


def test_lists_of_one_kind_are_behind_tabs(browse: Browse) -> None:
    """The tabs are links: they work without a script, and keep the period."""
    rankings = CannedRankings(
        campaigns=[RankingRow("mobile", 2, None, None)],
        events=[RankingRow("play", 7, None, None)],
    )
    browser = browse(rankings=rankings)

    first = browser.get("/dashboard/a.example?period=7d")
    response = first.click("Campaigns").click("OS")

    assert not every(first, "[data-list=campaigns]")
    assert text(response, "[data-list=campaigns] tbody tr") == "mobile2100%"
    current = texts(response, ".lists [aria-current]")
    assert current == ["Top", "Campaigns", "Countries", "OS"]
    assert "period=7d" in response.request.url
    assert texts(response, ".list h2")[-1] == "Events"


def test_ignored_views_are_one_line_that_opens(
    browse: Browse, reports: CannedReports
) -> None:
    """Ignored views are one line that opens a list of reasons, most first."""
    reports.reasons = {"bot": 1639, "own_visit": 1}
    browser = browse()
    many = browser.get("/dashboard/a.example")
    reports.reasons = {"prefetch": 1}
    single = browser.get("/dashboard/a.example")

    assert text(many, "#ignored summary") == "1,640 requests weren’t counted"
    rows = texts(many, "#ignored tbody tr")
    assert rows == ["Bots and scripts1,639100%", "Your own visits1<1%"]
    assert text(single, "#ignored summary") == "1 request wasn’t counted"


def test_a_device_is_named_as_people_name_it(browse: Browse) -> None:
    """A device has its label; a campaign of the same name keeps its name."""
    row = RankingRow("mobile", 2, None, None)
    rankings = CannedRankings(campaigns=[row], devices=[row])

    response = browse(rankings=rankings).get(
        "/dashboard/a.example?tab.sources=campaigns&tab.devices=devices"
    )

    assert text(response, "[data-list=campaigns] tbody th") == "mobile"
    assert text(response, "[data-list=devices] tbody th") == "Phone"


@pytest.mark.parametrize("query", ["", "?page=/a", "?list=pages"])
def test_a_site_is_shown_in_the_letters_of_its_owner(
    browse: Browse, reports: CannedReports, query: str
) -> None:
    """Links and the snippet have the canonical name."""
    reports.site = "xn--j1ay.xn--p1ai"

    response = browse().get(f"/dashboard/xn--j1ay.xn--p1ai{query}")

    assert "кц.рф" in text(response, "head > title")
    assert "кц.рф" in text(response, "main")
    assert "/dashboard/xn--j1ay.xn--p1ai" in response.text


def test_every_page_has_the_strict_headers(browse: Browse) -> None:
    """Every page, redirect and refusal has the strict headers."""
    browser = browse(token=TOKEN)
    for address in (
        "/dashboard?all=1",
        "/dashboard?site=%20",
        "/dashboard/a.example",
        "/dashboard/a.example?page=/a",
        "/dashboard/a.example?list=pages",
        "/dashboard/a.example?period=never",
        "/dashboard/new.example",
        "/dashboard/no%20site",
        "/share/a.example",
        "/sign-in",
    ):
        response = browser.get(address, expect_errors=True)

        assert dict(HEADERS).items() <= dict(response.headers).items(), address
        assert not every(response, "[style], style, script:not([src])"), address
        assert all(
            str(each["src"]).startswith(("/static/", "/badge/"))
            for each in every(response, "[src]")
        ), address


HOSTILE_NAMES = {
    dimension: [
        RankingRow(f"/{HOSTILE}" if "pages" in dimension else HOSTILE, 1, None, HOSTILE)
    ]
    for dimension in (
        "pages",
        "entry_pages",
        "referrers",
        "campaigns",
        "browsers",
        "systems",
        "devices",
        "languages",
        "countries",
        "events",
    )
}


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/dashboard/a.example", id="a site"),
        pytest.param(
            "/dashboard/a.example?tab.pages=entry_pages&tab.sources=campaigns"
            "&tab.places=languages&tab.devices=systems",
            id="other tabs",
        ),
        pytest.param("/dashboard/a.example?tab.devices=devices", id="a third tab"),
        *(
            pytest.param(f"/dashboard/a.example?list={name}", id=name)
            for name in HOSTILE_NAMES
        ),
    ],
)
def test_names_that_visitors_send_stay_text(
    browse: Browse, reports: CannedReports, address: str
) -> None:
    """Names from visitors are shown as text everywhere."""
    reports.reasons = {HOSTILE: 1}
    response = browse(rankings=CannedRankings(**HOSTILE_NAMES)).get(address)

    assert not every(response, "script:not([defer]), img[onerror], [onerror]")
    names = texts(response, ".list:not(#ignored .list) tbody th > *:not(svg)")
    assert names and all("<script>alert(1)</script>" in name for name in names)
    assert all("{{7*7}}" in name for name in names)


@pytest.mark.parametrize("path", [f"/{HOSTILE}", "/\u202egpj.exe", "//a", "/a?b=<i>&c"])
def test_the_path_and_the_title_of_a_page_stay_text(
    browse: Browse, reports: CannedReports, path: str
) -> None:
    """The path and the title of a page are shown as text."""
    reports.title = HOSTILE

    response = browse().get("/dashboard/a.example", {"page": path})

    assert not every(response, "script:not([defer]), img[onerror], main i")
    assert text(response, ".title") == HOSTILE
    assert text(response, "h1").startswith("/")


@pytest.mark.parametrize("site", ["a.example", "[::1]:8080", "localhost:8080"])
def test_a_row_of_a_page_narrows_to_that_page(
    browse: Browse, reports: CannedReports, site: str
) -> None:
    """A row links to the page's view, which links back in the same period."""
    reports.site = site
    rows = [RankingRow("/a?b=c d&e=ü", 7, None, None)]
    browser = browse(rankings=CannedRankings(pages=rows))
    response = browser.get(f"/dashboard/{site}?period=7d")
    assert not links(response, "[data-list=referrers] tbody")

    response = response.click("/a")

    assert text(response, "h1").startswith("/a?b=c%20d&e=")
    assert texts(response, ".totals strong") == ["21", "0", "7", "5"]
    assert texts(response, ".numbers thead th") == ["Day", "Views"]
    assert not every(response, ".lists")
    response = response.click(site.replace("[", r"\["), href="^/dashboard", index=0)
    assert "period=7d" in response.request.url
    assert text(response, "h1") == site


def test_the_numbers_of_a_page_are_compared_and_shown_by_month(browse: Browse) -> None:
    """A page's numbers are compared, and by month on request."""
    browser = browse()

    compared = browser.get("/dashboard/a.example?page=/a&period=90d&unit=month")
    of_all_time = browser.get("/dashboard/a.example?page=/a&period=all")

    assert texts(compared, ".totals strong")[0] == "400"  # four months of a hundred
    assert "in the previous 90 days" in text(compared, ".totals .change")
    assert not every(of_all_time, ".totals .change")


def test_an_unknown_page_is_shown_as_such(
    browse: Browse, reports: CannedReports
) -> None:
    """An unknown page is shown as such."""
    browser = browse()
    seen = browser.get("/dashboard/a.example?page=/a")
    reports.title = None
    reports.pages = 0

    never = browser.get("/dashboard/a.example?page=/never")
    reset = browser.get("/dashboard/a.example?page=/a")

    assert (
        "No views yet for this page. Check the path, or wait for the first visit."
        not in texts(seen, ".note")
    )
    assert (
        "No views yet for this page. Check the path, or wait for the first visit."
        in texts(never, ".note")
    )
    assert (
        "No views yet for this page. Check the path, or wait for the first visit."
        not in texts(reset, ".note")
    )


def test_all_time_is_as_the_owner_has_set_it(
    browse: Browse, reports: CannedReports
) -> None:
    """The days are as they were counted, and add up to something else."""
    reports.views, reports.pages = 1234, 1001
    browser = browse()

    site = browser.get("/dashboard/a.example?period=all")
    page = browser.get("/dashboard/a.example?period=all&page=/a")

    assert texts(site, ".totals strong")[:2] == ["1,234", "5"]
    assert texts(page, ".totals strong") == ["1,001", "0", "1,001", "5"]


def test_today_is_not_compared_for_a_page(browse: Browse) -> None:
    """A page is not compared today, because its hours are not stored."""
    browser = browse()

    today = browser.get("/dashboard/a.example?page=/a&period=today")
    yesterday = browser.get("/dashboard/a.example?page=/a&period=yesterday")

    assert not every(today, ".change")
    assert len(every(yesterday, ".change")) == 1


def test_periods_and_units_are_links(browse: Browse, reports: CannedReports) -> None:
    """The current ones are marked, for eyes and for screen readers."""
    response = browse().get("/dashboard/a.example?period=7d&unit=day")

    address = links(response, ".periods")["Last 90 days"]
    assert address == "/dashboard/a.example?period=90d"
    assert texts(response, ".times nav [aria-current]") == ["Last 7 days"]
    assert texts(response, ".periods [aria-current]") == ["Last 7 days"]
    assert links(response, ".series nav") == {
        "Hourly": "/dashboard/a.example?period=7d&unit=hour",
        "Daily": "/dashboard/a.example?period=7d&unit=day",
    }
    assert texts(response, ".series [aria-current]") == ["Daily"]
    assert [each.length for each in reports.periods] == [7, 7]


def test_all_time_is_from_the_first_day_and_compared_with_nothing(
    browse: Browse, reports: CannedReports
) -> None:
    """All time begins on the first day, without comparison."""
    response = browse().get("/dashboard/a.example?period=all")

    assert [f"{each.first}" for each in reports.periods] == ["2025-03-01"]
    assert not every(response, ".change")


def test_other_dates_are_sent_by_a_form(browse: Browse) -> None:
    """Dates are sent by a form without a script, filled with the current ones."""
    response = browse().get("/dashboard/a.example?page=/a")
    form = response.forms[0]
    assert (form["from"].value, form["to"].value) == ("2026-10-26", "2026-11-24")
    form["from"], form["to"] = "2026-11-01", ""

    response = form.submit()

    assert text(response, "h1") == "/a"
    assert text(response, "#dates summary") == "Period: 1–24 Nov 2026"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("period=never", "period"),
        ("from=2026-11-31", "from"),
        ("from=2026-11-24&to=2026-11-01", "to"),
        ("list=nonsense", "list"),
        ("list=pages&offset=-1", "offset"),
        ("list=pages&offset=9999999", "offset"),
        ("list=pages&sort=nonsense", "sort"),
        ("list=pages&period=7d&from=2026-11-01", "period"),
        ("page=/" + "a" * 600, "page"),
        (f"period={HOSTILE}", "period"),
    ],
)
def test_an_invalid_request_is_answered_with_a_page(
    browse: Browse, query: str, reason: str
) -> None:
    """An invalid request is answered with a page that links back."""
    response = browse().get("/dashboard/a.example", query, expect_errors=True)

    assert response.status_code == 400
    said = " ".join(texts(response, "main p"))
    assert f"“{reason}”" in said or f"no {reason} called" in said
    back = links(response, "main")["Show the last 30 days of a.example"]
    assert back == "/dashboard/a.example"


def test_an_unknown_period_is_answered_with_all_that_there_are(browse: Browse) -> None:
    """An unknown period is answered with links to all periods."""
    response = browse().get("/dashboard/a.example?period=foo", expect_errors=True)

    assert text(response, "h1") == "We can’t show that"
    assert "There’s no period called “foo”. Pick one of these." in response.text
    assert links(response, "main")["This week"] == "/dashboard/a.example?period=week"


def pages(count: int) -> CannedRankings:
    """Return rankings of so many pages, the first of which has a title."""
    rows = [RankingRow(f"/{n:03}", 1000 - n, None, None) for n in range(count)]
    return CannedRankings(pages=[rows[0]._replace(title="About"), *rows[1:]])


def test_a_whole_list_is_shown_by_the_hundred(browse: Browse) -> None:
    """A whole list has a hundred rows a page, links to others, and titles."""
    browser = browse(rankings=pages(250))

    first = browser.get("/dashboard/a.example").click("See all pages")
    second = first.click("Next →")
    last = second.click("Next →")

    assert text(first, "h1") == "Pages"
    assert texts(first, ".list tbody th")[0] == "/000About"
    assert text(first, ".tools p") == "250 pages"
    lengths = [len(every(each, ".list tbody tr")) for each in (first, second, last)]
    assert lengths == [100, 100, 50]
    assert text(last, ".more span") == "3 of 3"
    assert "Next →" not in last.text
    assert text(last.click("← Previous"), ".more span") == "2 of 3"


def test_a_whole_list_can_be_searched(browse: Browse) -> None:
    """A list is searched by stored and shown names, ignoring case."""
    browser = browse(rankings=pages(150))
    form = browser.get("/dashboard/a.example?list=pages&period=7d").forms[1]
    form["q"] = "/01"
    found = form.submit()

    assert text(found, ".tools p") == "10 pages with “/01”"
    assert attribute(found, "#q", "value") == "/01"
    assert "period=7d" in found.request.url
    one_page = browser.get("/dashboard/a.example?list=pages&q=/149")
    assert text(one_page, ".tools p") == "1 page with “/149”"
    nothing = browser.get("/dashboard/a.example?list=pages&q=nowhere")
    assert text(nothing, ".empty") == "Nothing found."
    empty = browser.get("/dashboard/a.example?list=countries")
    assert text(empty, ".empty") == "Nothing in this period."


def test_a_whole_list_is_sorted_by_its_headings(browse: Browse) -> None:
    """A list can be sorted by name, by views, and by change."""
    rows = [
        RankingRow("/b", 100, None, None),
        RankingRow("/a", 9, None, None),
        RankingRow("/c", 1, None, None),
    ]
    browser = browse(rankings=CannedRankings(pages=rows))
    usual = browser.get("/dashboard/a.example?list=pages")

    by_name, by_change = usual.click("Name"), usual.click("Change")

    def order(response: TestResponse) -> list[str]:
        return texts(response, ".list tbody th")

    assert order(usual) == ["/b", "/a", "/c"]
    assert order(by_name) == ["/a", "/b", "/c"]
    assert order(by_change) == ["/b", "/a", "/c"]
    assert attribute(usual, "[aria-sort]", "aria-sort") == "descending"
    assert attribute(by_name, "[aria-sort]", "aria-sort") == "ascending"
    changes = [row.select("td")[2].get_text() for row in every(usual, "tbody tr")]
    assert changes == ["▲ 100% more", "▲ 125% more", "new"]


def test_the_columns_of_a_whole_list_are_those_that_are_known(browse: Browse) -> None:
    """Visitors of pages are known for all time, and of today no hours of yesterday."""
    browser = browse(rankings=pages(2))

    ever = browser.get("/dashboard/a.example?list=pages&period=all")
    today = browser.get("/dashboard/a.example?list=pages&period=today&sort=change")
    entries = browser.get("/dashboard/a.example?list=entry_pages&period=all")

    headings = [texts(each, "thead th") for each in (ever, today)]
    assert headings == [
        ["Name", "Views", "Share", "Visitors"],
        ["Name", "Views", "Share"],
    ]
    assert texts(ever, "tbody td")[2] == "5"
    assert not every(entries, "thead")


def test_a_whole_list_can_be_downloaded(browse: Browse) -> None:
    """A list can be downloaded as CSV, in its order, without formulas."""
    rows = [
        RankingRow("=HYPERLINK(1)", 8, None, None),
        RankingRow('a "b", c', 4, None, None),
    ]
    browser = browse(rankings=CannedRankings(events=rows))
    page = browser.get("/dashboard/a.example?list=events&period=7d")

    response = page.click("Download CSV")
    of_today = browser.get("/dashboard/a.example?list=events&period=today&format=csv")

    assert response.content_type == "text/csv"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="a.example-events.csv"'
    )
    assert response.text.splitlines() == [
        "name,count,previous",
        "'=HYPERLINK(1),8,4",
        '"a ""b"", c",4,2',
    ]
    assert of_today.text.startswith("name,count\r\n")


def test_a_page_knows_its_place_among_all_pages(browse: Browse) -> None:
    """A page shows its rank, and links to the next and the previous page."""
    rankings = pages(3)
    rankings.rows["entry_pages"] = [RankingRow("/001", 17, None, None)]
    browser = browse(rankings=rankings)

    response = browser.get("/dashboard/a.example?page=/001&period=7d")

    said = text(response, ".neighbours p")
    assert said == "33% of all views, rank 2 of 3"
    assert texts(response, ".totals strong")[1] == "17"
    assert attribute(response, "[target=_blank]", "href") == "https://a.example/001"
    before, after = response.click("Previous page"), response.click("Next page")
    assert (text(before, "h1"), text(after, "h1")) == ("/000", "/002")
    assert set(links(before, ".neighbours")) == {"Next page ›"}
    assert set(links(after, ".neighbours")) == {"‹ Previous page"}


def test_a_number_can_be_embedded_elsewhere(browse: Browse) -> None:
    """Metric and style are links; the panel stays open, and the codes follow."""
    browser = browse("https://stats.example")
    site = browser.get("/dashboard/a.example")
    page = browser.get("/dashboard/a.example?page=/b c")

    square = site.click("Square").click("Visitors", href="embed")
    chart = site.click("Chart")

    assert "open" not in one(site, "#embed").attrs
    assert "open" in one(square, "#embed").attrs
    address = "/badge/a.example.svg?metric=visitors&style=flat-square"
    assert attribute(square, ".preview img", "src") == address
    assert texts(square, ".codes code") == [
        f"![Visitors of a.example](https://stats.example{address})",
        f'<img src="https://stats.example{address}" alt="Visitors of a.example">',
        f"https://stats.example{address}",
    ]
    assert attribute(site, ".preview img", "src") == "/badge/a.example.svg"
    assert attribute(page, ".preview img", "src") == "/badge/a.example/b%20c.svg"
    assert attribute(chart, ".preview img", "src").startswith("/chart/a.example.svg?")
    assert "Square" not in chart.text


def test_a_private_badge_is_not_offered_as_if_it_were_public(browse: Browse) -> None:
    """A private badge is offered with advice on how to make badges public."""
    browser = browse(token=TOKEN, reading="token")
    sign_in(browser)

    response = browser.get("/dashboard/a.example")

    assert not every(response, ".preview")
    assert "PAGE_TRACKER_READING=token" in text(response, "#embed .panel > p")


def test_other_sites_are_one_step_away(browse: Browse) -> None:
    """The header of each page links to the other sites."""
    response = browse().get("/dashboard/a.example")

    assert links(response, "#switch") == {
        "b.example": "/dashboard/b.example",
        "All sites": "/dashboard?all=1",
    }


@pytest.mark.parametrize(
    ("period", "refresh"), [("today", "30"), ("30d", "30"), ("yesterday", None)]
)
def test_a_current_period_is_refreshed(
    browse: Browse, period: str, refresh: str | None
) -> None:
    """Only a page whose period is not over is refreshed every half minute."""
    response = browse().get(f"/dashboard/a.example?period={period}")

    assert one(response, "main").get("data-refresh") == refresh


def test_a_failing_store_is_not_hidden(browse: Browse) -> None:
    """Errors of the store are passed on to the application."""
    browser = browse(site_pages=BrokenSitePages(StorageUnavailable("gone")))

    response = browser.get("/dashboard/a.example", expect_errors=True)

    assert response.status_code == 500
