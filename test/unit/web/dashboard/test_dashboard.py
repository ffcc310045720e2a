"""The dashboard of a site: what is on it, and that all of it is text."""

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.reports.rankings import RankingRow
from page_tracker.web.dashboard.templates import HEADERS
from support.canned import BrokenRankings, CannedRankings, CannedReports
from support.html import attribute, every, links, one, text, texts
from support.people import TOKEN, Browse

HOSTILE = """</th><script>alert(1)</script><img src=x onerror=alert(1)>"'&{{7*7}}"""


def test_a_site_is_shown_with_its_totals_chart_and_lists(browse: Browse) -> None:
    """Each under a heading of its own, in one main landmark."""
    rankings = CannedRankings(browsers=[RankingRow("Firefox", 7, None, None)])

    response = browse(rankings=rankings).get("/dashboard/a.example")

    assert text(response, "main h1") == "a.example"
    assert text(response, ".now").startswith("3 visitors right now")
    assert texts(response, ".totals dt") == ["Views", "Visitors", "Views per visitor"]
    assert texts(response, ".totals strong") == ["210", "150", "1.4"]
    assert texts(response, ".totals .change") == [
        "unchanged 210 in the 30 days before",
        "unchanged 150 in the 30 days before",
    ]
    assert attribute(response, "figure > svg", "role") == "img"
    assert len(every(response, ".numbers tbody tr")) == 30
    assert texts(response, ".list h2") == [
        "Pages",
        "Entry pages",
        "Referrers",
        "Countries",
        "Languages",
        "Campaigns",
        "Browsers",
        "Systems",
        "Devices",
        "Events",
        "Left out",
    ]
    row = "[aria-labelledby=list-browsers] tbody tr"
    assert text(response, row) == "Firefox7100 %"


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
    """Also those that refuse, or lead elsewhere."""
    browser = browse(token=TOKEN)
    for address in (
        "/dashboard",
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
            str(each["src"]).startswith("/static/") for each in every(response, "[src]")
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
        *(
            pytest.param(f"/dashboard/a.example?list={name}", id=name)
            for name in HOSTILE_NAMES
        ),
    ],
)
def test_names_that_visitors_send_stay_text(
    browse: Browse, reports: CannedReports, address: str
) -> None:
    """Whatever is in paths, titles, referrers, campaigns and events."""
    reports.reasons = {HOSTILE: 1}
    response = browse(rankings=CannedRankings(**HOSTILE_NAMES)).get(address)

    assert not every(response, "script:not([defer]), img[onerror], [onerror]")
    names = texts(response, ".list tbody th > *:not(svg)")
    assert names and all("<script>alert(1)</script>" in name for name in names)
    assert all("{{7*7}}" in name for name in names)


@pytest.mark.parametrize("path", [f"/{HOSTILE}", "/\u202egpj.exe", "//a", "/a?b=<i>&c"])
def test_the_path_and_the_title_of_a_page_stay_text(
    browse: Browse, reports: CannedReports, path: str
) -> None:
    """Its address is anybody's to write."""
    reports.title = HOSTILE

    response = browse().get("/dashboard/a.example", {"page": path})

    assert not every(response, "script:not([defer]), img[onerror], main i")
    assert text(response, ".title") == HOSTILE
    assert text(response, "h1").startswith("/")


@pytest.mark.parametrize("site", ["a.example", "[::1]:8080", "localhost:8080"])
def test_a_row_of_a_page_narrows_to_that_page(
    browse: Browse, reports: CannedReports, site: str
) -> None:
    """And from there the way leads back, in the same period."""
    reports.site = site
    rows = [RankingRow("/a?b=c d&e=ü", 7, None, None)]
    browser = browse(rankings=CannedRankings(pages=rows))
    response = browser.get(f"/dashboard/{site}?period=7d")
    assert not links(response, "[aria-labelledby=list-referrers] tbody")

    response = response.click("/a")

    assert text(response, "h1").startswith("/a?b=c%20d&e=")
    assert texts(response, ".totals strong") == ["21", "7", "5"]
    assert texts(response, ".numbers thead th") == ["Day", "Views"]
    assert not every(response, ".list")
    response = response.click(site.replace("[", r"\["), index=0)
    assert "period=7d" in response.request.url
    assert text(response, "h1") == site


def test_the_numbers_of_a_page_are_compared_and_shown_by_month(browse: Browse) -> None:
    """Where it is asked for, as far as its lists are kept."""
    browser = browse()

    compared = browser.get("/dashboard/a.example?page=/a&period=90d&unit=month")
    of_all_time = browser.get("/dashboard/a.example?page=/a&period=all")

    assert texts(compared, ".totals strong")[0] == "400"  # four months of a hundred
    assert "in the 90 days before" in text(compared, ".totals .change")
    assert not every(of_all_time, ".totals .change")


