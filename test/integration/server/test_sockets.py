"""Listening sockets: opened once, shared out, and taken back from the dead."""

import resource
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from page_tracker.errors import StartError
from page_tracker.server import sockets
from page_tracker.server.limits import adjustments
from page_tracker.settings import Settings


@pytest.mark.parametrize(
    ("host", "address"),
    [
        pytest.param("127.0.0.1", "http://127.0.0.1:", id="IPv4"),
        pytest.param("::", "http://[::]:", id="IPv6"),
    ],
)
def test_each_worker_has_a_socket_of_its_own_on_the_same_port(
    host: str, address: str
) -> None:
    """The kernel shares connections out between them."""
    with sockets.listening(Settings(host=host, port=0), 3) as opened:
        addresses = {sockets.address(each) for each in opened}
        descriptors = {each.fileno() for each in opened}

    assert len(descriptors) == 3
    assert len(addresses) == 1
    assert addresses.pop().startswith(address)


def test_where_the_kernel_cannot_share_workers_get_the_same_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever is first accepts."""
    monkeypatch.setattr(sockets, "_SHARES", False)

    with sockets.listening(Settings(port=0), 3) as opened:
        assert len({each.fileno() for each in opened}) == 1


def test_a_host_that_is_not_this_machine_is_refused_with_its_name() -> None:
    """Documentation addresses (RFC 5737) belong to nobody."""
    settings = Settings(host="192.0.2.1", port=8000)

    with pytest.raises(StartError, match=r"cannot listen on 192\.0\.2\.1 port 8000"):
        with sockets.listening(settings, 1):
            pass


def test_a_socket_file_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    """A killed service does not stop the next one from starting."""
    path = tmp_path / "web.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    with sockets.listening(Settings(unix_socket=path), 1) as opened:
        assert sockets.address(opened[0]) == f"unix:{path}"
    assert not path.exists()


def test_a_socket_file_in_use_is_left_alone(tmp_path: Path) -> None:
    """Its owner answers, so it is not ours to take."""
    settings = Settings(unix_socket=tmp_path / "web.sock")

    with sockets.listening(settings, 1):
        with pytest.raises(StartError, match="Address already in use"):
            with sockets.listening(settings, 1):
                pass

        assert settings.unix_socket and settings.unix_socket.exists()


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    """A typing error in a path deletes nothing."""
    path = tmp_path / "notes.txt"
    path.write_text("dear diary")

    with pytest.raises(StartError, match="Address already in use"):
        with sockets.listening(Settings(unix_socket=path), 1):
            pass

    assert path.read_text() == "dear diary"


@pytest.fixture(name="limit")
def fixture_limit() -> Iterator[tuple[int, int]]:
    """The limit of open files, put back after the test."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_limit_of_open_files_is_raised_for_the_connections(
    limit: tuple[int, int],
) -> None:
    """A shell's default of 1,024 files is no reason to refuse clients."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limit[1]))

    found = adjustments(Settings(connection_limit=500))

    assert found.connection_limit == 500
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 500


def test_a_limit_of_files_that_suffices_is_left_as_it_is(
    limit: tuple[int, int],
) -> None:
    """Nothing is lowered."""
    adjustments(Settings(connection_limit=16))

    assert resource.getrlimit(resource.RLIMIT_NOFILE) == limit
