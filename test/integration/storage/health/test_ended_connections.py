"""An encrypted connection that ends at once may want a certificate of its client."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from page_tracker.settings import Settings
from page_tracker.storage.client import connect_store
from page_tracker.storage.health.condition import diagnose
from support.certificates import Authority, KeyPair
from support.diagnosis import PATIENCE
from support.waiting import wait_until


class HangingUp:
    """A server that ends each connection after its handshake, without a word."""

    def __init__(self, directory: Path) -> None:
        self.authority = Authority(directory)
        self.client: KeyPair = self.authority.sign("client")
        context = self.authority.of_server(
            self.authority.sign("localhost"), mutual=False
        )
        self._listening = context.wrap_socket(
            socket.create_server(("127.0.0.1", 0)), server_side=True
        )
        self.url = f"rediss://localhost:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        wait_until(lambda: not self._thread.is_alive())

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._listening.accept()[0].close()


@pytest.fixture(name="server")
def fixture_server(tmp_path: Path) -> Iterator[HangingUp]:
    """A server that ends connections."""
    server = HangingUp(tmp_path)
    yield server
    server.close()


@pytest.mark.parametrize(
    ("has_certificate", "name"), [(False, "tls_failure"), (True, "unreachable")]
)
def test_a_missing_client_certificate_is_suggested(
    server: HangingUp, has_certificate: bool, name: str
) -> None:
    """A TLS connection that ends early suggests a missing client certificate."""
    cert, key = server.client if has_certificate else (None, None)
    authority = server.authority.cert

    client = connect_store(
        Settings(
            redis_url=server.url,
            redis_timeout=PATIENCE,
            redis_ca=authority,
            redis_cert=cert,
            redis_key=key,
        )
    )

    assert [each.name for each in diagnose(client, PATIENCE)] == [name]
