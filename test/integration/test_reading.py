"""The reading interface in front of a real store, held against its openapi."""

import csv
import io
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from redis import Redis
from webtest import TestApp, TestResponse

from page_tracker.app import Application
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.rankings import Rankings
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.web.api.stats import SiteStats
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.router import Route, Router
from support.described import DOCUMENT, schema_of
from support.history import History
from support.rules import RULES
from support.valkey import Valkey
from support.waiting import PATIENCE

SITES = "/api/v1/sites"
SITE = f"{SITES}/example.com"
ZONE = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 24)
NOON = 1_795_518_000  # of that day
TOKEN = "correct.horse-battery_staple"


def app_for(valkey: Valkey, public: bool = True) -> TestApp:
    """Wire the reading interface, and its errors, to a store."""
    client = connect(valkey.url, timeout=PATIENCE)
    access = OwnerAuth(TOKEN, public)
    reading = SiteStats(SiteReports(client), Rankings(client), access, ZONE)
    site = f"{SITES}/{{site}}"
    routes = [
        Route("GET", SITES, reading.sites),
        Route("GET", site, reading.site),
        Route("GET", f"{site}/pages", reading.pages),
        Route("GET", f"{site}/series", reading.series),
        Route("GET", f"{site}/top/{{dimension}}", reading.top),
        Route("GET", f"{site}/ignored", reading.ignored),
    ]
    return TestApp(Application(Router(routes), Recorder(client, 1, RULES)))