def test_a_page_that_was_never_seen_says_so(
    browse: Browse, reports: CannedReports
) -> None:
    """Somebody may have mistyped its path."""
    browser = browse()
    seen = browser.get("/dashboard/a.example?page=/a")
    reports.title = None
    reports.pages = 0

    never = browser.get("/dashboard/a.example?page=/never")
    reset = browser.get("/dashboard/a.example?page=/a")

    assert "No view of this page was ever counted." not in texts(seen, ".note")
    assert "No view of this page was ever counted." in texts(never, ".note")
    assert "No view of this page was ever counted." not in texts(reset, ".note")


def test_all_time_is_as_the_owner_has_set_it(
    browse: Browse, reports: CannedReports
) -> None:
    """The days are as they were counted, and add up to something else."""
    reports.views, reports.pages = 1234, 1001
    browser = browse()

    site = browser.get("/dashboard/a.example?period=all")
    page = browser.get("/dashboard/a.example?period=all&page=/a")

    assert texts(site, ".totals strong")[:2] == ["1,234", "5"]
    assert texts(page, ".totals strong") == ["1,001", "1,001", "5"]


def test_today_is_not_compared_for_a_page(browse: Browse) -> None:
    """Its hours are not kept, and a whole day is no match for a morning."""
    browser = browse()

    today = browser.get("/dashboard/a.example?page=/a&period=today")
    yesterday = browser.get("/dashboard/a.example?page=/a&period=yesterday")

    assert not every(today, ".change")
    assert len(every(yesterday, ".change")) == 1


def test_periods_and_units_are_links(browse: Browse, reports: CannedReports) -> None:
    """The current ones are marked, for eyes and for screen readers."""
    response = browse().get("/dashboard/a.example?period=7d&unit=day")

    assert links(response, ".times nav")["90 days"] == "/dashboard/a.example?period=90d"
    assert texts(response, ".times [aria-current]") == ["7 days"]
    assert links(response, ".series nav") == {
        "Hours": "/dashboard/a.example?period=7d&unit=hour",
        "Days": "/dashboard/a.example?period=7d&unit=day",
    }
    assert texts(response, ".series [aria-current]") == ["Days"]
    assert [each.length for each in reports.periods] == [7, 7]


def test_all_time_is_from_the_first_day_and_compared_with_nothing(
    browse: Browse, reports: CannedReports
) -> None:
    """There was nothing before."""
    response = browse().get("/dashboard/a.example?period=all")

    assert [f"{each.first}" for each in reports.periods] == ["2025-03-01"]
    assert not every(response, ".change")


def test_other_dates_are_sent_by_a_form(browse: Browse) -> None:
    """Without a script; it begins with the dates that are shown."""
    response = browse().get("/dashboard/a.example?page=/a")
    form = response.forms[0]
    assert (form["from"].value, form["to"].value) == ("2026-10-26", "2026-11-24")
    form["from"], form["to"] = "2026-11-01", ""

    response = form.submit()

    assert text(response, "h1") == "/a"
    assert text(response, "summary.current") == "1 Nov – 24 Nov 2026"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("period=never", "period"),
        ("from=2026-11-31", "from"),
        ("from=2026-11-24&to=2026-11-01", "to"),
        ("list=nonsense", "list"),
        ("list=pages&offset=-1", "offset"),
        ("list=pages&offset=9999999", "offset"),
        ("page=/" + "a" * 600, "page"),
        (f"period={HOSTILE}", "period"),
    ],
)
def test_what_makes_no_sense_is_said_on_a_page(
    browse: Browse, query: str, reason: str
) -> None:
    """With a way back."""
    response = browse().get("/dashboard/a.example", query, expect_errors=True)

    assert response.status_code == 400
    assert text(response, ".error").startswith(f"“{reason}”")
    assert links(response, "main") == {
        "The last 30 days of a.example": "/dashboard/a.example"
    }


def test_a_whole_list_is_shown_by_the_hundred(browse: Browse) -> None:
    """With links on and back, and titles of pages."""
    rankings = CannedRankings(pages=[RankingRow("/a", 7, None, "About")])
    rankings.more = True
    browser = browse(rankings=rankings)

    response = browser.get("/dashboard/a.example").click("All pages")
    assert text(response, "h1") == "Pages"
    assert text(response, ".list tbody th") == "/aAbout"
    response = response.click("More").click("More").click("Before")

    offsets = [(query.offset, query.limit) for query in rankings.queries[10:]]
    assert offsets == [(0, 100), (100, 100), (200, 100), (100, 100)]


@pytest.mark.parametrize(
    ("period", "refresh"), [("today", "30"), ("30d", "30"), ("yesterday", None)]
)
def test_what_is_not_over_is_refreshed(
    browse: Browse, period: str, refresh: str | None
) -> None:
    """Every half minute; the past stays as it is."""
    response = browse().get(f"/dashboard/a.example?period={period}")

    assert one(response, "main").get("data-refresh") == refresh


def test_a_failing_store_is_not_hidden(browse: Browse) -> None:
    """The application answers it as everywhere."""
    browser = browse(rankings=BrokenRankings(StorageUnavailable("gone")))

    response = browser.get("/dashboard/a.example", expect_errors=True)

    assert response.status_code == 500
