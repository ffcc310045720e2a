"""Which store a command talks to, and what it leaves of it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis

from page_tracker.errors import StartError, StorageError
from page_tracker.settings import Settings
from page_tracker.storage import keys
from page_tracker.storage.embedded import Embedded
from page_tracker.storage.open_store import open_store
from page_tracker.storage.reports.sites import PlainCounter
from support.service import Start
from support.valkey import Valkey


@contextmanager
def loading(path: Path) -> Iterator[None]:
    """Listen as a Valkey that still reads its data."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def answer() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(b"-LOADING Valkey is loading the dataset\r\n")

        thread = Thread(target=answer)
        thread.start()
        yield
        thread.join(timeout=10)


def test_a_store_that_is_named_is_used_as_it_is(valkey: Valkey, client: Redis) -> None:
    """A named store is used as it is, and nothing is created elsewhere."""
    client.set(keys.PAGE_VIEWS, 5)

    with open_store(Settings(redis_url=valkey.url)) as found:
        assert PlainCounter(found).page_views() == 5

    assert client.ping()


def test_the_store_of_a_running_service_is_shared(serve: Start) -> None:
    """The service goes on counting, before and after."""
    service = serve()
    service.get("/")
    settings = Settings(data_dir=service.directory / "data")

    with open_store(settings) as found:
        views = PlainCounter(found).page_views()

    assert views == 1
    assert service.get("/").text == "This page has been seen 2 times."


def test_a_store_that_nobody_runs_is_started_and_stopped_again(serve: Start) -> None:
    """An embedded store that no service runs is started, and stopped at the end."""
    service = serve()
    service.get("/")
    service.stop()
    settings = Settings(data_dir=service.directory / "data")

    with open_store(settings) as found:
        views = PlainCounter(found).page_views()
        assert (settings.data_dir / "valkey.sock").exists()

    assert views == 1
    assert not (settings.data_dir / "valkey.sock").exists()
    assert service.start().get("/").text == "This page has been seen 2 times."


def test_a_store_is_stopped_also_after_an_error(tmp_path: Path) -> None:
    """The embedded store is stopped after an error too."""
    embedded = Embedded(tmp_path)
    embedded.start()
    embedded.stop()

    with pytest.raises(KeyboardInterrupt):
        with open_store(Settings(data_dir=tmp_path)):
            raise KeyboardInterrupt

    embedded.start()
    embedded.stop()


def test_a_store_that_still_reads_its_data_is_not_started_twice(tmp_path: Path) -> None:
    """A store that is loading its data is not started a second time."""
    (tmp_path / "service.lock").touch()

    with loading(tmp_path / "valkey.sock"):
        with open_store(Settings(data_dir=tmp_path)) as found:
            with pytest.raises(StorageError, match="loading"):
                PlainCounter(found).page_views()


@pytest.mark.parametrize("existing", [False, True])
def test_a_directory_without_data_stays_as_it_is(
    tmp_path: Path, existing: bool
) -> None:
    """A report starts nothing new: the directory is probably the wrong one."""
    directory = tmp_path / "data"
    if existing:
        directory.mkdir()

    with pytest.raises(StartError, match="no data yet in .*--data-dir"):
        with open_store(Settings(data_dir=directory)):
            pass

    assert directory.exists() is existing
    assert not existing or not list(directory.iterdir())


def test_a_new_store_is_started_for_who_may_begin_one(tmp_path: Path) -> None:
    """A command that may create a store starts one that the service uses later."""
    settings = Settings(data_dir=tmp_path / "data")

    with open_store(settings, new=True) as found:
        found.set(keys.PAGE_VIEWS, 7)

    with open_store(settings) as found:
        assert PlainCounter(found).page_views() == 7


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("file/data", "no data yet in", id="below a file"),
        pytest.param("x" * 300, "cannot read the data", id="a name that cannot be"),
    ],
)
def test_a_directory_that_cannot_be_one_is_told(
    tmp_path: Path, name: str, message: str
) -> None:
    """An unusable data directory is reported in one line."""
    (tmp_path / "file").touch()

    with pytest.raises(StartError, match=message):
        with open_store(Settings(data_dir=tmp_path / name)):
            pass


def test_a_directory_with_a_path_too_long_for_its_socket_is_told(
    tmp_path: Path,
) -> None:
    """A directory whose path is too long for a socket is reported in one line."""
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    (deep / "service.lock").touch()

    with pytest.raises(StartError, match="too long a path"):
        with open_store(Settings(data_dir=deep)):
            pass
