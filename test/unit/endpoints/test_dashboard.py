"""The dashboard: who sees it, what is on it, and that all of it is text."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from page_tracker.endpoints.pages import HEADERS
from page_tracker.endpoints.people import Sources
from page_tracker.errors import StorageUnavailable
from page_tracker.settings import Settings
from page_tracker.storage.rankings import Row
from page_tracker.storage.recorder import Recorder
from support.canned import (
    BrokenRankings,
    CannedGlances,
    CannedRankings,
    CannedReports,
    CannedSeries,
)
from support.html import attribute, every, one, text, texts
from support.people import pages_for_people

TOKEN = "correct.horse-battery_staple"
HOSTILE = """</th><script>alert(1)</script><img src=x onerror=alert(1)>"'&{{7*7}}"""
# 2026-11-24, 09:30 UTC.
NOW = 1_795_512_600.0

# Starts a browser: browse(rankings=..., token=...).
Browse = Callable[..., TestApp]


@pytest.fixture(name="reports")
def fixture_reports() -> CannedReports:
    """A site with seven views a day."""
    return CannedReports()


@pytest.fixture(name="browse")
def fixture_browse(
    reports: CannedReports, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> Browse:
    """Open a browser on a service with some settings, as on one morning."""
    monkeypatch.setattr("time.time", lambda: NOW)
    usual = Sources(reports, CannedRankings(), CannedSeries(), CannedGlances())

    def browse(
        origin: str | None = None, rankings: Any = None, **settings: Any
    ) -> TestApp:
        sources = replace(usual, rankings=rankings) if rankings else usual
        chosen = Settings(**settings)
        return TestApp(pages_for_people(sources, chosen, recorder, origin))

    return browse


def sign_in(browser: TestApp) -> None:
    """Become the owner."""
    form = browser.get("/sign-in").form
    form["token"] = TOKEN
    form.submit()


def links(response: TestResponse, selector: str) -> dict[str, str]:
    """Return where the links that a selector finds lead, by their texts."""
    return {
        " ".join(each.get_text().split()): str(each["href"])
        for each in every(response, f"{selector} a")
    }


def test_a_site_is_shown_with_its_totals_chart_and_lists(browse: Browse) -> None:
    """Each under a heading of its own, in one main landmark."""
    rankings = CannedRankings(browsers=[Row("Firefox", 7, None, None)])

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
        Row(f"/{HOSTILE}" if "pages" in dimension else HOSTILE, 1, None, HOSTILE)
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
    rows = [Row("/a?b=c d&e=ü", 7, None, None)]
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

    never = browser.get("/dashboard/a.example?page=/a")

    assert "No view of this page was ever counted." not in texts(seen, ".note")
    assert "No view of this page was ever counted." in texts(never, ".note")


def test_today_is_not_compared_for_a_page(browse: Browse) -> None:
    """Its hours are not kept, and a whole day is no match for a morning."""
    browser = browse()

    today = browser.get("/dashboard/a.example?page=/a&period=today")
    yesterday = browser.get("/dashboard/a.example?page=/a&period=yesterday")

    assert not every(today, ".change")
    assert len(every(yesterday, ".change")) == 1


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
    rankings = CannedRankings(pages=[Row("/a", 7, None, "About")])
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
    reports.views, reports.reasons = 0, {"own_visit": 4}

    response = browse().get("/dashboard/a.example?period=never")

    assert every(response, "pre")
    assert text(response, ".list tbody tr") == "Your own visits4100 %"


@pytest.mark.parametrize(
    "site", ["A.Example", "a.example:443", "a.example.", " a.example "]
)
def test_a_site_is_known_by_each_of_its_spellings(browse: Browse, site: str) -> None:
    """As it is when a view is recorded."""
    assert text(browse().get(f"/dashboard/{site}"), "h1") == "a.example"


@pytest.mark.parametrize("site", ["no site", "-", "a" * 300, HOSTILE.replace("/", "")])
def test_what_cannot_be_a_site_is_refused(browse: Browse, site: str) -> None:
    """In words."""
    response = browse().get(f"/dashboard/{site}", expect_errors=True)

    assert response.status_code == 400
    assert "There is no such site" in text(response, "h1")


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


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/dashboard", "/sign-in"),
        ("/dashboard/a.example", "/sign-in?next=/dashboard/a.example"),
        (
            "/dashboard/a.example?period=7d&x=y",
            "/sign-in?next=/dashboard/a.example%3Fperiod%3D7d",
        ),
        ("/dashboard/no%20site", "/sign-in?next=/dashboard/no%2520site"),
        ("/dashboard?site=b.example", "/sign-in?next=/dashboard%3Fsite%3Db.example"),
    ],
)
def test_where_reading_needs_the_token_it_is_asked_for(
    browse: Browse, address: str, form: str
) -> None:
    """And leads back to what was wanted; before anything is said about a site."""
    browser = browse(token=TOKEN, reading="token")

    response = browser.get(address)

    assert response.status_code == 303 and response.headers["Location"] == form
    assert not response.body
    sign_in(browser)
    assert browser.get(address, expect_errors=True).headers.get("Location") != form


