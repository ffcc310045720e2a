"""A whole list of a site: by the hundred, searched, sorted and downloaded."""

from webtest import TestResponse

from page_tracker.storage.reports.rankings import RankingRow
from support.canned import CannedRankings, ranked_pages
from support.html import attribute, every, text, texts
from support.people import Browse


def test_a_whole_list_is_shown_by_the_hundred(browse: Browse) -> None:
    """A whole list has a hundred rows a page, links to others, and titles."""
    browser = browse(rankings=ranked_pages(250))

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
    browser = browse(rankings=ranked_pages(150))
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
    browser = browse(rankings=ranked_pages(2))

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
