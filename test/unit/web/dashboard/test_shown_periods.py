"""The period that the dashboard shows, and the ways to another one."""

import pytest

from support.canned import CannedReports
from support.hostile import MARKUP
from support.html import every, links, one, text, texts
from support.people import Browse


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
        (f"period={MARKUP}", "period"),
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


@pytest.mark.parametrize(
    ("period", "refresh"), [("today", "30"), ("30d", "30"), ("yesterday", None)]
)
def test_a_current_period_is_refreshed(
    browse: Browse, period: str, refresh: str | None
) -> None:
    """Only a page whose period is not over is refreshed every half minute."""
    response = browse().get(f"/dashboard/a.example?period={period}")

    assert one(response, "main").get("data-refresh") == refresh
