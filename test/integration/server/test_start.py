"""What a service says and does when it starts."""

from pathlib import Path

from redis import Redis

from page_tracker.storage.health.findings import MESSAGES
from support.left import leave
from support.proxy import Proxy
from support.records import Site
from support.service import Start
from support.valkey import Valkey
from support.waiting import wait_until


def test_a_service_says_at_its_start_what_is_wrong_with_its_store(
    serve: Start, own_valkey: Valkey
) -> None:
    """The service starts, and one line says which problem the store has."""
    own_valkey.client().config_set("maxmemory", 1)

    service = serve(own_valkey.url, workers="2")

    logged = service.wait_for(MESSAGES["out_of_memory"])
    assert (logged["level"], logged["problem"]) == ("error", "out_of_memory")
    assert service.get("/healthz").status == 200


def test_a_service_adopts_what_was_queued_under_another_name_of_the_machine(
    serve: Start, proxy: Proxy, client: Redis, tmp_path: Path
) -> None:
    """Setting REDIS_URL from localhost to 127.0.0.1 forgets no view."""
    old = proxy.url.removeprefix("redis://").replace("127.0.0.1", "localhost") + "/0"
    leave(tmp_path, old)

    serve(proxy.url, data_dir=str(tmp_path))

    wait_until(lambda: Site(client).totals.get("views") == 3)


def test_an_unreadable_journal_is_reported_while_it_exists(
    serve: Start, valkey: Valkey, tmp_path: Path
) -> None:
    """An unreadable journal is reported by readiness for as long as it exists."""
    broken = leave(tmp_path, f"{valkey.path}/0").directory
    (broken / "0").mkdir()

    service = serve(valkey.url, data_dir=str(tmp_path))

    service.wait_for("A journal cannot be read, and the views in it are not counted.")
    wait_until(lambda: "unreadable_journals" in service.get("/readyz").text)
    (broken / "0").rmdir()
    wait_until(lambda: "warnings" not in service.get("/readyz").text)