@pytest.fixture(name="now", autouse=True)
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of the last day with data."""
    monkeypatch.setattr("page_tracker.web.api.stats.time.time", lambda: NOON)


@pytest.fixture(name="past")
def fixture_past(client: Redis) -> History:
    """Seventy days."""
    return History(last=TODAY, days=70, pages=40, views=500, zone=ZONE).fill(client)


@pytest.fixture(name="app")
def fixture_app(valkey: Valkey, past: History) -> TestApp:
    """The interface, public, with something to report."""
    assert past.site in SITE
    return app_for(valkey)


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        pytest.param("getSites", SITES, id="sites"),
        pytest.param("getSite", SITE, id="a site"),
        pytest.param("getPages", f"{SITE}/pages?path=/&path=/none", id="pages"),
        pytest.param("getSeries", f"{SITE}/series", id="a series"),
        pytest.param(
            "getSeries", f"{SITE}/series?period=today&compare=previous", id="hours"
        ),
        pytest.param("getSeries", f"{SITE}/series?unit=month&period=all", id="months"),
        *(
            pytest.param(
                "getTop", f"{SITE}/top/{dimension}?compare=previous", id=dimension
            )
            for dimension in keys.DIMENSIONS
        ),
        pytest.param("getTop", f"{SITE}/top/pages?period=all", id="pages of all time"),
        pytest.param("getIgnored", f"{SITE}/ignored", id="what was left out"),
    ],
)
def test_an_answer_is_as_it_is_described(
    app: TestApp, operation: str, path: str
) -> None:
    """A response has the required fields of the description and no unknown ones."""
    answer = app.get(path)

    Draft202012Validator(schema_of(operation)).validate(answer.json)
    assert answer.content_type == "application/json"


def test_a_site_has_its_numbers_of_all_time_of_today_and_of_now(
    app: TestApp, client: Redis
) -> None:
    """A site has the stored numbers of all time, of today and of now."""
    stored: Any = client.hgetall(keys.totals("example.com"))
    today: Any = client.hmget(keys.days("example.com"), [f"{TODAY}:views"])
    client.zadd(keys.active("example.com"), {"visitor": 4 * NOON}, gt=True)

    site = app.get(SITE).json

    assert site["views"] == int(stored["views"])
    assert site["today"]["views"] == int(today[0])
    assert set(site["today"]) == {"views", "visitors", "events"}
    assert site["present"] >= 1


def test_sites_are_listed_with_what_belonged_to_none(
    app: TestApp, client: Redis
) -> None:
    """The list of sites includes the ignored views of no site."""
    client.sadd(keys.SITES, "new.example")

    found = app.get(SITES).json

    assert [each["site"] for each in found["sites"]] == ["example.com", "new.example"]
    assert found["refused"] == {"unknown_site": 5}


def test_a_site_and_its_pages_may_be_spelt_in_any_way(app: TestApp) -> None:
    """The answer has the spelling that is counted under."""
    path = f"{SITES}/Example.COM:443/pages?path=/./articles/00001/&path=//"

    answer = app.get(path).json

    assert answer["site"] == "example.com"
    assert [page["path"] for page in answer["pages"]] == ["/articles/00001", "/"]
    assert all(page["views"] > 0 for page in answer["pages"])


@pytest.mark.parametrize(
    ("query", "unit", "points"),
    [
        pytest.param("period=today", "hour", 24, id="a day"),
        pytest.param("from=2026-10-24&to=2026-10-25", "hour", 49, id="two days"),
        pytest.param("period=7d", "day", 7, id="a week"),
        pytest.param("", "day", 30, id="nothing"),
        pytest.param("period=all", "day", 70, id="all there is"),
        pytest.param("from=2025-11-24", "day", 366, id="a year"),
        pytest.param("from=2025-11-23", "month", 13, id="more than a year"),
        pytest.param("period=month&unit=hour", "hour", 24 * 24, id="hours of a month"),
    ],
)
def test_a_series_has_a_unit_that_fits_its_period(
    app: TestApp, query: str, unit: str, points: int
) -> None:
    """A series has the default unit of its period, or the requested one."""
    series = app.get(f"{SITE}/series?{query}").json

    assert (series["unit"], len(series["points"])) == (unit, points)
    assert series["timezone"] == "Europe/Berlin"
    assert series["views"] == sum(point["views"] for point in series["points"])
    assert "previous" not in series


def test_a_series_is_compared_with_the_one_before(app: TestApp) -> None:
    """A compared series has a point of the period before for each of its points."""
    now = app.get(f"{SITE}/series?period=7d&compare=previous").json
    before = app.get(f"{SITE}/series?from=2026-11-11&to=2026-11-17").json

    same = {"site", "unit", "timezone"}
    assert now["previous"] == {
        name: before[name] for name in before if name not in same
    }
    assert now["from"] == "2026-11-18"


def test_all_pages_of_a_ranking_are_the_whole_ranking(app: TestApp) -> None:
    """The pages of a ranking together are the whole ranking."""
    whole = app.get(f"{SITE}/top/pages?limit=1000").json
    found, path = [], f"{SITE}/top/pages?limit=7"

    part = app.get(path).json
    found += part["rows"]
    while part["next"]:
        part = app.get(f"{path}&cursor={part['next']}").json
        found += part["rows"]

    assert found == whole["rows"]
    assert len(found) == 40
    assert whole["total"] == sum(row["views"] for row in found)
    assert whole["next"] is None


def test_a_ranking_is_compared_with_the_one_before(app: TestApp) -> None:
    """A compared ranking has the views of the period before, by row and in sum."""
    before = app.get(f"{SITE}/top/pages?from=2026-11-11&to=2026-11-17&limit=40").json
    earlier = {row["name"]: row["views"] for row in before["rows"]}

    now = app.get(f"{SITE}/top/pages?period=7d&compare=previous").json

    assert len(now["rows"]) == 10
    assert all(row["previous"] == earlier[row["name"]] for row in now["rows"])
    assert now["previous"] == {
        "from": "2026-11-11",
        "to": "2026-11-17",
        "total": before["total"],
    }


def test_ignored_views_are_told_by_reason(app: TestApp) -> None:
    """Ignored views are reported by reason and in sum."""
    ignored = app.get(f"{SITE}/ignored?period=today").json

    assert ignored["ignored"] == sum(ignored["reasons"].values()) > 0
    assert ignored["from"] == ignored["to"] == f"{TODAY}"


def problem(answer: TestResponse) -> dict[str, Any]:
    """Return what a problem says."""
    assert answer.content_type == "application/problem+json"
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    Draft202012Validator(schema).validate(answer.json)
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize(
    ("path", "field"),
    [
        pytest.param(f"{SITES}?x=1", "x", id="an unknown parameter"),
        pytest.param(f"{SITE}?period=7d", "period", id="of another operation"),
        pytest.param(f"{SITES}/a%20b", "site", id="no site"),
        pytest.param(f"{SITE}/pages", "path", id="no page"),
        pytest.param(f"{SITE}/pages?path=/{'x' * 4096}", "path", id="a long path"),
        pytest.param(f"{SITE}/series?unit=week", "unit", id="no unit"),
        pytest.param(f"{SITE}/series?unit=hour&period=year", "unit", id="many points"),
        pytest.param(f"{SITE}/series?to=2026-11-01", "from", id="an end alone"),
        pytest.param(f"{SITE}/series?from=2026-02-30", "from", id="no date"),
        pytest.param(
            f"{SITE}/top/pages?period=7d&from=2026-11-01", "period", id="both"
        ),
        pytest.param(f"{SITE}/top/pages?limit=0", "limit", id="no rows"),
        pytest.param(f"{SITE}/top/pages?cursor=x", "cursor", id="no cursor"),
        pytest.param(f"{SITE}/ignored?limit=1", "limit", id="no such parameter"),
    ],
)
def test_what_cannot_be_asked_for_is_a_400_that_says_why(
    app: TestApp, path: str, field: str
) -> None:
    """An invalid request is answered with a 400 that names the parameter."""
    answer = app.get(path, status=400)

    assert set(problem(answer)["errors"]) == {field}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{SITES}/no.example", id="a site"),
        pytest.param(f"{SITES}/no.example/pages?path=/", id="its pages"),
        pytest.param(f"{SITES}/no.example/series?period=all", id="its series"),
        pytest.param(f"{SITES}/no.example/top/pages", id="its rankings"),
        pytest.param(f"{SITES}/no.example/ignored", id="what was left out"),
        pytest.param(f"{SITE}/top/colours", id="a dimension that there is not"),
    ],
)
def test_what_is_not_there_is_a_404(app: TestApp, path: str) -> None:
    """An unknown site or page is a 404, not an empty report."""
    assert problem(app.get(path, status=404))["status"] == 404


def test_public_numbers_may_be_kept_for_some_seconds_and_by_anybody(
    app: TestApp,
) -> None:
    """Public numbers may be cached by anybody for some seconds."""
    answer = app.get(SITE)

    assert answer.headers["Cache-Control"] == "public, max-age=10"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    app.get(SITE, headers={"If-None-Match": answer.headers["ETag"]}, status=304)


PATHS = [SITES, SITE, *(f"{SITE}/{name}" for name in ("pages?path=/", "series"))]
PATHS += [f"{SITE}/top/pages", f"{SITE}/ignored"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("past")
def test_private_numbers_are_for_the_owner(valkey: Valkey, path: str) -> None:
    """No cache shows them to others, and no other page reads them."""
    app = app_for(valkey, public=False)
    owner = {"Authorization": f"Bearer {TOKEN}"}

    refused = app.get(path, status=401)
    answer = app.get(path, headers=owner)

    assert problem(refused)["status"] == 401
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers
    tag = {"If-None-Match": answer.headers["ETag"]}
    app.get(path, headers={**owner, **tag}, status=304)
    app.get(path, headers=tag, status=401)


def test_who_may_not_read_learns_nothing_of_sites(valkey: Valkey) -> None:
    """Without the token, a request learns nothing about which sites exist."""
    app = app_for(valkey, public=False)

    answers = [
        app.get(path, status=401).json
        for path in (f"{SITES}/no.example", f"{SITES}/a%20b", f"{SITE}/top/pages?x=1")
    ]

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("path", "columns", "field"),
    [
        pytest.param(SITES, "site,name,views,visitors,events", "sites", id="sites"),
        pytest.param(
            f"{SITE}/pages?path=/&path=/none",
            "path,title,views,visitors",
            "pages",
            id="pages",
        ),
        pytest.param(
            f"{SITE}/series?period=7d", "start,views,visitors", "points", id="a series"
        ),
        pytest.param(
            f"{SITE}/top/pages?limit=5", "name,title,views", "rows", id="a ranking"
        ),
        pytest.param(
            f"{SITE}/top/browsers?compare=previous",
            "name,views,previous",
            "rows",
            id="a comparison",
        ),
    ],
)
@pytest.mark.parametrize("by_header", [True, False], ids=["header", "parameter"])
def test_a_list_comes_as_a_table(
    app: TestApp, path: str, columns: str, field: str, by_header: bool
) -> None:
    """The table has the same numbers as the list in JSON, under a line of names."""
    asked = path if by_header else f"{path}{'&' if '?' in path else '?'}format=csv"
    wanted = app.get(path).json[field]

    answer = app.get(asked, headers={"Accept": "text/csv"} if by_header else {})

    names = columns.split(",")
    assert answer.content_type == "text/csv"
    assert answer.headers["Vary"] == "Accept"
    head, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert head == names
    assert rows == [
        ["" if each.get(name) is None else str(each[name]) for name in names]
        for each in wanted
    ]


def test_reasons_come_as_a_table(app: TestApp) -> None:
    """Ignored views are available as CSV."""
    reasons = app.get(f"{SITE}/ignored").json["reasons"]

    answer = app.get(f"{SITE}/ignored?format=csv")

    head, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert head == ["reason", "views"]
    assert rows == [[reason, str(views)] for reason, views in reasons.items()]
    assert rows


def test_a_table_says_where_it_goes_on(app: TestApp) -> None:
    """A CSV response links to the next part, and all parts are the whole list."""
    path, names = f"{SITE}/top/pages?limit=15&format=csv", []

    following = "?" + path.partition("?")[2]
    while following:
        answer = app.get(path.partition("?")[0] + following)
        names += [row[0] for row in list(csv.reader(io.StringIO(answer.text)))[1:]]
        link = answer.headers.get("Link", "")
        following = link.partition("<")[2].partition(">")[0]

    whole = app.get(f"{SITE}/top/pages?limit=1000").json["rows"]
    assert names == [row["name"] for row in whole]
    assert len(names) > 15


def test_an_error_is_a_problem_also_for_who_asks_for_a_table(app: TestApp) -> None:
    """An error is answered as a problem even if CSV was requested."""
    answer = app.get(f"{SITE}/series?format=csv&period=x", status=400)

    assert answer.content_type == "application/problem+json"
