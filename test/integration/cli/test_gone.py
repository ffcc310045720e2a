"""A machine is gone for ever, and its volume is left: its views are counted once."""

import os
import signal

import pytest
from redis import Redis

from page_tracker.cli.main import main
from support.promises import view
from support.proxy import Proxy
from support.records import Site
from support.service import Service, Start
from support.terminal import forget_settings
from support.valkey import Valkey
from support.waiting import is_alive, wait_until

GONE, OTHER = "/gone", "/other"


@pytest.fixture(autouse=True)
def fixture_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests."""
    forget_settings(monkeypatch)


def destroy(service: Service) -> None:
    """End a service and its workers at once, whatever they were about to do."""
    workers = service.workers()
    service.send(signal.SIGSTOP)  # it must start no worker in the place of another
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    service.send(signal.SIGKILL)
    service.wait()
    wait_until(lambda: not any(map(is_alive, workers)))


def queue(service: Service, path: str, count: int) -> None:
    """Send views that have to wait."""
    wait_until(lambda: view(service, path) == "queued")
    assert [view(service, path) for _ in range(count - 1)] == ["queued"] * (count - 1)


def drain(service: Service, url: str, *words: str) -> int:
    """Drain the journals on the volume of a service into a store."""
    volume = ("--data-dir", str(service.directory / "data"), "--redis-url", url)
    return main(["journal", "--drain", *volume, *words])


@pytest.mark.parametrize("is_renamed", [False, True], ids=["same name", "another name"])
def test_the_views_of_a_machine_that_is_gone_are_counted_from_its_volume(
    serve: Start,
    proxy: Proxy,
    valkey: Valkey,
    capsys: pytest.CaptureFixture[str],
    is_renamed: bool,
) -> None:
    """Views of a lost machine are counted from its volume, once, under any name."""
    service = serve(proxy.url, redis_timeout="0.5")
    assert view(service, GONE) == "counted"
    proxy.refuse()
    queue(service, GONE, 3)
    destroy(service)
    proxy.refusing = False
    url = valkey.url if is_renamed else proxy.url
    words = ("--from", f"127.0.0.1:{proxy.port}/0") if is_renamed else ()

    first = drain(service, url, *words)
    told = capsys.readouterr().out.splitlines()[0]
    drain(service, proxy.url)

    assert (first, told) == (0, "Sent 3 views to the database.")
    assert Site(valkey.client()).pages == {GONE: 4}


def test_views_whose_answers_were_lost_with_the_machine_are_not_counted_again(
    serve: Start, proxy: Proxy, client: Redis
) -> None:
    """The store had counted them, which the machine did not live to hear."""
    service = serve(proxy.url, redis_timeout="0.5")
    assert view(service, GONE) == "counted"
    proxy.replies.hold()
    assert view(service, GONE) == "queued"
    wait_until(lambda: Site(client).pages == {GONE: 2})
    destroy(service)
    proxy.cut()
    proxy.replies.release()

    assert drain(service, proxy.url) == 0

    assert Site(client).pages == {GONE: 2}


def test_two_services_may_share_a_volume_of_which_one_is_gone(
    serve: Start, proxy: Proxy, client: Redis
) -> None:
    """Each worker has a journal of its own, and a lock says who lives."""
    gone = serve(proxy.url, redis_timeout="0.5")
    data = str(gone.directory / "data")
    other = serve(proxy.url, redis_timeout="0.5", data_dir=data)
    assert [view(gone, GONE), view(other, OTHER)] == ["counted"] * 2
    proxy.refuse()
    queue(gone, GONE, 3)
    queue(other, OTHER, 2)

    destroy(gone)
    proxy.refusing = False
    assert drain(gone, proxy.url) == 0

    wait_until(lambda: Site(client).pages == {GONE: 4, OTHER: 3})
    wait_until(lambda: view(other, OTHER) == "counted")
    other.stop()
    assert drain(gone, proxy.url) == 0
    assert Site(client).pages[GONE] == 4


def test_no_view_is_drained_into_a_replica(
    serve: Start, own_valkey: Valkey, capsys: pytest.CaptureFixture[str]
) -> None:
    """No view is drained into a writable replica, which would lose it."""
    store = own_valkey.client()
    service = serve(own_valkey.url, redis_timeout="0.5")
    assert view(service, GONE) == "counted"
    store.replicaof("127.0.0.1", "1")
    store.config_set("replica-read-only", "no")
    store.client_kill_filter(_type="normal")
    wait_until(lambda: view(service, GONE) == "queued")
    destroy(service)

    assert drain(service, own_valkey.url) == 1

    assert "the store is a replica" in capsys.readouterr().err
    assert Site(store).pages == {GONE: 1}
