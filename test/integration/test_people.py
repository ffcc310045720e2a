"""The pages for people, on a store with a year in it: right and small."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from redis import Redis

from page_tracker.storage import keys
from support.history import History
from support.html import every, text, texts
from support.people import TOKEN, Browse, browse_store
from support.service import Start
from support.valkey import Valkey

SITE, LAST = "example.com", date(2026, 11, 24)
# 23:30 UTC on that day.
NOW = 1_795_563_000.0


@pytest.fixture(name="browse")
def fixture_browse(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Browse:
    """Open a browser on a service with some settings, on the last evening."""
    return browse_store(valkey.url, NOW, monkeypatch)


def number(shown: str) -> int:
    """Read a number as it is shown."""
    return int(shown.replace(",", ""))


def sums(client: Redis, days: int, back: int = 0) -> tuple[int, int]:
    """Add up the views and visitors of some days, until so many days back."""
    dates = [LAST - timedelta(days=ago) for ago in range(back, back + days)]
    found: Any = client.hgetall(keys.days(SITE))
    views, visitors = (
        sum(int(found.get(f"{day}:{kind}", 0)) for day in dates)
        for kind in ("views", "visitors")
    )
    return views, visitors


@pytest.mark.parametrize(
    ("period", "days", "back"),
    [
        ("today", 1, 1),
        ("week", 2, 7),
        ("7d", 7, 7),
        ("30d", 30, 30),
        ("month", 24, 31),
        ("year", 328, 365),
        ("12months", 359, 365),
    ],
)
def test_all_numbers_of_a_page_are_those_of_the_store(
    client: Redis, browse: Browse, period: str, days: int, back: int
) -> None:
    """The totals, the period ``back`` days before, the columns, and each list."""
    History(days=400, pages=30, views=500, last=LAST).fill(client)

    page = browse().get(f"/dashboard/{SITE}?period={period}")

    views, visitors = sums(client, days)
    before, _ = sums(client, days, back=back)
    totals = texts(page, ".totals strong")
    assert [number(total) for total in totals[:2]] == [views, visitors]
    assert texts(page, ".totals .change small")[0].startswith(f"vs. {before:,} ")
    columns = texts(page, ".numbers tbody td")
    assert sum(map(number, columns[::2])) == views
    assert sum(map(number, columns[1::2])) == visitors
    for name in ("browsers", "countries", "referrers"):
        cells = texts(page, f"[data-list={name}] tbody td")
        assert sum(map(number, cells[::2])) == views
    assert len(every(page, "[data-list=pages] tbody tr")) == 10


@pytest.mark.parametrize(("hour", "end"), [(0, "01:00"), (9, "10:00"), (23, "24:00")])
def test_today_is_compared_with_as_many_hours_of_yesterday(
    client: Redis,
    browse: Browse,
    monkeypatch: pytest.MonkeyPatch,
    hour: int,
    end: str,
) -> None:
    """Today is compared with the same hours of yesterday."""
    History(days=2, pages=30, views=500, last=LAST).fill(client)
    monkeypatch.setattr("time.time", lambda: NOW - 3600 * (23 - hour))
    found: Any = client.hgetall(keys.hours(SITE, f"{LAST - timedelta(days=1)}"))
    views, visitors = (
        sum(int(found[f"{each:02}:{kind}"]) for each in range(hour + 1))
        for kind in ("views", "visitors")
    )

    page = browse().get(f"/dashboard/{SITE}?period=today")

    changes = texts(page, ".totals .change small")
    assert [each.removeprefix("vs. ") for each in changes[:2]] == [
        f"{views} by {end} yesterday",
        f"{visitors} by {end} yesterday",
    ]


def test_a_week_of_one_day_is_compared_with_as_many_hours_a_week_ago(
    client: Redis, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a Monday morning, this week is compared with last Monday's morning."""
    History(days=9, pages=30, views=500, last=LAST).fill(client)
    monkeypatch.setattr("time.time", lambda: NOW - 3600 * (24 + 23 - 9))
    monday = LAST - timedelta(days=8)
    found: Any = client.hgetall(keys.hours(SITE, f"{monday}"))
    views = sum(int(found[f"{hour:02}:views"]) for hour in range(10))

    page = browse().get(f"/dashboard/{SITE}?period=week")

    change, *_ = texts(page, ".totals .change small")
    assert change == f"vs. {views} by 10:00 on 16 Nov 2026"


