"""The dashboard of a site: what is on it, and that all of it is text."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.reports.rankings import RankingRow
from page_tracker.web.dashboard.templates import HEADERS
from support.canned import BrokenSitePages, CannedRankings, CannedReports, ranked_pages
from support.hostile import MARKUP
from support.html import attribute, every, links, one, text, texts
from support.people import TOKEN, Browse, sign_in


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
        RankingRow(f"/{MARKUP}" if "pages" in dimension else MARKUP, 1, None, MARKUP)
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
    reports.reasons = {MARKUP: 1}
    response = browse(rankings=CannedRankings(**HOSTILE_NAMES)).get(address)

    assert not every(response, "script:not([defer]), img[onerror], [onerror]")
    names = texts(response, ".list:not(#ignored .list) tbody th > *:not(svg)")
    assert names and all("<script>alert(1)</script>" in name for name in names)
    assert all("{{7*7}}" in name for name in names)


@pytest.mark.parametrize("path", [f"/{MARKUP}", "/\u202egpj.exe", "//a", "/a?b=<i>&c"])
def test_the_path_and_the_title_of_a_page_stay_text(
    browse: Browse, reports: CannedReports, path: str
) -> None:
    """The path and the title of a page are shown as text."""
    reports.title = MARKUP

    response = browse().get("/dashboard/a.example", {"page": path})

    assert not every(response, "script:not([defer]), img[onerror], main i")
    assert text(response, ".title") == MARKUP
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


def test_a_page_knows_its_place_among_all_pages(browse: Browse) -> None:
    """A page shows its rank, and links to the next and the previous page."""
    rankings = ranked_pages(3)
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


def test_a_failing_store_is_not_hidden(browse: Browse) -> None:
    """Errors of the store are passed on to the application."""
    browser = browse(site_pages=BrokenSitePages(StorageUnavailable("gone")))

    response = browser.get("/dashboard/a.example", expect_errors=True)

    assert response.status_code == 500
