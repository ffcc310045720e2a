"""The list of sites, and sites that have no views yet."""

import pytest

from support.canned import CannedReports
from support.html import attribute, every, links, text, texts
from support.people import Browse

HOSTILE = """'><script>alert(1)</script>"""


def test_all_sites_are_shown_with_their_last_days(browse: Browse) -> None:
    """Those that are named and have no views yet come last."""
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
        "60 ▲ 100 % more than 30 before",
        "9",
        "7",
    ]
    assert text(response.click("b.example"), "h1") == "b.example"


def test_sites_without_end_are_shown_by_the_fifty(browse: Browse) -> None:
    """The rest is a link away, also back."""
    browser = browse(sites=frozenset(f"s{place}.example" for place in range(120)))

    first = browser.get("/dashboard")
    second = first.click("More")
    third = second.click("More")

    assert [len(every(each, ".sites tbody tr")) for each in (first, second, third)] == [
        50,
        50,
        21,
    ]
    assert "More" not in third.text
    assert texts(third.click("Before").click("Before"), ".sites tbody th") == texts(
        first, ".sites tbody th"
    )


@pytest.mark.parametrize("offset", ["-1", "x", "99999999", "", "²"])
def test_an_offset_that_is_none_is_the_beginning(browse: Browse, offset: str) -> None:
    """It is nobody's form, only somebody's typing."""
    response = browse().get("/dashboard", {"offset": offset})

    assert len(every(response, ".sites tbody tr")) == 1


def test_a_site_can_be_added_by_its_name(browse: Browse) -> None:
    """It leads to its snippet; what is no name is said beside the field."""
    response = browse().get("/dashboard")
    form = response.forms[0]
    form["site"] = " New.Example "
    assert form.submit().headers["Location"] == "/dashboard/new.example"

    form["site"] = HOSTILE
    response = form.submit(expect_errors=True)

    assert response.status_code == 400
    assert (
        text(response, "[role=alert]")
        == "This must be a host name, such as example.com."
    )
    assert attribute(response, "#site", "value") == HOSTILE


def test_views_of_no_site_are_counted_on_the_list_of_sites(
    browse: Browse, reports: CannedReports
) -> None:
    """The owner of a forgotten site finds them there."""
    browser = browse()
    without = browser.get("/dashboard")
    reports.no_site = {"unknown_site": 12}

    response = browser.get("/dashboard")

    assert not every(without, ".list")
    assert text(response, ".list tbody tr") == "Unknown sites12100 %"


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
    assert "Waiting for the first view" in text(response, "[role=status]")


def test_the_snippet_has_the_origin_that_is_configured(browse: Browse) -> None:
    """Then nothing is left to fill in."""
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
    """The owner may look for a view of their own."""
    reports.views, reports.has_days = 0, False
    reports.reasons = {"own_visit": 4}

    response = browse().get("/dashboard/a.example?period=never")

    assert every(response, "pre")
    assert text(response, ".list tbody tr") == "Your own visits4100 %"


def test_a_site_that_was_reset_page_by_page_shows_its_days(
    browse: Browse, reports: CannedReports
) -> None:
    """They stay as they were counted; it waits for nothing."""
    reports.views = 0

    response = browse().get("/dashboard/a.example")

    assert not every(response, "pre")
    assert every(response, ".totals")


@pytest.mark.parametrize(
    "site", ["A.Example", "a.example:443", "a.example.", " a.example "]
)
def test_a_site_is_known_by_each_of_its_spellings(browse: Browse, site: str) -> None:
    """As it is when a view is recorded."""
    assert text(browse().get(f"/dashboard/{site}"), "h1") == "a.example"


@pytest.mark.parametrize("site", ["no site", "-", "a" * 300, "<script>"])
def test_what_cannot_be_a_site_is_refused(browse: Browse, site: str) -> None:
    """In words."""
    response = browse().get(f"/dashboard/{site}", expect_errors=True)

    assert response.status_code == 400
    assert "There is no such site" in text(response, "h1")
