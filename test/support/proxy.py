"""A proxy between the service and its store, which can meddle with what passes."""

import itertools
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from page_tracker.storage import keys

# Takes what the store replied; returns what to pass on, or None to reset.
Meddle = Callable[[bytes], bytes | None]


# pylint: disable-next=too-many-instance-attributes  # each is one way to meddle
class Proxy:
    """Listens on a free port and passes bytes to the store's socket and back.

    ``answer`` is said to every script call instead of asking the store. ``meddle`` sees
    each chunk of replies, and ``overhear`` each chunk of requests before it is passed
    on. ``refusing`` resets whoever connects or is connected; ``refused`` counts them.
    ``requests`` and ``replies`` can be held.
    """

    def __init__(self, upstream: Path) -> None:
        self._upstream = str(upstream)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.answer: bytes | None = None
        self.meddle: Meddle = bytes
        self.overhear: Callable[[bytes], object] = len
        self.refused = 0  # connections
        self.refusing = False
        self._open: list[socket.socket] = []
        self.requests, self.replies = Sluice(), Sluice()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._listening.getsockname()[1])

    @property
    def url(self) -> str:
        """How a client finds it."""
        return f"redis://127.0.0.1:{self.port}"

    def refuse(self) -> None:
        """Reset every connection, now and until ``refusing`` is False."""
        self.refusing = True
        self.cut()

    def cut(self) -> None:
        """Reset every connection that there is."""
        opened, self._open = self._open, []
        for each in opened:
            _reset(each)

    def lead_to(self, upstream: Path) -> None:
        """Reset every connection, and connect to another store from now on."""
        self._upstream = str(upstream)
        self.cut()

    def close(self) -> None:
        """End it and all that passes through it."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.refuse()
        self.requests.release()
        self.replies.release()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listening.accept()[0]
                if self.refusing:
                    self.refused += 1
                    _reset(client)
                else:
                    self._pair(client)

    def _pair(self, client: socket.socket) -> None:
        store = socket.socket(socket.AF_UNIX)
        try:
            store.connect(self._upstream)
        except OSError:  # as if the port were closed
            store.close()
            _reset(client)
            return
        self._open += [client, store]
        if self.refusing:  # since it was accepted
            self.cut()
            return
        for target in (self._requests, self._replies):
            threading.Thread(target=target, args=(client, store), daemon=True).start()

    def _requests(self, client: socket.socket, store: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                self.overhear(data)
                self.requests.go_through()
                if self.answer is not None and b"EVALSHA" in data:
                    client.sendall(self.answer)
                else:
                    store.sendall(data)
        _reset(store)

    def _replies(self, client: socket.socket, store: socket.socket) -> None:
        with suppress(OSError):
            while data := store.recv(65536):
                self.replies.go_through()
                passed = self.meddle(data)
                if passed is None:
                    break
                client.sendall(passed)
        _reset(client)


class Sluice:
    """Lets bytes through, or holds them; what is held waits to go on or be lost."""

    def __init__(self) -> None:
        self.held = 0  # connections on which something waits
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        """Let nothing through."""
        self._open.clear()

    def release(self) -> None:
        """Let everything through, on the connections that are still there."""
        self._open.set()

    def go_through(self) -> None:
        """Wait while it is closed."""
        if not self._open.is_set():
            self.held += 1
            self._open.wait()
            self.held -= 1


def batches_through(proxy: Proxy, text: bytes) -> list[bytes]:
    """Return a list that gets each batch of script calls from now on with this text.

    A diagnosis of the store calls scripts, too, and is none.
    """
    batches: list[bytes] = []

    def note(data: bytes) -> None:
        calls = b"\r\nEVALSHA\r\n" in data and keys.PROBE.encode() not in data
        if calls and text in data:
            batches.append(data)

    proxy.overhear = note
    return batches


def once(meddle: Meddle) -> Meddle:
    """Meddle with one answer to script calls: a bulk string with a number in it.

    What a store says of itself on a new connection is one, too, and is passed on.
    """
    done: list[bool] = []

    def meddle_once(data: bytes) -> bytes | None:
        is_answer = data.startswith(b"$") and b" " in data and b"\r\n#" not in data
        if done or not is_answer:
            return data
        done.append(True)
        return meddle(data)

    return meddle_once


def late(seconds: float) -> Meddle:
    """Pass on each reply so much later."""

    def wait(data: bytes) -> bytes:
        time.sleep(seconds)
        return data

    return wait


def losing(every: int) -> Meddle:
    """Reset the connection instead of passing on each n-th reply."""
    count = itertools.count(1)
    return lambda data: data if next(count) % every else None


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        # Linger of zero: the peer gets a reset instead of an orderly end.
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
