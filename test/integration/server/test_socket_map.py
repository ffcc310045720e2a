"""The map waits for what each socket wants, by either of the system's ways."""

import errno
import select
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from waitress import wasyncore

from page_tracker.server.poller import Poller

IN, OUT = select.POLLIN, select.POLLOUT


class Handler(wasyncore.dispatcher):
    """One end of a pair of sockets: notes each event, and wants what a test says."""

    def __init__(self, sockets: Poller) -> None:
        ours, self.theirs = socket.socketpair()
        super().__init__(ours, map=sockets)
        self.descriptor = ours.fileno()
        self.told: list[str] = []
        self.reads, self.writes = True, False

    def readable(self) -> bool:
        """Return whether it waits for something to read."""
        return self.reads

    def writable(self) -> bool:
        """Return whether it has something to write."""
        return self.writes

    def handle_read(self) -> None:
        """Read, and want no more."""
        self.told.append(self.recv(10).decode())
        self.reads = False

    def handle_write(self) -> None:
        """Write, and want no more."""
        self.told.append("write")
        self.writes = False


@pytest.fixture(name="sockets", params=[True, False], ids=["epoll", "poll"])
def fixture_sockets(request: pytest.FixtureRequest) -> Poller:
    """An empty map; the second is what systems other than Linux have."""
    return Poller(use_epoll=request.param)


@pytest.fixture(name="handler")
def fixture_handler(sockets: Poller) -> Iterator[Handler]:
    """A handler in the map."""
    found = Handler(sockets)
    yield found
    found.close()
    found.theirs.close()


def turn(sockets: Poller) -> list[int]:
    """Poll once and handle what there is; returns the flags."""
    ready = sockets.poll(0)
    for each in ready:
        sockets.handle(*each)
    return [flags for _, _, flags in ready]


def test_a_handler_is_called_when_data_arrives(
    sockets: Poller, handler: Handler
) -> None:
    """A handler is called when data has arrived, and not before."""
    quiet = turn(sockets)
    handler.theirs.send(b"a")

    assert quiet == []
    assert turn(sockets) == [IN]
    assert handler.told == ["a"]


def test_a_handler_that_does_not_read_is_asked_once(
    sockets: Poller, handler: Handler
) -> None:
    """A handler that does not want to read is asked again only after adjust()."""
    handler.reads = False
    handler.theirs.send(b"a")

    turns = [turn(sockets), turn(sockets)]
    handler.reads = True
    sockets.adjust(handler.descriptor)
    turns.append(turn(sockets))

    assert turns == [[IN], [], [IN]]
    assert handler.told == ["a"]


def test_a_handler_that_writes_is_called_until_it_is_done(
    sockets: Poller, handler: Handler
) -> None:
    """A handler that wants to write is called until it has nothing to write."""
    handler.writes = True
    sockets.adjust(handler.descriptor)

    turns = [turn(sockets), turn(sockets)]

    assert turns == [[OUT], []]
    assert handler.told == ["write"]


def test_a_closed_connection_that_is_not_polled_causes_no_event(
    sockets: Poller, handler: Handler
) -> None:
    """Otherwise poll would report the error at every turn, and keep the loop busy."""
    handler.reads = False
    sockets.adjust(handler.descriptor)

    handler.theirs.close()

    assert turn(sockets) == []


def test_a_removed_handler_is_not_polled(sockets: Poller, handler: Handler) -> None:
    """A removed handler is not polled, and adjusting it does no harm."""
    handler.theirs.send(b"a")
    handler.close()

    sockets.adjust(handler.descriptor)
    sockets.adjust(None)

    assert turn(sockets) == []
    assert not sockets


def test_a_wait_ends_with_its_time(sockets: Poller, handler: Handler) -> None:
    """A poll ends after its timeout in seconds, with every system call."""
    handler.theirs.send(b"a")

    assert [flags for *_, flags in sockets.poll(30)] == [IN]
    turn(sockets)
    assert sockets.poll(0.001) == []


def test_a_handler_that_cannot_be_waited_for_is_not_in_the_map(
    sockets: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that the kernel cannot watch is not in the map."""

    def register(_descriptor: int, _wanted: int) -> None:
        raise OSError(errno.ENOSPC, "no watch is left")

    monkeypatch.setattr(sockets, "_pollster", SimpleNamespace(register=register))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with pytest.raises(OSError, match="no watch is left"):
            wasyncore.dispatcher(ours, map=sockets)

    assert not sockets
