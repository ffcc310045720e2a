"""Badges, hit counters and charts in front of a real store."""

from typing import Any

import pytest
from redis import Redis
from webtest import TestApp

from page_tracker.app import Application
from page_tracker.environment import load
from page_tracker.ingest.countries import Countries
from page_tracker.ingest.ingest import Ingest
from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.page_counts import PageCounts
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.sites import SiteReports
from page_tracker.svg.text import compact
from page_tracker.tracking.period import NAMES
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.embed.badge import Badges, Hits
from page_tracker.web.embed.badge_options import METRICS, BadgeNumbers
from page_tracker.web.embed.chart import ChartData, Charts
from page_tracker.web.router import Route, Router
from support.agents import FIREFOX
from support.history import History
from support.images import NOON, TODAY
from support.records import Site
from support.rules import RULES
from support.sums import wrong_sums
from support.svg import Picture
from support.valkey import Valkey
from support.waiting import PATIENCE

CAMO = "github-camo (876de43e)"
PAGE = "/articles/00002"


def app_for(valkey: Valkey, **variables: str) -> TestApp:
    """Wire all images to a store, with settings by their variable without prefix."""
    settings = load({f"PAGE_TRACKER_{n.upper()}": v for n, v in variables.items()})
    client, zone = connect(valkey.url, timeout=PATIENCE), settings.timezone
    recorder, sites = Recorder(client, 1, RULES), SiteReports(client)
    access = OwnerAuth(None, public=True)
    counts = BadgeNumbers(PageCounts(recorder), sites, zone)
    badges = Badges(counts, access)
    hits = Hits(
        Ingest(recorder, Countries("", lambda _: "DE"), settings), counts, access
    )
    charts = Charts(ChartData(sites, PageSeries(client), zone), access)
    routes = [
        Route("GET", "/badge/{site}", badges.site),
        Route("GET", "/badge/{site}/{path*}", badges.page),
        Route("GET", "/hit/{site}/{path*}", hits.get),
        Route("HEAD", "/hit/{site}/{path*}", hits.head),
        Route("GET", "/chart/{site}", charts.site),
        Route("GET", "/chart/{site}/{path*}", charts.page),
    ]
    return TestApp(
        Application(Router(routes), recorder),
        extra_environ={"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "192.0.2.7"},
    )


@pytest.fixture(name="now", autouse=True)
def fixture_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon, for all of the process."""
    monkeypatch.setattr("time.time", lambda: NOON)


@pytest.fixture(name="app")
def fixture_app(valkey: Valkey) -> TestApp:
    """The images of a store with nothing in it."""
    return app_for(valkey)


@pytest.fixture(name="past")
def fixture_past(client: Redis) -> History:
    """Seventy days until today."""
    return History(last=TODAY, days=70, pages=5).fill(client)


def message(app: TestApp, address: str, **headers: str) -> str:
    """Return the number that is shown."""
    text: str = app.get(address, headers=headers).json["message"]
    return text


def test_a_hit_is_a_view_like_any_other(client: Redis, app: TestApp) -> None:
    """A hit counts in every list, with its visitor."""
    site = Site(client)

    shown = [message(app, "/hit/a.org/b.json") for _ in range(2)]

    assert shown == ["1", "2"]
    assert site.totals == {"views": 2, "visitors": 1}
    assert site.pages == {"/b": 2}
    assert not wrong_sums(site)


def test_hits_through_an_image_proxy_are_views_without_a_visitor(
    client: Redis, app: TestApp
) -> None:
    """Hits through an image proxy are views without a visitor."""
    agent = {"User-Agent": CAMO}

    shown = [message(app, "/hit/a.org/.json", **agent) for _ in range(3)]

    assert shown == ["1", "2", "3"]
    assert message(app, "/hit/a.org/.json?metric=visitors") == "1"
    assert Site(client).totals == {"views": 4, "visitors": 1}


def test_who_is_left_out_sees_the_number_and_does_not_change_it(
    client: Redis, valkey: Valkey, app: TestApp
) -> None:
    """The owner looks at a page, and so does a crawler."""
    message(app, "/hit/a.org/.json")
    own = app_for(valkey, own_addresses="192.0.2.0/24")

    assert message(own, "/hit/a.org/.json") == "1"
    assert message(app, "/hit/a.org/.json", **{"User-Agent": "Googlebot/2.1"}) == "1"
    assert Site(client).totals["views"] == 1


@pytest.mark.parametrize("metric", METRICS)
def test_a_hit_is_in_every_number_that_it_shows(app: TestApp, metric: str) -> None:
    """A hit is included in every number that it shows, as on a badge after it."""
    asked = f"/a.org/b.json?metric={metric}"
    is_over = metric in {"yesterday", "last_week", "last_month"}
    shown = "0" if is_over else "1"

    assert message(app, f"/badge{asked}") == "no data"
    assert message(app, f"/hit{asked}") == shown
    assert message(app, f"/badge{asked}") == shown
    assert message(app, f"/badge/a.org.json?metric={metric}") == shown


def test_a_look_at_the_headers_of_a_hit_counts_nothing(
    client: Redis, app: TestApp
) -> None:
    """A HEAD request of a hit counts nothing, and makes no site known."""
    app.head("/hit/a.org/b.svg")

    assert client.keys() == []


def test_badges_show_what_is_stored(client: Redis, app: TestApp, past: History) -> None:
    """Badges show the stored numbers of a page or a site, for each metric."""
    store: Any = client
    today = f"{past.last}"

    page, site = f"/badge/{past.site}{PAGE}.json", f"/badge/{past.site}.json"
    of_page = store.zscore(keys.top(past.site, "pages", today), PAGE)
    of_site = int(store.hget(keys.days(past.site), f"{today}:views"))
    all_views = int(store.zscore(keys.pages(past.site), PAGE))
    assert message(app, f"{page}?metric=today") == compact(int(of_page))
    assert message(app, f"{site}?metric=today") == compact(of_site)
    assert message(app, page) == compact(all_views)
    people = int(store.zscore(keys.page_visitors(past.site), PAGE))
    assert message(app, f"{page}?metric=visitors") == compact(people)


@pytest.mark.parametrize("period", NAMES)
@pytest.mark.parametrize("about", [".svg", f"{PAGE}.svg"], ids=["site", "page"])
def test_every_period_can_be_drawn(
    app: TestApp, past: History, period: str, about: str
) -> None:
    """Charts of every period can be drawn, by hour, day or month."""
    answer = app.get(f"/chart/{past.site}{about}?period={period}")

    views, _ = Picture(answer.text).texts()
    assert views.endswith(" views")
    assert not views.startswith("0 ")


def test_a_chart_of_all_time_has_all_views_of_a_page(
    client: Redis, app: TestApp, past: History
) -> None:
    """A chart of all time contains all views of a page."""
    store: Any = client

    picture = Picture(app.get(f"/chart/{past.site}{PAGE}.svg?period=all").text)

    total = int(store.zscore(keys.pages(past.site), PAGE))
    assert picture.texts("desc")[0].startswith(f"{total:,} views, ")


def test_images_of_what_is_not_known_show_nothing(app: TestApp) -> None:
    """Images of unknown pages and sites show no data."""
    for address in ("/badge/a.org/b.json", "/badge/a.org.json"):
        assert message(app, address) == "no data"
    for address in ("/chart/a.org/b.svg", "/chart/a.org.svg?period=all"):
        assert Picture(app.get(address).text).texts()[0] == "0 views"
