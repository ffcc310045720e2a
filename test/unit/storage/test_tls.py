"""Certificates that cannot be used end the start with one line that names them."""

import ssl
from pathlib import Path

import pytest

from page_tracker.errors import StartError
from page_tracker.settings import Settings
from page_tracker.storage.tls import tls_options
from support.certificates import Authority, KeyPair

URL = "rediss://store.invalid"
# Whatever else is set.
LENIENT = {"ssl_exclude_verify_flags": [ssl.VerifyFlags.VERIFY_X509_STRICT]}


class Certificates:
    """An authority, a certificate that it has signed, and another's key."""

    def __init__(self, directory: Path) -> None:
        authority = Authority(directory)
        self.authority = authority.cert
        self.pair: KeyPair = authority.sign("client")
        self.other: KeyPair = authority.sign("other")
        self.no_pem = directory / "no.pem"
        self.no_pem.write_text("no certificate", "utf-8")
        self.both = directory / "both.pem"
        self.both.write_bytes(self.pair.key.read_bytes() + self.pair.cert.read_bytes())


@pytest.fixture(scope="module", name="certificates")
def fixture_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Some certificates, which no test changes."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


def refusal(**options: object) -> str:
    """Return the line with which a start ends."""
    given = {"redis_url": URL} | options
    with pytest.raises(StartError) as refused:
        tls_options(Settings(**given))  # type: ignore[arg-type]  # of any option
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_store_without_tls_needs_no_options() -> None:
    """A store without TLS, or without a URL, needs no options."""
    assert not tls_options(Settings(redis_url="redis://store.invalid"))
    assert not tls_options(Settings())


def test_all_settings_reach_the_driver(certificates: Certificates) -> None:
    """The names are those of the driver's arguments."""
    cert, key = certificates.pair
    settings = Settings(
        redis_url="rediss+sentinel://h1,h2/m",
        redis_ca=certificates.authority,
        redis_cert=cert,
        redis_key=key,
        redis_check_hostname="off",
    )

    options = tls_options(settings)

    assert options == LENIENT | {
        "ssl_ca_certs": str(certificates.authority),
        "ssl_certfile": str(cert),
        "ssl_keyfile": str(key),
        "ssl_check_hostname": False,
    }


def test_a_private_key_may_be_in_the_file_of_its_certificate(
    certificates: Certificates,
) -> None:
    """A private key may be in the file of its certificate."""
    options = tls_options(Settings(redis_url=URL, redis_cert=certificates.both))

    assert options == LENIENT | {"ssl_certfile": str(certificates.both)}


@pytest.mark.parametrize("name", ["redis_ca", "redis_cert", "redis_key"])
def test_certificates_without_tls_are_refused(
    certificates: Certificates, name: str
) -> None:
    """Certificates for a URL without TLS are rejected."""
    options = {"redis_url": "redis://store.invalid", name: certificates.pair.cert}

    variable = f"PAGE_TRACKER_{name.upper()}"
    assert refusal(**options) == f"{variable} needs a REDIS_URL that begins with rediss"


def test_a_key_without_a_certificate_is_refused(certificates: Certificates) -> None:
    """A key without a certificate is rejected."""
    told = refusal(redis_key=certificates.pair.key)

    assert told == "PAGE_TRACKER_REDIS_KEY needs PAGE_TRACKER_REDIS_CERT"


@pytest.mark.parametrize("name", ["redis_ca", "redis_cert", "redis_key"])
def test_a_missing_file_is_refused(certificates: Certificates, name: str) -> None:
    """The line names the variable, the file and the cause."""
    options = dict(zip(("redis_cert", "redis_key"), certificates.pair, strict=True))

    told = refusal(**(options | {name: Path("/nowhere/x.pem")}))

    reason = "cannot read /nowhere/x.pem: No such file or directory"
    assert told == f"PAGE_TRACKER_{name.upper()}: {reason}"


def test_a_file_without_a_certificate_is_refused(certificates: Certificates) -> None:
    """A key or a text in the wrong place is found at the start."""
    authority = refusal(redis_ca=certificates.no_pem)
    client = refusal(redis_cert=certificates.no_pem)

    assert authority.endswith("no.pem has no certificate in PEM")
    assert "are not a certificate and its private key" in client


def test_a_key_of_another_certificate_is_refused(certificates: Certificates) -> None:
    """A key that belongs to another certificate is rejected."""
    told = refusal(redis_cert=certificates.pair.cert, redis_key=certificates.other.key)

    assert "other.key are not a certificate and its private key" in told


def test_a_key_with_a_password_asks_nobody(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenSSL would ask on the terminal, and the service would wait for ever."""
    asked: list[object] = []

    def load(*_paths: object, password: str) -> None:
        asked.append(password)
        raise ssl.SSLError("bad decrypt")

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", load)

    told = refusal(redis_cert=certificates.pair.cert, redis_key=tmp_path / "k")
    assert "cannot read" in told
    assert "without a password" in refusal(redis_cert=certificates.both)
    assert asked == [""]