def test_a_page_of_the_site_has_its_own_numbers(client: Redis, browse: Browse) -> None:
    """A page's view has the numbers of the page, day by day."""
    History(days=400, pages=30, views=500, last=LAST).fill(client)
    path = "/articles/00001"

    page = browse().get(f"/dashboard/{SITE}?period=7d").click("^.*00001.*$", index=0)

    days = [LAST - timedelta(days=ago) for ago in reversed(range(7))]
    scores: list[Any] = [
        client.zscore(keys.top(SITE, "pages", f"{day}"), path) for day in days
    ]
    assert list(map(number, texts(page, ".numbers tbody td"))) == list(map(int, scores))
    assert text(page, ".title") == "All about articles/00001"
    ever: Any = client.zscore(keys.pages(SITE), path)
    assert number(texts(page, ".totals strong")[2]) == int(ever)


def test_hostile_names_go_through_the_store_and_stay_text(
    client: Redis, browse: Browse
) -> None:
    """Hostile names, even invalid UTF-8, remain text after storage."""
    History(days=2, pages=2, last=LAST).fill(client)
    hostile = "/</a><script>alert(1)</script>"
    client.zincrby(keys.top(SITE, "pages", f"{LAST}"), 10**6, hostile)
    client.zincrby(keys.top(SITE, "referrers", f"{LAST}"), 10**6, b"\xc3<img src=x>")
    client.hset(keys.titles(SITE), hostile, "<b onclick=alert(1)>")

    page = browse().get(f"/dashboard/{SITE}?period=today")

    assert texts(page, "[data-list=pages] tbody th")[0] == hostile
    assert "<img src=x>" in texts(page, "[data-list=referrers] tbody th")[0]
    assert not every(page, "script:not([defer]), [onclick], img[src=x]")


def test_the_first_view_turns_the_snippet_into_a_dashboard(
    client: Redis, browse: Browse
) -> None:
    """A page with the snippet shows the dashboard after the first view."""
    browser = browse()
    assert every(browser.get(f"/dashboard/{SITE}"), "pre")

    History(days=1, pages=1, last=LAST).fill(client)

    assert every(browser.get(f"/dashboard/{SITE}"), ".totals")


def test_all_sites_are_shown_those_with_most_views_first(
    client: Redis, browse: Browse
) -> None:
    """All sites are listed by views, with their last thirty days."""
    for place, site in enumerate(["c.example", "a.example", "b.example"]):
        views = 100 * (place + 1)
        History(site=site, days=40, pages=5, views=views, last=LAST).fill(client)

    page = browse(sites=frozenset({"a.example", "z.example"})).get("/dashboard")

    assert texts(page, ".sites tbody th") == [
        "b.example",
        "a.example",
        "c.example",
        "z.example",
    ]


def test_the_process_beside_the_worker_knows_the_session(
    client: Redis, valkey: Valkey, serve: Start
) -> None:
    """The worker begins it, and the other process shows the numbers."""
    History(days=2, last=LAST).fill(client)
    service = serve(valkey.url, token=TOKEN, reading="token")
    wanted = f"/dashboard/{SITE}?period=all"
    form = service.get(f"/sign-in?next={wanted}")
    cookie = form.headers["Set-Cookie"].partition(";")[0]
    mark = re.findall(r'name="form" value="([^"]*)"', form.text)[0]
    body = urlencode({"form": mark, "next": wanted, "token": TOKEN})
    kind = "application/x-www-form-urlencoded"
    connection = service.connect()
    connection.request(
        "POST", "/sign-in", body, {"Cookie": cookie, "Content-Type": kind}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    session = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    shown = service.get(answer.getheader("Location") or "", Cookie=session)

    assert shown.status == 200 and f"<h1>{SITE}</h1>" in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert service.get(wanted).status == 303
