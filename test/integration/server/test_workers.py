"""The parent keeps its workers alive, replaces them, and takes them along."""

import os
import resource
import signal
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.cli.main import main
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import is_alive, wait_until
from support.wire import dial, replies

GET = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("workers", "processes"),
    [
        pytest.param("1", 1, id="one"),
        pytest.param("3", 3, id="three"),
        pytest.param("auto", len(os.sched_getaffinity(0)), id="one for each core"),
    ],
)
def test_as_many_workers_serve_as_were_asked_for(
    serve: Start, valkey: Valkey, workers: str, processes: int
) -> None:
    """The configured number of workers serves, and all count into one store."""
    service = serve(valkey.url, workers=workers)
    wait_until(lambda: len(service.workers()) == processes)

    texts = {service.get("/").text for _ in range(12)}

    assert len(texts) == 12


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """A worker that dies is replaced, and waiting connections are served."""
    service = serve(valkey.url)
    service.get("/")
    (before,) = service.workers()

    os.kill(before, signal.SIGKILL)
    answer = service.get("/")

    assert answer.text == "This page has been seen 2 times."
    assert service.workers() != [before]
    assert service.wait_for("a worker died")["status"] == "SIGKILL"
    assert client.get("page_views") == "2"


def test_a_worker_that_dies_again_and_again_is_restarted_after_growing_pauses(
    serve: Start, valkey: Valkey
) -> None:
    """A crash loop neither burns the machine nor ends the service."""
    service = serve(valkey.url)

    for deaths in range(1, 4):
        service.get("/")
        os.kill(service.workers()[0], signal.SIGKILL)
        service.wait_for("a worker died", deaths)

    pauses = [
        entry["restart_in"]
        for entry in service.logs()
        if entry["event"] == "a worker died"
    ]
    assert pauses == [0, 0.2, 0.4]
    assert service.get("/").status == 200


def test_workers_that_cannot_start_at_all_end_the_service_loudly(
    serve: Start, valkey: Valkey
) -> None:
    """A start that can never succeed is for a person to look at."""
    service = serve(valkey.url)
    service.get("/")

    allow_no_more_files(service)
    os.kill(service.workers()[0], signal.SIGKILL)

    assert service.wait() == 1
    assert service.wait_for("workers cannot start; giving up")["level"] == "critical"


# A service whose workers fail at their start for as long as a file exists.
FRAGILE = """
import os, sys
import page_tracker.server.service as service
work = service.work
def fragile(*arguments):
    if os.path.exists(sys.argv[1]): raise RuntimeError("broken")
    work(*arguments)
service.work = fragile
from page_tracker.cli.main import main
raise SystemExit(main([]))
"""


def test_workers_that_fail_at_their_start_end_the_service_loudly(
    valkey: Valkey, tmp_path: Path
) -> None:
    """Each attempt says why; after five the service gives up."""
    service = fragile_service(valkey, tmp_path)
    (tmp_path / "broken").touch()
    service.start()

    assert service.wait() == 1
    failures = [e for e in service.logs() if e["event"] == "a worker failed"]
    assert len(failures) == 5
    assert "RuntimeError: broken" in failures[0]["exception"]
    assert service.wait_for("workers cannot start; giving up")["level"] == "critical"


def test_a_successor_that_fails_leaves_the_worker_in_place(
    valkey: Valkey, tmp_path: Path
) -> None:
    """A successor that fails leaves the worker in place."""
    service = fragile_service(valkey, tmp_path).start()
    service.get("/")
    before = service.workers()
    (tmp_path / "broken").touch()

    service.send(signal.SIGHUP)
    service.wait_for("a replacement worker died")
    answer = service.get("/")

    assert answer.text == "This page has been seen 2 times."
    assert service.workers() == before
    service.stop()


def test_a_successor_that_cannot_be_started_leaves_the_worker_in_place(
    serve: Start, valkey: Valkey
) -> None:
    """A successor that cannot be started leaves the worker in place."""
    service = serve(valkey.url)
    service.get("/")
    before = service.workers()
    allow_no_more_files(service)

    for attempt in range(1, 7):
        service.send(signal.SIGHUP)
        service.wait_for("replacing the workers", attempt)
    answer = service.get("/")

    assert answer.text == "This page has been seen 2 times."
    assert service.workers() == before


