"""Readiness says 503 for as long as the store refuses writes, and why."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from webtest import TestApp

from page_tracker.app import create_app
from page_tracker.settings import Settings
from page_tracker.storage import keys
from page_tracker.storage.journal.directory import JournalDirectory
from support.journal import append, entry
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until

Change = Callable[[Redis], Any]


def app_for(url: str, directory: Path, timeout: float = 10) -> TestApp:
    """Return the service on a store, as any WSGI server has it."""
    settings = Settings(redis_url=url, data_dir=directory, redis_timeout=timeout)
    return TestApp(create_app(replace(settings, metrics="public")))


def answer(site: TestApp) -> dict[str, Any]:
    """Ask once; returns the document, and in it the status of the response."""
    response = site.get("/readyz", expect_errors=True)
    return {"code": response.status_int, **response.json}


def wait_for(site: TestApp, problem: str | None) -> dict[str, Any]:
    """Wait until readiness tells a problem, or none, and return the answer."""
    wait_until(lambda: answer(site).get("problem") == problem)
    return answer(site)


def _fill(client: Redis) -> None:
    client.config_set("maxmemory", 1)


def _empty(client: Redis) -> None:
    client.config_set("maxmemory", 0)


def _demote(client: Redis) -> None:
    client.replicaof("127.0.0.1", "1")


def _promote(client: Redis) -> None:
    client.replicaof("NO", "ONE")


def _want_replicas(client: Redis) -> None:
    client.config_set("min-replicas-to-write", 1)


def _want_none(client: Redis) -> None:
    client.config_set("min-replicas-to-write", 0)


@pytest.mark.parametrize(
    ("hurt", "heal", "problem"),
    [
        pytest.param(_fill, _empty, "out_of_memory", id="out of memory"),
        pytest.param(_demote, _promote, "read_only", id="a replica"),
        pytest.param(_want_replicas, _want_none, "not_enough_replicas", id="replicas"),
    ],
)
def test_a_store_that_refuses_writes_makes_a_process_not_ready(
    own_valkey: Valkey, tmp_path: Path, hurt: Change, heal: Change, problem: str
) -> None:
    """PING succeeds in each of these stores, and no view can be counted."""
    site = app_for(own_valkey.url, tmp_path)
    before = answer(site)
    hurt(own_valkey.client())

    refused = wait_for(site, problem)
    heal(own_valkey.client())
    after = wait_for(site, None)

    assert before == after == {"code": 200, "status": "ok"}
    assert (refused["code"], refused["status"]) == (503, "unavailable")
    assert refused["message"].endswith(".")


def test_a_store_that_hangs_holds_readiness_until_the_time_out(
    own_valkey: Valkey, tmp_path: Path
) -> None:
    """A hanging store delays readiness until the timeout, and is asked again later."""
    site = app_for(own_valkey.url, tmp_path, timeout=0.1)
    own_valkey.freeze()

    hung = wait_for(site, "timeout")
    own_valkey.thaw()
    after = wait_for(site, None)

    assert (hung["code"], after["code"]) == (503, 200)


def test_a_user_who_may_not_run_a_command_makes_a_process_not_ready(
    own_valkey: Valkey, tmp_path: Path
) -> None:
    """Views would be acknowledged and not be in the lists."""
    rules = ["on", ">x", *(f"~{each}" for each in keys.PATTERNS), "+@all", "-zadd"]
    own_valkey.client().execute_command("ACL", "SETUSER", "app", *rules)
    site = app_for(f"{own_valkey.url}?username=app&password=x", tmp_path)

    denied = answer(site)

    assert (denied["code"], denied["problem"]) == (503, "no_permission")
    assert "ZADD" in denied["message"]


def test_a_store_that_evicts_keys_is_a_warning(
    own_valkey: Valkey, tmp_path: Path
) -> None:
    """The process is ready, and somebody should know."""
    own_valkey.client().config_set("maxmemory", "100mb")
    own_valkey.client().config_set("maxmemory-policy", "allkeys-lru")

    found = answer(app_for(own_valkey.url, tmp_path))

    assert (found["code"], found["status"]) == (200, "ok")
    assert [each["problem"] for each in found["warnings"]] == ["evicting"]


def test_metrics_show_what_readiness_has_found(
    own_valkey: Valkey, tmp_path: Path
) -> None:
    """An alert can be raised for each problem by its name."""
    site = app_for(own_valkey.url, tmp_path)
    _fill(own_valkey.client())
    wait_for(site, "out_of_memory")

    text = site.get("/metrics").text

    assert 'page_tracker_store_problem_workers{problem="out_of_memory"} 1.0' in text
    assert 'page_tracker_store_problem_workers{problem="evicting"} 0.0' in text


def test_views_that_wait_for_another_store_are_a_warning(
    valkey: Valkey, tmp_path: Path
) -> None:
    """Views pending for another store are a warning."""
    journals = JournalDirectory(tmp_path / "journal", "redis.example:6379/0", 2**30, 60)
    journals.prepare()
    journal = journals.create()
    append(journal, entry(1), entry(2))
    journal.close()
    site = app_for(valkey.url, tmp_path)

    wait_until(lambda: "warnings" in answer(site))

    (warning,) = answer(site)["warnings"]
    assert warning["problem"] == "stranded_views"
    assert warning["message"].startswith("2 views wait since")


def test_a_worker_answers_while_a_store_refuses_writes(
    serve: Start, own_valkey: Valkey
) -> None:
    """The service as it runs says the same as under any other server."""
    service: Service = serve(own_valkey.url)
    _fill(own_valkey.client())

    wait_until(lambda: service.get("/readyz").status == 503)
    _empty(own_valkey.client())

    wait_until(lambda: service.get("/readyz").text == '{"status": "ok"}')
