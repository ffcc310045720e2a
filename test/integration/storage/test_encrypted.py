"""The service talks to its store through TLS, or says in one line why it cannot."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import ConnectionError as ConnectionFailed

from page_tracker.environment import load
from page_tracker.storage.client import connect_store
from support.certificates import Authority, KeyPair
from support.promises import (
    TOKEN,
    check_counting,
    check_edits,
    check_reading,
    check_replay,
    ready,
    view,
)
from support.servers import REDIS, Server, free_port
from support.service import Start
from support.tls_front import TlsFront
from support.valkey import Valkey
from support.waiting import wait_until

# The Valkey of the tests was built without TLS, so that a front decrypts for it.
PROGRAMS_WITH_TLS = [None, *([REDIS] if REDIS else [])]


class Encrypted:
    """A store behind TLS, with an authority and a certificate for a client.

    With ``mutual``, the store wants a certificate. A ``program`` speaks TLS itself.
    """

    def __init__(
        self, directory: Path, *, mutual: bool, program: str | None = None
    ) -> None:
        self.directory = directory
        self.authority = Authority(directory)
        self.client: KeyPair = self.authority.sign("client")
        self._server = self.authority.sign("localhost")
        self._front: TlsFront | None = None
        if program is None:
            self.store = Valkey(directory / "v")
            context = self.authority.of_server(self._server, mutual=mutual)
            self._front = TlsFront(self.store.path, context)
            self.port = self._front.port
        else:
            self.port = free_port()
            self.store = Server(directory / "v", program, **self._options(mutual))
        self.store.start()

    @property
    def url(self) -> str:
        """How a client finds it, by the name in its certificate."""
        return f"rediss://localhost:{self.port}"

    def stop(self) -> None:
        """End the store and its front."""
        self.store.stop()
        if self._front is not None:
            self._front.close()

    def _options(self, mutual: bool) -> dict[str, str]:
        return {
            "tls_port": str(self.port),
            "tls_ca_cert_file": str(self.authority.cert),
            "tls_cert_file": str(self._server.cert),
            "tls_key_file": str(self._server.key),
            "tls_auth_clients": "yes" if mutual else "no",
        }

    def options(self) -> dict[str, str]:
        """Return all settings with which a service gets through."""
        return {
            "redis_ca": str(self.authority.cert),
            "redis_cert": str(self.client.cert),
            "redis_key": str(self.client.key),
        }


@pytest.fixture(
    name="mutual",
    params=PROGRAMS_WITH_TLS,
    ids=lambda program: Path(program).name if program else "front",
)
def fixture_mutual(
    tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Encrypted]:
    """A store that wants a certificate of its clients."""
    store = Encrypted(tmp_path, mutual=True, program=request.param)
    yield store
    store.stop()


@pytest.fixture(name="encrypted")
def fixture_encrypted(tmp_path: Path) -> Iterator[Encrypted]:
    """A store that wants none."""
    store = Encrypted(tmp_path, mutual=False)
    yield store
    store.stop()


def test_everything_goes_through_tls_with_certificates_on_both_ends(
    serve: Start, mutual: Encrypted
) -> None:
    """Counting, reports in their process, edits, readiness and the replay."""
    service = serve(mutual.url, token=TOKEN, **mutual.options())
    client = mutual.store.client()

    check_counting(service, client)
    check_reading(service)
    check_edits(service, client)
    assert ready(service) == {"status": "ok"}
    mutual.store.kill()
    wait_until(lambda: view(service, "/lost", "c.org") == "queued")
    assert [view(service, "/queued", "b.org") for _ in range(3)] == ["queued"] * 3
    mutual.store.start()

    check_replay(service, client)


def test_a_store_that_wants_a_certificate_and_gets_none_makes_a_service_not_ready(
    serve: Start, mutual: Encrypted
) -> None:
    """Views wait in the journal, and readiness names the setting."""
    service = serve(mutual.url, redis_ca=mutual.options()["redis_ca"])

    assert view(service) == "queued"
    found = ready(service)
    assert found["problem"] == "tls_failure"
    assert "PAGE_TRACKER_REDIS_CERT" in found["message"]


def test_a_certificate_of_an_unknown_authority_makes_a_service_not_ready(
    serve: Start, encrypted: Encrypted
) -> None:
    """A certificate of an unknown authority makes the service not ready."""
    stranger = Authority(encrypted.directory, "stranger")

    service = serve(encrypted.url, redis_ca=str(stranger.cert))

    assert view(service) == "queued"
    found = ready(service)
    assert found["problem"] == "unknown_certificate"
    assert "PAGE_TRACKER_REDIS_CA" in found["message"]


@pytest.mark.parametrize(
    ("check", "status"), [("on", "unavailable"), ("off", "ok")], ids=["on", "off"]
)
def test_the_certificate_must_name_the_host_unless_that_is_switched_off(
    serve: Start, encrypted: Encrypted, check: str, status: str
) -> None:
    """A server of the same authority is not the store yet, unless an owner says so."""
    url = encrypted.url.replace("localhost", "127.0.0.1")
    ca = encrypted.options()["redis_ca"]

    service = serve(url, redis_ca=ca, redis_check_hostname=check)

    assert ready(service)["status"] == status


@pytest.mark.parametrize("command", ["serve", "sites"])
def test_a_missing_certificate_ends_a_start_with_one_line(
    tmp_path: Path, command: str
) -> None:
    """The service and every other command say which file it is."""
    words = [command, "--redis-url", "rediss://localhost", "--redis-ca", "/nowhere"]
    words += ["--data-dir", str(tmp_path)]
    ran = subprocess.run(
        [sys.executable, "-m", "page_tracker", *words],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )

    assert ran.returncode == 2
    told = "PAGE_TRACKER_REDIS_CA: cannot read /nowhere: No such file or directory"
    assert ran.stderr == f"page-tracker: {told}\n"


def test_a_renewed_certificate_is_used_without_a_restart(mutual: Encrypted) -> None:
    """Each new connection reads the files, and fails while they do not fit."""
    variables = {f"PAGE_TRACKER_{k.upper()}": v for k, v in mutual.options().items()}
    client = connect_store(load({"REDIS_URL": mutual.url, **variables}))
    renewed = mutual.authority.sign("renewed")
    before = client.ping()

    mutual.client.key.write_bytes(renewed.key.read_bytes())
    client.connection_pool.disconnect()
    with pytest.raises(ConnectionFailed):
        client.ping()
    mutual.client.cert.write_bytes(renewed.cert.read_bytes())

    assert (before, client.ping()) == (True, True)