def allow_no_more_files(service: Service) -> None:
    """Leave the parent no descriptors but those that it has."""
    highest = max(int(path.name) for path in Path(f"/proc/{service.pid}/fd").iterdir())
    resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (highest + 1, highest + 1))


def fragile_service(valkey: Valkey, directory: Path) -> Service:
    """Make a service whose workers fail while there is a file "broken"."""
    service = Service(directory, valkey.url)
    service.program = ("-c", FRAGILE, str(directory / "broken"))
    return service


def test_hangup_replaces_the_workers_without_refusing_a_connection(
    serve: Start, valkey: Valkey, client: Redis
) -> None:
    """Under load, every request of the replacement's time is answered and counted."""
    service = serve(valkey.url, workers="2")
    wait_until(lambda: len(service.workers()) == 2)
    answered: list[int] = []
    done = threading.Event()

    def browse() -> None:
        while not done.is_set():
            with closing(dial(service.address)) as connection:
                connection.sendall(GET)
                answered.append(replies(connection, 1)[0].status)

    clients = [threading.Thread(target=browse) for _ in range(4)]
    for each in clients:
        each.start()
    try:
        for _ in range(3):
            replace_workers(service)
    finally:
        done.set()
        for each in clients:
            each.join()

    assert len(answered) > 50
    assert set(answered) == {200}
    assert client.get("page_views") == str(len(answered))


def replace_workers(service: Service) -> None:
    """Hang up, and wait until none of the workers is left."""
    before = set(service.workers())
    service.send(signal.SIGHUP)
    # On a starved machine, as long as a worker may drain.
    wait_until(lambda: not before & set(service.workers()))


def test_the_death_of_the_parent_takes_the_workers_along(
    serve: Start, valkey: Valkey
) -> None:
    """Workers end when their parent dies."""
    service = serve(valkey.url, workers="2")
    wait_until(lambda: len(service.workers()) == 2)
    workers = service.workers()

    service.send(signal.SIGKILL)
    service.wait()

    wait_until(lambda: not any(is_alive(pid) for pid in workers))


def test_a_worker_that_hangs_is_killed_when_a_stop_has_waited_long_enough(
    serve: Start, valkey: Valkey
) -> None:
    """A stop always comes to its end, and its exit status tells."""
    service = serve(valkey.url, grace_period="0.1")
    wait_until(lambda: len(service.workers()) == 1)
    service.get("/")
    os.kill(service.workers()[0], signal.SIGSTOP)

    service.send(signal.SIGTERM)

    assert service.wait() == 1


def test_signals_to_the_whole_terminal_drain_like_one_to_the_parent(
    serve: Start, valkey: Valkey
) -> None:
    """Ctrl-C reaches workers too; only the parent acts on it."""
    service = serve(valkey.url)
    service.get("/")
    worker = service.workers()[0]

    os.kill(worker, signal.SIGINT)
    os.kill(worker, signal.SIGHUP)
    still = service.get("/")
    service.send(signal.SIGINT)

    assert still.status == 200
    assert service.workers() in ([worker], [])
    assert service.wait() == 0


def test_a_stop_that_is_repeated_changes_nothing(
    serve: Start, own_valkey: Valkey
) -> None:
    """A repeated stop changes nothing, from a service manager or the parent."""
    service = serve(own_valkey.url)
    service.get("/")
    (worker,) = service.workers()
    own_valkey.freeze()
    service.get("/")  # from then on the store is tried, which takes a second each time

    service.send(signal.SIGTERM)
    with suppress(ProcessLookupError):  # it has ended
        while True:
            os.kill(worker, signal.SIGTERM)
            time.sleep(0.02)

    assert service.wait() == 0
    assert not [each for each in service.logs() if each["level"] == "critical"]


def test_a_port_that_is_taken_ends_the_start_with_one_line(
    serve: Start, valkey: Valkey, capfd: pytest.CaptureFixture[str]
) -> None:
    """A port in use ends the start with one line, also with several workers."""
    service = serve(valkey.url, workers="2")
    port = service.address.rpartition(":")[2]

    status = main(["--port", port, "--workers", "2", "--redis-url", valkey.url])

    assert status == 2
    said = capfd.readouterr().err.strip()
    assert said == (
        f"page-tracker: cannot listen on 127.0.0.1 port {port}: Address already in use"
    )
