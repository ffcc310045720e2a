"""The callable against a real store, as any WSGI server would run it."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.settings import Settings
from page_tracker.web.problems import SORRY
from support.valkey import Valkey
from support.waiting import PATIENCE

LARGEST = 2**63 - 1


@pytest.fixture(name="site")
def fixture_site(valkey: Valkey) -> TestApp:
    """The service in front of the shared store."""
    return app_for(valkey)


def app_for(valkey: Valkey, timeout: float = PATIENCE) -> TestApp:
    """Wire the service to a store, for which it waits some seconds."""
    return TestApp(create_app(Settings(redis_url=valkey.url, redis_timeout=timeout)))


def test_each_view_is_counted_and_told_its_number(site: TestApp, client: Redis) -> None:
    """The page says how often it was seen, and the store agrees."""
    first = site.get("/")
    second = site.get("/")

    assert first.text == "This page has been seen 1 times."
    assert second.text == "This page has been seen 2 times."
    assert second.headers["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("page_views") == "2"


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(4, id="a small number"),
        pytest.param(-1, id="a negative number"),
        pytest.param(2**53 + 1, id="a number that a double cannot hold"),
        pytest.param(LARGEST - 1, id="the last number but one"),
    ],
)
def test_the_next_view_continues_from_what_another_client_has_set(
    site: TestApp, client: Redis, start: int
) -> None:
    """The key is an ordinary one: a client that sets it sets the counter."""
    client.set("page_views", start)

    answer = site.get("/")

    assert answer.text == f"This page has been seen {start + 1} times."
    assert client.get("page_views") == str(start + 1)


@pytest.mark.parametrize(
    "views", [pytest.param(0, id="nothing yet"), pytest.param(7, id="seven views")]
)
def test_head_answers_like_get_and_counts_nothing(
    site: TestApp, client: Redis, views: int
) -> None:
    """A monitor that sends HEAD does not make the page look popular."""
    if views:
        client.set("page_views", views)

    answer = site.head("/")

    length = len(f"This page has been seen {views} times.")
    assert (answer.status_int, answer.content_length) == (200, length)
    assert client.get("page_views") == (str(views) if views else None)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_key_without_a_number_is_an_error_and_stays_as_it_is(
    site: TestApp, client: Redis, method: str
) -> None:
    """Text in the counter's key is never overwritten."""
    client.set("page_views", "many")

    site.request("/", method=method, status=500)

    assert client.get("page_views") == "many"


def test_a_key_of_another_type_is_an_error_and_stays_as_it_is(
    site: TestApp, client: Redis
) -> None:
    """A list in the counter's key is never overwritten."""
    client.rpush("page_views", "a")

    answer = site.get("/", status=500)

    assert answer.text == SORRY
    assert client.lrange("page_views", 0, -1) == ["a"]


def test_the_counter_stops_at_the_end_of_its_range(
    site: TestApp, client: Redis
) -> None:
    """The counter stops with an error at 2^63 - 1."""
    client.set("page_views", LARGEST)

    site.get("/", status=500)

    assert client.get("page_views") == str(LARGEST)


def _fill(client: Redis) -> None:
    client.config_set("maxmemory", 1)


def _empty(client: Redis) -> None:
    client.config_set("maxmemory", 0)


def _demote(client: Redis) -> None:
    client.replicaof("127.0.0.1", "1")


def _promote(client: Redis) -> None:
    client.replicaof("NO", "ONE")


@pytest.mark.parametrize(
    ("hurt", "heal"),
    [
        pytest.param(_fill, _empty, id="out of memory"),
        pytest.param(_demote, _promote, id="read-only replica"),
    ],
)
def test_a_store_that_refuses_is_an_error_until_it_accepts_again(
    own_valkey: Valkey,
    hurt: Callable[[Redis], None],
    heal: Callable[[Redis], None],
) -> None:
    """While the store rejects writes there is an error, and nothing is counted."""
    site, client = app_for(own_valkey), own_valkey.client()
    site.get("/")
    hurt(client)

    refused = site.get("/", status=500)
    heal(client)
    accepted = site.get("/")

    assert refused.text == SORRY
    assert accepted.text == "This page has been seen 2 times."


def test_an_unreachable_store_is_an_error_that_is_logged_once_with_its_cause(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The client learns nothing of it, the operator everything."""
    site = app_for(Valkey(tmp_path / "nowhere"))

    answer = site.get("/", status=500)

    assert answer.body == "Sorry, something went wrong 😔".encode()
    errors = [entry for entry in caplog.records if entry.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert errors[0].exc_info and "nowhere" in str(errors[0].exc_info[1])


def test_the_service_goes_on_when_the_store_comes_back(own_valkey: Valkey) -> None:
    """A restart of the store costs the requests in between and nothing else."""
    site = app_for(own_valkey)
    own_valkey.stop()

    site.get("/", status=500)
    own_valkey.start()
    answer = site.get("/")

    assert answer.text == "This page has been seen 1 times."


@pytest.mark.sensitive
def test_callers_behind_a_hung_store_are_told_in_time(own_valkey: Valkey) -> None:
    """On a threaded server, callers behind a hung store wait for one timeout at most.

    One timeout after the other would take all callers three minutes.
    """
    callers = 100
    site = app_for(own_valkey, timeout=2)
    own_valkey.freeze()

    with ThreadPoolExecutor(callers) as pool:
        asked = [pool.submit(site.get, "/", status=500) for _ in range(callers)]
        texts = {each.result(PATIENCE).text for each in asked}

    assert texts == {SORRY}
    own_valkey.thaw()


def test_the_process_is_alive_also_without_a_store(tmp_path: Path) -> None:
    """A store that is away is no reason to restart the service."""
    site = app_for(Valkey(tmp_path / "nowhere"))

    assert site.get("/healthz").json == {"status": "ok"}