def test_the_owner_can_also_send_the_token_with_each_request(browse: Browse) -> None:
    """As programs do; there is no session to end then."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    browser = browse(token=TOKEN, reading="token")

    response = browser.get("/dashboard/a.example", headers=headers)

    assert text(response, "h1") == "a.example"
    assert not every(response, "[action='/sign-out']")


def test_who_is_signed_in_can_sign_out(browse: Browse) -> None:
    """By a button on each page."""
    browser = browse(token=TOKEN, reading="token")
    sign_in(browser)
    for address in ("/dashboard", "/dashboard/a.example", "/dashboard/new.example"):
        assert text(browser.get(address), "form[action='/sign-out']") == "Sign out"

    response = browser.get("/dashboard/a.example").forms[0].submit()

    assert response.headers["Location"] == "/sign-in"
    assert browser.get("/dashboard").status_code == 303


@pytest.mark.parametrize(
    ("token", "can_sign_in"), [(TOKEN, True), (None, False)], ids=["owner", "none"]
)
def test_where_all_may_read_the_owner_may_sign_in(
    browse: Browse, token: str | None, can_sign_in: bool
) -> None:
    """For the share links; without a token there is no owner."""
    response = browse(token=token).get("/dashboard/a.example?period=7d")

    assert [each["href"] for each in every(response, ".top .quiet")] == [
        "/sign-in?next=/dashboard/a.example%3Fperiod%3D7d"
    ] * can_sign_in
    assert not every(response, "#share")


def test_a_share_link_shows_one_site_to_who_has_it(browse: Browse) -> None:
    """With its periods, pages and lists, and nothing of the others or the owner."""
    rankings = CannedRankings(pages=[Row("/a", 7, None, None)])
    rankings.more = True
    browser = browse(
        token=TOKEN, reading="token", rankings=rankings, origin="https://stats.example"
    )
    sign_in(browser)
    address = links(browser.get("/dashboard/a.example"), "#share")
    browser.reset()
    ((shown, link),) = address.items()
    assert shown == f"https://stats.example{link}"

    response = browser.get(link)

    assert text(response, "h1") == "a.example"
    for each in every(response, "main a"):
        assert browser.get(str(each["href"])).status_code == 200
    assert not every(response, "[href^='/dashboard'], [action^='/dashboard']")
    assert not every(response, "[action='/sign-out'], .quiet, #share")
    form = response.forms[0]
    form["from"] = "2026-11-01"
    assert text(form.submit(), "h1") == "a.example"
    refused = browser.get(f"{link}&period=never", expect_errors=True)
    assert links(refused, "main")["The last 30 days of a.example"] == link


@pytest.mark.parametrize(
    "address",
    [
        "/share/a.example",
        "/share/a.example?key=",
        "/share/a.example?key=abc",
        "/share/b.example?key={key}",
        "/share/A.example?key={key}",
        "/share/no%20site?key={key}",
    ],
)
@pytest.mark.parametrize("reading", ["public", "token"])
def test_another_link_opens_nothing(browse: Browse, address: str, reading: str) -> None:
    """Not even what anybody may read: who shares a link means it to be the key."""
    browser = browse(token=TOKEN, reading=reading)
    sign_in(browser)
    ((_, link),) = links(browser.get("/dashboard/a.example"), "#share").items()
    key = link.partition("key=")[2]
    browser.reset()

    response = browser.get(address.format(key=key), expect_errors=True)

    assert response.status_code == 403
    assert "does not open anything" in text(response, "h1")


def test_a_guest_of_a_site_without_views_gets_no_snippet(
    browse: Browse, reports: CannedReports
) -> None:
    """It is for the owner to paste."""
    reports.views = 0
    browser = browse(token=TOKEN, reading="token")
    sign_in(browser)
    share = browser.get("/dashboard/a.example").text
    reports.views = 7
    ((_, link),) = links(browser.get("/dashboard/a.example"), "#share").items()
    reports.views = 0
    browser.reset()

    response = browser.get(link)

    assert "/tracker.js" in share
    assert "/tracker.js" not in response.text
    assert "Nothing was counted yet" in text(response, "[role=status]")


def test_where_nobody_may_read_the_form_says_so(browse: Browse) -> None:
    """The settings ask for a token that they do not give."""
    response = (
        browse(reading="token").get("/dashboard/a.example").follow(expect_errors=True)
    )

    assert response.status_code == 403 and "PAGE_TRACKER_TOKEN" in response.text


def test_a_failing_store_is_not_hidden(browse: Browse) -> None:
    """The application answers it as everywhere."""
    browser = browse(rankings=BrokenRankings(StorageUnavailable("gone")))

    response = browser.get("/dashboard/a.example", expect_errors=True)

    assert response.status_code == 500
