"""Who sees the dashboard: everybody, the owner, or who has a link."""

import pytest

from page_tracker.storage.reports.rankings import RankingRow
from support.canned import CannedRankings, CannedReports
from support.html import every, links, text
from support.people import TOKEN, Browse, sign_in


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
def test_pages_ask_for_the_token_if_reading_needs_it(
    browse: Browse, address: str, form: str
) -> None:
    """If reading needs the token, every page leads to the form and back."""
    browser = browse(token=TOKEN, reading="token")

    response = browser.get(address)

    assert response.status_code == 303 and response.headers["Location"] == form
    assert not response.body
    sign_in(browser)
    assert browser.get(address, expect_errors=True).headers.get("Location") != form


def test_the_owner_can_also_send_the_token_with_each_request(browse: Browse) -> None:
    """The owner can send the token with each request, without a session."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    browser = browse(token=TOKEN, reading="token")

    response = browser.get("/dashboard/a.example", headers=headers)

    assert text(response, "h1") == "a.example"
    assert not every(response, "[action='/sign-out']")


def test_a_signed_in_owner_can_sign_out(browse: Browse) -> None:
    """A signed-in owner can sign out on each page."""
    browser = browse(token=TOKEN, reading="token")
    sign_in(browser)
    for address in (
        "/dashboard?all=1",
        "/dashboard/a.example",
        "/dashboard/new.example",
    ):
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
    """If reading is public, the owner may sign in for the share links."""
    response = browse(token=token).get("/dashboard/a.example?period=7d")

    assert [each["href"] for each in every(response, ".top .quiet")] == [
        "/sign-in?next=/dashboard/a.example%3Fperiod%3D7d"
    ] * can_sign_in
    assert not every(response, "#share")


def test_a_share_link_shows_one_site(browse: Browse) -> None:
    """A share link shows one site only, and nothing of the owner's."""
    rankings = CannedRankings(pages=[RankingRow("/a", 7, None, None)])
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
    assert links(refused, "main")["Show the last 30 days of a.example"] == link


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
    """A wrong share link opens nothing, not even public numbers."""
    browser = browse(token=TOKEN, reading=reading)
    sign_in(browser)
    ((_, link),) = links(browser.get("/dashboard/a.example"), "#share").items()
    key = link.partition("key=")[2]
    browser.reset()

    response = browser.get(address.format(key=key), expect_errors=True)

    assert response.status_code == 403
    assert "doesn’t work" in text(response, "h1")


def test_a_guest_of_a_site_without_views_gets_no_snippet(
    browse: Browse, reports: CannedReports
) -> None:
    """A guest of a site without views gets no snippet."""
    reports.views, reports.has_days = 0, False
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
    assert "No visits yet" in text(response, "[role=status]")


def test_where_nobody_may_read_the_form_says_so(browse: Browse) -> None:
    """The settings ask for a token that they do not give."""
    response = (
        browse(reading="token").get("/dashboard/a.example").follow(expect_errors=True)
    )

    assert response.status_code == 403 and "PAGE_TRACKER_TOKEN" in response.text
