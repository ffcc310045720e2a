"""TLS to the store: checks the configured certificates before they are used."""

import ssl
from pathlib import Path

from page_tracker.errors import StartError
from page_tracker.settings import Settings
from page_tracker.store_url import node_url

_CA = "PAGE_TRACKER_REDIS_CA"
_CERT = "PAGE_TRACKER_REDIS_CERT"
_KEY = "PAGE_TRACKER_REDIS_KEY"

# From Python 3.13 on, an authority must say what its key is for, as RFC 5280 demands.
# Those that people make with `openssl req -x509` do not, and Redis accepts them.
_LENIENT = [ssl.VerifyFlags.VERIFY_X509_STRICT]

TlsOptions = dict[str, object]
"""Arguments of the driver's connections; empty without TLS."""


def tls_options(settings: Settings) -> TlsOptions:
    """Return the driver's TLS arguments for connections to the configured store.

    Raises :class:`StartError` for a file that cannot be read or does not match, and for
    certificates that would not be used.
    """
    paths = {
        _CA: settings.redis_ca,
        _CERT: settings.redis_cert,
        _KEY: settings.redis_key,
    }
    named = [variable for variable, path in paths.items() if path is not None]
    if not node_url(settings.redis_url or "").startswith("rediss:"):
        if named:
            raise StartError(f"{named[0]} needs a REDIS_URL that begins with rediss")
        return {}
    _check_files(settings)
    options: TlsOptions = {"ssl_exclude_verify_flags": _LENIENT}
    if settings.redis_check_hostname == "off":
        options["ssl_check_hostname"] = False
    files = {"ca_certs": _CA, "certfile": _CERT, "keyfile": _KEY}
    for name, variable in files.items():
        if path := paths[variable]:
            options[f"ssl_{name}"] = str(path)
    return options


def _check_files(settings: Settings) -> None:
    """Load the files as the driver does for each connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority, cert, key = settings.redis_ca, settings.redis_cert, settings.redis_key
    if key is not None and cert is None:
        raise StartError(f"{_KEY} needs {_CERT}")
    if authority is not None:
        _check_readable(_CA, authority)
        try:
            context.load_verify_locations(authority)
        except (OSError, ValueError) as exc:
            raise StartError(f"{_CA}: {authority} has no certificate in PEM") from exc
    if cert is not None:
        _check_readable(_CERT, cert)
        if key is not None:
            _check_readable(_KEY, key)
        _check_pair(context, cert, key)


def _check_pair(context: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    try:
        # An empty password: the service must not ask for one on a terminal.
        context.load_cert_chain(cert, key, password="")  # nosec B106
    except (OSError, ValueError) as exc:
        raise StartError(
            f"{_CERT}: {cert} and {key or 'the same file'} are not a certificate and"
            " its private key, in PEM and without a password"
        ) from exc


def _check_readable(variable: str, path: Path) -> None:
    try:
        path.read_bytes()
    except OSError as exc:
        raise StartError(f"{variable}: cannot read {path}: {exc.strerror}") from exc
