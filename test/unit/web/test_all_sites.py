"""The list of sites, and sites that have no views yet."""

import pytest

from support.canned import CannedReports
from support.html import attribute, every, links, text, texts
from support.people import Browse

HOSTILE = """'><script>alert(1)</script>"""


def test_all_sites_are_shown_with_their_last_days(browse: Browse) -> None:
    """All sites are listed with their last days, unseen ones last."""
    browser = browse(sites=frozenset({"a.example", "z.example", "b.example"}))

    response = browser.get("/dashboard")

    assert list(links(response, ".sites tbody")) == [
        "a.example",
        "b.example",
        "z.example",
    ]
    row = every(response, ".sites tbody tr")[0]
    cells = [" ".join(each.get_text().split()) for each in row.find_all(["th", "td"])]
    assert cells[:2] + cells[3:] == [
        "a.example",
        "1",
        "60 ▲ 100% more vs. 30",
        "9",
        "7",
    ]
    assert text(response.click("b.example"), "h1") == "b.example"


def test_sites_without_end_are_shown_by_the_fifty(browse: Browse) -> None:
    """Sites are listed by the fifty, with links to the others."""
    browser = browse(sites=frozenset(f"s{place}.example" for place in range(120)))

    first = browser.get("/dashboard")
    second = first.click("Next →")
    third = second.click("Next →")

    assert [len(every(each, ".sites tbody tr")) for each in (first, second, third)] == [
        50,
        50,
        21,
    ]
    assert "Next →" not in third.text
    assert texts(
        third.click("← Previous").click("← Previous"), ".sites tbody th"
    ) == texts(first, ".sites tbody th")


@pytest.mark.parametrize("offset", ["-1", "x", "99999999", "", "²"])
def test_an_offset_that_is_none_is_the_beginning(browse: Browse, offset: str) -> None:
    """An invalid offset is the first page."""
    response = browse().get("/dashboard", {"all": "1", "offset": offset})

    assert len(every(response, ".sites tbody tr")) == 1


def test_a_site_can_be_added_by_its_name(browse: Browse) -> None:
    """A site can be added by name; an invalid one is reported at its field."""
    response = browse().get("/dashboard?all=1")
    form = response.forms[0]
    form["site"] = " New.Example "
    assert form.submit().headers["Location"] == "/dashboard/new.example"

    form["site"] = HOSTILE
    response = form.submit(expect_errors=True)

    assert response.status_code == 400
    assert text(response, "[role=alert]") == "Enter a domain such as example.com."
    assert attribute(response, "#site", "value") == HOSTILE


@pytest.mark.parametrize(
    ("pasted", "site"),
    [
        ("https://example.com", "example.com"),
        (" http://Example.com/blog/?a=b#c ", "example.com"),
        ("example.com/blog", "example.com"),
        ("https://example.com?a=b", "example.com"),
        ("https://user:secret@example.com:8080/", "example.com:8080"),
        ("https://[::1]:8080/a", "%5B::1%5D:8080"),
    ],
)
def test_a_pasted_address_is_taken_for_its_site(
    browse: Browse, pasted: str, site: str
) -> None:
    """A pasted URL stands for its site."""
    response = browse().get("/dashboard", {"site": pasted})

    assert response.headers["Location"] == f"/dashboard/{site}"


def test_the_only_site_is_shown_at_once(browse: Browse) -> None:
    """The list, with its form for another site, is one link away."""
    one_site = browse().get("/dashboard")
    two_sites = browse(sites=frozenset({"a.example", "b.example"})).get("/dashboard")

    assert one_site.headers["Location"] == "/dashboard/a.example"
    assert text(two_sites, "h1") == "Your sites"
    assert text(one_site.follow().click("page-tracker"), "h1") == "Your sites"


@pytest.mark.parametrize(
    ("tab", "snippet"),
    [
        ("No JavaScript", '<img src="https://YOUR-HOST/pixel.gif?site=new.example'),
        ("From a server", "curl "),
        ("Script", "<script defer"),
    ],
)
def test_there_are_three_ways_to_record_visits(
    browse: Browse, tab: str, snippet: str
) -> None:
    """The page shows three ways to record views, each behind a link."""
    response = browse().get("/dashboard/new.example").click(f"^{tab}$")

    assert text(response, "pre").startswith(snippet)
    assert texts(response, ".tabs [aria-current]") == [tab]


