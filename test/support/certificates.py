"""Certificates of an authority that a test makes by itself, with openssl."""

import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class KeyPair(NamedTuple):
    """The files of a certificate and of its private key."""

    cert: Path
    key: Path


class Authority:
    """Signs certificates; its own is in ``cert``, as most people would make it.

    It does not say what its key is for, which Python demands from 3.13 on by itself.
    """

    def __init__(self, directory: Path, name: str = "authority") -> None:
        self._directory = directory
        self.cert, self._key = directory / f"{name}.pem", directory / f"{name}.key"
        made = ("-keyout", str(self._key), "-out", str(self.cert))
        _openssl("req", "-x509", *_KEY, *made, "-subj", f"/CN={name}", "-days", "2")

    def sign(self, host: str) -> KeyPair:
        """Make a certificate for a host."""
        pair = KeyPair(self._directory / f"{host}.pem", self._directory / f"{host}.key")
        request = self._directory / f"{host}.csr"
        made = ("-keyout", str(pair.key), "-out", str(request))
        named = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
        _openssl("req", *_KEY, *made, *named)
        signed = ("-CA", str(self.cert), "-CAkey", str(self._key), "-CAcreateserial")
        copied = ("-copy_extensions", "copy", "-days", "2", "-out", str(pair.cert))
        _openssl("x509", "-req", "-in", str(request), *signed, *copied)
        return pair

    def of_server(self, pair: KeyPair, *, mutual: bool) -> ssl.SSLContext:
        """Return the context of a server with a certificate.

        With ``mutual``, clients must have one of the same authority.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        if mutual:
            context.load_verify_locations(self.cert)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
