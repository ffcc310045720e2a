"""A server that speaks TLS, in front of a store that does not."""

import select
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path


class TlsFront:
    """Listens on a free port, and passes what it decrypts to the store's socket."""

    def __init__(self, upstream: Path, context: ssl.SSLContext) -> None:
        self._upstream = str(upstream)
        self._context = context
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._listening.getsockname()[1])

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client = self._listening.accept()[0]
                threading.Thread(
                    target=self._serve, args=(client,), daemon=True
                ).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as store:
            with self._context.wrap_socket(client, server_side=True) as encrypted:
                store.connect(self._upstream)
                _pass(encrypted, store)


def _pass(encrypted: ssl.SSLSocket, store: socket.socket) -> None:
    """Pass bytes in both directions until one end closes; one thread for both.

    What OpenSSL has decrypted already, no system call shows.
    """
    ends: dict[socket.socket, socket.socket] = {encrypted: store, store: encrypted}
    while True:
        ready: list[socket.socket] = [encrypted]
        if not encrypted.pending():
            ready, _, _ = select.select([*ends], [], [])
        for end in ready:
            data = end.recv(65536)
            if not data:
                return
            ends[end].sendall(data)