@pytest.mark.parametrize(
    ("origin", "host", "warns"),
    [
        (None, "127.0.0.1:8000", True),
        (None, "localhost", True),
        (None, "[::1]:8000", True),
        (None, "stats.example", False),
        (None, "[", False),
        ("https://stats.example", "127.0.0.1:8000", False),
        ("http://127.0.0.1:8000", "stats.example", True),
    ],
)
def test_an_address_that_only_this_computer_knows_is_warned_of(
    browse: Browse, origin: str | None, host: str, warns: bool
) -> None:
    """A snippet with it would work for its author alone."""
    response = browse(origin).get("/dashboard/new.example", headers={"Host": host})

    assert ("PAGE_TRACKER_URL" in response.text) is warns


def test_views_of_no_site_are_counted_on_the_list_of_sites(
    browse: Browse, reports: CannedReports
) -> None:
    """The owner of a forgotten site finds them there."""
    browser = browse()
    without = browser.get("/dashboard?all=1")
    reports.no_site = {"unknown_site": 12}

    response = browser.get("/dashboard?all=1")

    assert not every(without, ".list")
    assert text(response, ".list tbody tr") == "Not one of your sites12100%"


def test_a_new_site_shows_its_snippet_and_waits(browse: Browse) -> None:
    """The host is not taken from the request, which anybody can make say anything."""
    headers = {"Host": "evil.example"}
    response = browse().get("/dashboard/new.example", headers=headers)

    assert text(response, "pre") == (
        '<script defer data-site="new.example" src="https://YOUR-HOST/tracker.js">'
        "</script>"
    )
    assert "evil.example" not in response.text
    assert attribute(response, "main", "data-refresh") == "5"
    assert "Waiting for your first visit" in text(response, ".waits")


def test_the_snippet_has_the_origin_that_is_configured(browse: Browse) -> None:
    """The snippet has the configured origin."""
    response = browse(origin="https://stats.example").get("/dashboard/new.example")

    assert 'src="https://stats.example/tracker.js"' in text(response, "pre")


def test_the_snippet_has_the_first_name_of_the_script(browse: Browse) -> None:
    """A name that no content blocker knows is the one to put into pages."""
    browser = browse(script_path=("/news.js", "/s.js"), origin="https://a.example")

    assert 'src="https://a.example/news.js"' in text(
        browser.get("/dashboard/new.example"), "pre"
    )


@pytest.mark.parametrize("site", ["a.example", "new.example"])
def test_a_site_that_is_not_named_waits_for_nothing(browse: Browse, site: str) -> None:
    """The page says why its views are not recorded."""
    response = browse(sites=frozenset({"a.example"})).get(f"/dashboard/{site}")

    assert bool(every(response, "[role=alert]")) is (site == "new.example")
    assert not every(response, "pre")


def test_a_site_with_nothing_but_refusals_says_why(
    browse: Browse, reports: CannedReports
) -> None:
    """A site with ignored views only shows the reasons."""
    reports.views, reports.has_days = 0, False
    reports.reasons = {"own_visit": 4}

    response = browse().get("/dashboard/a.example?period=never")

    assert every(response, "pre")
    assert text(response, ".list tbody tr") == "Your own visits4100%"


def test_a_site_that_was_reset_page_by_page_shows_its_days(
    browse: Browse, reports: CannedReports
) -> None:
    """A site whose pages were reset shows its days."""
    reports.views = 0

    response = browse().get("/dashboard/a.example")

    assert not every(response, "pre")
    assert every(response, ".totals")


@pytest.mark.parametrize(
    "site", ["A.Example", "a.example:443", "a.example.", " a.example "]
)
def test_a_site_is_known_by_each_of_its_spellings(browse: Browse, site: str) -> None:
    """A site in any spelling is found."""
    assert text(browse().get(f"/dashboard/{site}"), "h1") == "a.example"


@pytest.mark.parametrize("site", ["no site", "-", "a" * 300, "<script>"])
def test_an_invalid_site_is_rejected(browse: Browse, site: str) -> None:
    """An invalid site is rejected in words."""
    response = browse().get(f"/dashboard/{site}", expect_errors=True)

    assert response.status_code == 400
    assert "We don’t know this site" in text(response, "h1")
