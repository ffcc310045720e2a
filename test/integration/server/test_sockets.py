"""Listening sockets: opened once, shared out, and taken back from the dead."""

import errno
import os
import resource
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from socket import AF_INET6
from typing import Any

import pytest

from page_tracker.errors import StartError
from page_tracker.server import sockets
from page_tracker.server.limits import adjustments
from page_tracker.settings import Settings

# An address of IPv6 that also a machine without ::1 has, as many containers are.
MAPPED = "::ffff:127.0.0.3"


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
        addresses = {sockets.address(each) for (each,) in opened}
        descriptors = {each.fileno() for (each,) in opened}

    assert len(descriptors) == 3
    assert len(addresses) == 1
    assert addresses.pop().startswith(address)


def test_where_the_kernel_cannot_share_workers_get_the_same_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the kernel cannot distribute connections, all workers share a socket."""
    monkeypatch.setattr(sockets, "_SHARES", False)

    with sockets.listening(Settings(port=0), 3) as opened:
        assert len({each.fileno() for (each,) in opened}) == 1


def addresses_of(*hosts: str) -> Callable[..., list[Any]]:
    """Return a resolver to which every name has these addresses."""

    def resolve(_host: str, port: int, **_options: Any) -> list[Any]:
        families = [AF_INET6 if ":" in host else socket.AF_INET for host in hosts]
        places = [
            (host, port, 0, 0) if family is AF_INET6 else (host, port)
            for host, family in zip(hosts, families, strict=True)
        ]
        return [
            (family, socket.SOCK_STREAM, 6, "", place)
            for family, place in zip(families, places, strict=True)
        ]

    return resolve


@pytest.mark.parametrize("workers", [1, 3])
def test_a_name_is_listened_on_at_all_of_its_addresses_and_at_one_port(
    monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """A host name is listened on at all of its addresses, at one port."""
    resolve = addresses_of(MAPPED, "127.0.0.1", "127.0.0.2", "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with sockets.listening(Settings(host="many.example", port=0), workers) as opened:
        names = [[each.getsockname()[:2] for each in entrance] for entrance in opened]

    hosts = [host for host, _ in names[0]]
    assert hosts == [MAPPED, "127.0.0.1", "127.0.0.2"]
    assert names == [names[0]] * workers
    assert len({port for _, port in names[0]}) == 1


def test_localhost_is_both_loopback_addresses() -> None:
    """Localhost is both loopback addresses, even if the machine names only one."""
    places = sockets.__dict__["_places"]("localhost", 8000)

    assert {place[0] for _, place in places} == {"127.0.0.1", "::1"}


def test_an_address_that_this_machine_has_not_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address that this machine lacks, such as ::1, is skipped."""
    monkeypatch.setattr(socket, "getaddrinfo", addresses_of("192.0.2.1", "127.0.0.1"))

    with sockets.listening(Settings(host="localhost", port=0), 1) as (entrance,):
        assert [each.getsockname()[0] for each in entrance] == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("collisions", "tries"),
    [
        pytest.param(2, 3, id="twice"),
        pytest.param(1000, 21, id="always"),
    ],
)
def test_another_port_is_tried_if_one_is_taken_at_an_address(
    monkeypatch: pytest.MonkeyPatch, collisions: int, tries: int
) -> None:
    """Any port will do, if it is free at all of them; and they are tried to an end."""
    tried: list[int] = []
    bind = sockets.__dict__["_bound"]

    def bound(family: int, place: tuple[Any, ...], shares: bool) -> socket.socket:
        tried.append(place[1])
        if place[0] == "127.0.0.2" and tried.count(place[1]) <= 2 * collisions:
            if len([port for port in tried if port]) <= collisions:
                raise OSError(errno.EADDRINUSE, "Address already in use")
        opened: socket.socket = bind(family, place, shares)
        return opened

    monkeypatch.setattr(socket, "getaddrinfo", addresses_of("127.0.0.1", "127.0.0.2"))
    monkeypatch.setattr(sockets, "_bound", bound)

    with suppress(StartError), sockets.listening(Settings(host="a", port=0), 1):
        assert collisions < tries

    assert tried.count(0) == tries


def test_another_error_is_no_reason_to_try_another_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only a port in use is a reason to try another port."""

    def bound(*_arguments: object, **_options: object) -> socket.socket:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(sockets, "_bound", bound)

    with pytest.raises(StartError, match="Permission denied"):
        with sockets.listening(Settings(host="127.0.0.1", port=0), 1):
            pass


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
        assert sockets.address(opened[0][0]) == f"unix:{path}"
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o666, 0o777])
def test_a_socket_file_has_its_mode_from_the_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """A socket file is created with its final mode."""
    path = tmp_path / "web.sock"
    seen: list[int] = []
    listen = sockets.__dict__["_listening"]

    def listening(opened: socket.socket) -> socket.socket:
        seen.append(stat.S_IMODE(path.stat().st_mode))
        result: socket.socket = listen(opened)
        return result

    monkeypatch.setattr(sockets, "_listening", listening)
    before = os.umask(0o022)
    settings = Settings(unix_socket=path, unix_socket_mode=mode)

    with sockets.listening(settings, 1):
        seen.append(stat.S_IMODE(path.stat().st_mode))

    assert seen == [mode, mode]
    assert os.umask(before) == 0o022


def test_a_socket_file_in_use_is_left_alone(tmp_path: Path) -> None:
    """A socket file that another process uses is not replaced."""
    settings = Settings(unix_socket=tmp_path / "web.sock")

    with sockets.listening(settings, 1):
        with pytest.raises(StartError, match="Address already in use"):
            with sockets.listening(settings, 1):
                pass

        assert settings.unix_socket and settings.unix_socket.exists()


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    """A file that is not a socket is not replaced."""
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
    """A sufficient limit of open files is not changed."""
    adjustments(Settings(connection_limit=16))

    assert resource.getrlimit(resource.RLIMIT_NOFILE) == limit
