"""A proxy between the service and its store, which can meddle with what passes."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# Takes what the store replied; returns what to pass on, or None to reset.
Meddle = Callable[[bytes], bytes | None]


class Proxy:
    """Listens on a free port and passes bytes to the store's socket and back.

    ``answer`` is said to every script call instead of asking the store. ``meddle`` sees
    each chunk of replies. ``refusing`` resets whoever connects or is connected.
    """

    def __init__(self, upstream: Path) -> None:
        self._upstream = str(upstream)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listening.getsockname()[1]}"
        self.answer: bytes | None = None
        self.meddle: Meddle = bytes
        self.refusing = False
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def refuse(self) -> None:
        """Reset every connection, now and until ``refusing`` is False."""
        self.refusing = True
        for each in self._open:
            _reset(each)

    def close(self) -> None:
        """End it and all that passes through it."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.refuse()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listening.accept()[0]
                if self.refusing:
                    _reset(client)
                else:
                    self._pair(client)

    def _pair(self, client: socket.socket) -> None:
        store = socket.socket(socket.AF_UNIX)
        store.connect(self._upstream)
        self._open += [client, store]
        for target in (self._requests, self._replies):
            threading.Thread(target=target, args=(client, store), daemon=True).start()

    def _requests(self, client: socket.socket, store: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.answer is not None and b"EVALSHA" in data:
                    client.sendall(self.answer)
                else:
                    store.sendall(data)
        _reset(store)

    def _replies(self, client: socket.socket, store: socket.socket) -> None:
        with suppress(OSError):
            while data := store.recv(65536):
                passed = self.meddle(data)
                if passed is None:
                    break
                client.sendall(passed)
        _reset(client)


def once(meddle: Meddle) -> Meddle:
    """Meddle with the answer to one script call only: a bulk string, not a greeting."""
    done: list[bool] = []

    def meddle_once(data: bytes) -> bytes | None:
        if done or not data.startswith(b"$") or b" " not in data:
            return data
        done.append(True)
        return meddle(data)

    return meddle_once


def _reset(connection: socket.socket) -> None:
    with suppress(OSError):
        # Linger of zero: the peer gets a reset instead of an orderly end.
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
