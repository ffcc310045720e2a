"""Views that are sent, on the server's own loop and on a thread of any other server."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from redis import Redis
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.environment import load
from page_tracker.storage import keys
from page_tracker.web.problems import SORRY
from support.agents import FIREFOX
from support.both_ways import JSON, OnAThread, OnTheLoop
from support.proxy import Proxy, batches_through, once
from support.records import Site
from support.service import Answer, Service, Start
from support.sums import wrong_sums
from support.valkey import Valkey
from support.waiting import PATIENCE, wait_until

HERE = {"site": "a.org", "path": "/"}


# Starts a site in front of the proxy, with more settings.
Open = Callable[..., OnTheLoop]


@pytest.fixture(name="open_site", params=["on the loop", "on a thread"])
def fixture_open_site(
    request: pytest.FixtureRequest, proxy: Proxy, tmp_path: Any
) -> Open:
    """Start the service in either way."""
    settings = {"redis_timeout": str(PATIENCE), "opt_out": "count"}

    def on_the_loop(**more: str) -> OnTheLoop:
        serve: Start = request.getfixturevalue("serve")
        return OnTheLoop(serve(proxy.url, **(settings | more)))

    def on_a_thread(**more: str) -> OnTheLoop:
        chosen = {f"PAGE_TRACKER_{n.upper()}": v for n, v in (settings | more).items()}
        app = create_app(load(chosen | {"REDIS_URL": proxy.url}))
        return OnAThread(Service(tmp_path), TestApp(app))

    return on_the_loop if request.param == "on the loop" else on_a_thread


@pytest.fixture(name="site")
def fixture_site(open_site: Open) -> OnTheLoop:
    """A site with the usual settings."""
    return open_site()


@pytest.fixture(name="stored")
def fixture_stored(client: Redis) -> Site:
    """What the store holds of a.org."""
    return Site(client)


def numbers(views: int, visitors: int) -> dict[str, int]:
    """Spell the numbers of a page or site as answers do."""
    return {"views": views, "visitors": visitors}


def test_views_are_counted_and_told_their_numbers(
    site: OnTheLoop, stored: Site
) -> None:
    """Two views by one visitor, and one by another who reads the other page."""
    answers = [
        site.post(HERE),
        site.post(HERE | {"title": "Home"}, "text/plain;charset=UTF-8"),
        site.post({"url": "https://a.org/b?utm_source=x"}, agent=f"{FIREFOX}.1"),
    ]

    assert [answer.status for answer in answers] == [202, 202, 202]
    assert [json.loads(answer.text) for answer in answers] == [
        {"status": "counted", "page": numbers(1, 1), "site": numbers(1, 1)},
        {"status": "counted", "page": numbers(2, 1), "site": numbers(2, 1)},
        {"status": "counted", "page": numbers(1, 1), "site": numbers(3, 2)},
    ]
    assert stored.totals == numbers(3, 2)
    assert (stored.pages, stored.titles) == ({"/": 2, "/b": 1}, {"/": "Home"})
    assert not wrong_sums(stored)


def test_what_is_left_out_is_told_and_counted_as_such(
    open_site: Open, stored: Site
) -> None:
    """A bot on our site, and a view of a site that is none of ours."""
    site = open_site(sites="a.org")

    bot = site.post(HERE, agent="Googlebot/2.1")
    unknown = site.post(HERE | {"site": "b.org"})

    assert json.loads(bot.text) == {"status": "ignored", "reason": "bot"}
    assert json.loads(unknown.text) == {"status": "ignored", "reason": "unknown_site"}
    ((field, count),) = stored.ignored.items()
    assert (field[10:], count) == (":bot", 1)
    assert [*stored.client.hvals(keys.REFUSED)] == ["1"]
    assert stored.totals == {}
    assert stored.client.smembers(keys.SITES) == {"a.org"}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"path": "/" + "a" * 5000}, id="a long path"),
        pytest.param({"title": "t" * 4097}, id="a long title"),
        pytest.param({"referrer": None}, id="no referrer"),
        pytest.param({"width": 412.5}, id="a part of a pixel"),
        pytest.param({"tracker": {"version": 7}}, id="an unknown field"),
    ],
)
def test_a_view_counts_whatever_is_beside_its_page(
    site: OnTheLoop, stored: Site, fields: dict[str, Any]
) -> None:
    """The answer names what was left out, and the store has the view."""
    answer = site.post(HERE | fields)

    assert answer.status == 202
    assert json.loads(answer.text)["status"] == "counted"
    assert stored.totals == numbers(1, 1)


def test_a_view_that_names_no_page_is_left_out_of_its_array(
    site: OnTheLoop, stored: Site
) -> None:
    """The others count, and the reports have the reason."""
    answer = site.post([HERE, {"site": "a.org"}, HERE])

    statuses = [each["status"] for each in json.loads(answer.text)]
    assert (answer.status, statuses) == (202, ["counted", "invalid", "counted"])
    assert stored.totals == numbers(2, 1)
    ((field, count),) = stored.ignored.items()
    assert (field[10:], count) == (":invalid", 1)


def test_the_settings_say_what_one_page_is(open_site: Open, stored: Site) -> None:
    """The rules for names of pages apply to views and badges alike."""
    site = open_site(query="drop", keep_parameters="id", drop_index="on")

    site.post(HERE | {"path": "/a/index.html?id=1&x=2"})
    site.post(HERE | {"path": "/a?id=1&ref=b"})

    assert stored.pages == {"/a?id=1": 2}


@pytest.mark.parametrize(
    ("sites", "second"),
    [
        pytest.param("", "ignored", id="any site"),
        pytest.param("a.org,b.org", "counted", id="named sites"),
    ],
)
def test_only_sites_that_nobody_has_named_are_bounded(
    open_site: Open, sites: str, second: str
) -> None:
    """The site limit applies only if no sites are listed in the settings."""
    site = open_site(sites=sites, max_sites="1")

    answers = [site.post(HERE), site.post(HERE | {"site": "b.org"}), site.post(HERE)]

    statuses = [json.loads(answer.text)["status"] for answer in answers]
    assert statuses == ["counted", second, "counted"]


def test_the_settings_reach_the_store(open_site: Open, stored: Site) -> None:
    """Bounds, lives, and the zone whose days are counted."""
    zone = "Pacific/Kiritimati"
    site = open_site(
        max_pages="1", max_members="1", max_seen="1", keep_days="3", timezone=zone
    )

    for number in range(3):
        body = HERE | {"path": f"/{number}", "referrer": f"https://{number}.org/"}
        site.post(body, agent=f"{FIREFOX}.{number}")

    today = f"{datetime.now(ZoneInfo(zone)):%Y-%m-%d}"
    assert stored.days == {f"{today}:views": 3, f"{today}:visitors": 1}
    assert stored.pages == {"/0": 1, "(other)": 2}
    assert stored.top("referrers", today) == {"0.org": 1, "(other)": 2}
    life = stored.client.ttl(keys.top("a.org", "referrers", today))
    assert 3 * 24 * 3600 - 60 < life <= 3 * 24 * 3600
    assert not wrong_sums(stored)


def test_an_array_is_counted_at_once(site: OnTheLoop, client: Redis) -> None:
    """An array of views is recorded at once, and answered in its order."""
    views = [HERE | {"path": f"/{number}"} for number in range(96)]
    bodies = [
        *views,
        HERE | {"event": "play"},
        HERE | {"site": "b.org"},
        HERE | {"referrer": "https://semalt.com/"},
        HERE,
    ]

    answer = site.post(bodies)

    told = json.loads(answer.text)
    assert [each["site"]["views"] for each in told[:96]] == [*range(1, 97)]
    assert told[96] == {"status": "counted", "page": None, "site": numbers(97, 1)}
    assert told[97]["site"] == numbers(1, 1)
    assert told[98] == {"status": "ignored", "reason": "spam_referrer"}
    assert told[99]["site"] == numbers(97, 1)
    assert Site(client, "a.org").totals == numbers(97, 1) | {"events": 1}
    assert Site(client, "b.org").totals == numbers(1, 1)


def test_pages_of_all_origins_may_ask_whether_they_may_send(site: OnTheLoop) -> None:
    """A browser asks before it sends JSON to another site."""
    answer = site.ask("OPTIONS")

    assert (answer.status, answer.text) == (200, "")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"


@pytest.mark.parametrize(
    ("sent", "status", "errors"),
    [
        pytest.param(
            ('{"site": "a.org", "x": 1}', JSON),
            400,
            {"path": "is required", "x": "is not known"},
            id="fields",
        ),
        pytest.param(("{", JSON), 400, {"body": "is not JSON in UTF-8"}, id="no JSON"),
        pytest.param((json.dumps(HERE), "text/html"), 415, None, id="another type"),
    ],
)
def test_a_mistake_is_told_to_the_script_that_made_it(
    site: OnTheLoop,
    stored: Site,
    sent: tuple[str, str],
    status: int,
    errors: dict[str, str] | None,
) -> None:
    """An invalid body is answered with a problem that all origins may read."""
    answer = site.ask("POST", *sent)

    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.text).get("errors") == errors
    assert stored.totals == {}


def assert_sorry(answer: Answer) -> None:
    """Assert that a view was not counted, and its sender told in JSON."""
    problem = json.loads(answer.text)
    assert (answer.status, problem["detail"]) == (500, SORRY)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.sensitive
@pytest.mark.parametrize("known", [True, False], ids=["a known site", "a new site"])
def test_a_view_while_the_store_hangs_is_told_in_time_and_not_counted_later(
    open_site: Open, stored: Site, proxy: Proxy, valkey: Valkey, known: bool
) -> None:
    """Without a journal, a hung store fails a view in time, and it stays uncounted.

    The view fails after one timeout: a second batch would take another.
    """
    site = open_site(journal="off", redis_timeout="1")
    wait_for_a_view(site, HERE if known else HERE | {"site": "b.org"})
    batches = batches_through(proxy, b"a.org")
    valkey.freeze()

    refused = site.post(HERE)
    count = len(batches)
    valkey.thaw()
    counted = wait_for_a_view(site)

    assert_sorry(refused)
    assert count == 1
    assert counted["site"] == numbers(1 + known, 1)
    assert stored.totals == numbers(1 + known, 1)


def test_a_view_while_the_store_is_away_is_told_at_once(
    open_site: Open, stored: Site, proxy: Proxy
) -> None:
    """Without a journal, a view fails at once while the store is unreachable."""
    site = open_site(journal="off", redis_timeout="1")
    wait_for_a_view(site)
    proxy.refuse()

    refused = [site.post(HERE) for _ in range(3)]
    proxy.refusing = False
    wait_for_a_view(site)

    for each in refused:
        assert_sorry(each)
    assert stored.totals == numbers(2, 1)


def test_a_lost_reply_costs_no_view_its_number(
    site: OnTheLoop, stored: Site, proxy: Proxy
) -> None:
    """The batch is sent again under its number, and counted once."""
    site.post(HERE)
    proxy.meddle = once(lambda _: None)

    answer = site.post([HERE, HERE | {"path": "/b"}])

    told = [each["site"] for each in json.loads(answer.text)]
    assert told == [numbers(2, 1), numbers(3, 1)]
    assert stored.totals == numbers(3, 1)


def test_views_at_the_same_time_get_numbers_of_their_own(
    site: OnTheLoop, client: Redis
) -> None:
    """Simultaneous views get distinct numbers, whatever they share."""

    def view(number: int) -> tuple[str, int]:
        name = f"{number % 3}.org"
        told = json.loads(site.post(HERE | {"site": name}).text)
        return name, told["site"]["views"]

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(view, range(90)))

    for name in ("0.org", "1.org", "2.org"):
        assert sorted(number for to, number in told if to == name) == [*range(1, 31)]
        assert Site(client, name).totals == numbers(30, 1)
        assert not wrong_sums(Site(client, name))


def test_workers_know_each_others_visitors(
    serve: Start, valkey: Valkey, stored: Site
) -> None:
    """All workers recognise the same visitors."""
    site = OnTheLoop(serve(valkey.url, workers="2"))

    for _ in range(20):
        site.post(HERE)

    assert stored.totals == numbers(20, 1)
    assert len([*stored.client.keys("pt:{a.org}:applied:*")]) == 2


def wait_for_a_view(site: OnTheLoop, view: object = None) -> dict[str, Any]:
    """Send a view, or one of a.org, until it is counted, and return its answer."""
    answers: list[Answer] = []

    def is_counted() -> bool:
        answers.append(site.post(view or HERE))
        return answers[-1].status == 202

    wait_until(is_counted)
    counted: dict[str, Any] = json.loads(answers[-1].text)
    return counted


@pytest.mark.parametrize(
    ("options", "times"),
    [
        pytest.param({"workers": "2"}, 1, id="any site"),
        pytest.param({"sites": "example.com"}, 0, id="named sites"),
    ],
)
def test_that_any_site_is_recorded_is_logged_once_at_the_start(
    serve: Start, valkey: Valkey, options: dict[str, str], times: int
) -> None:
    """The start logs once that any site is recorded."""
    service = serve(valkey.url, **options)

    service.get("/")

    events = [entry["event"] for entry in service.logs()]
    assert events.count("recording any site") == times
