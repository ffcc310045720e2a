"""Signed cookies, sessions and share links."""

import secrets
from functools import cached_property
from hashlib import pbkdf2_hmac, sha256
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from itsdangerous import BadSignature, Signer, TimestampSigner
from werkzeug.http import dump_cookie
from werkzeug.sansio.http import parse_cookie

from page_tracker.web.dashboard.figures.links import address_of
from page_tracker.web.mount import url

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


# A visitor sees signatures, and could try tokens against one at home: each try takes as
# long as this many rounds, some 40 ms.
_ROUNDS = 100_000


class TokenSigner:
    """Signs with a key that is made of the owner's token.

    With another token, no signature holds any more. Without one, none that is made in
    another process does. A ``purpose`` keeps what is signed for one from being taken
    for another.
    """

    def __init__(self, token: str | None) -> None:
        self._token = token.encode() if token else secrets.token_bytes()

    @cached_property
    def _key(self) -> bytes:
        return pbkdf2_hmac("sha256", self._token, b"page-tracker", _ROUNDS)

    def sign(self, purpose: str, text: str) -> str:
        """Return a text with the time and a signature, fit for a cookie or a form."""
        return self._timed(purpose).sign(text).decode()

    def unsign(self, purpose: str, signed: str, life: int) -> str | None:
        """Return the text of :meth:`sign` if it is at most ``life`` seconds old."""
        try:
            return self._timed(purpose).unsign(signed, max_age=life).decode()
        except (BadSignature, UnicodeError):  # it may be anything
            return None

    def mark(self, purpose: str, text: str) -> str:
        """Return the signature of a text alone; it holds for ever."""
        return self._plain(purpose).get_signature(text).decode()

    def is_mark(self, purpose: str, text: str, mark: str) -> bool:
        """Return whether a text has come with the signature of :meth:`mark`."""
        sent = mark.encode(errors="replace")
        return self._plain(purpose).verify_signature(text, sent)

    def _timed(self, purpose: str) -> TimestampSigner:
        return TimestampSigner(
            self._key, purpose, key_derivation="hmac", digest_method=sha256
        )

    def _plain(self, purpose: str) -> Signer:
        return Signer(self._key, purpose, key_derivation="hmac", digest_method=sha256)


Header = tuple[str, str]


def read_cookie(environ: "WSGIEnvironment", name: str) -> str:
    """Return the value of a cookie, which may be anything; empty if there is none."""
    # Its bytes are in Latin-1 (PEP 3333); those of other cookies need not be UTF-8.
    return parse_cookie(environ.get("HTTP_COOKIE", "")).get(name, "")


def set_cookie(
    environ: "WSGIEnvironment", name: str, value: str, life: int | None = None
) -> Header:
    """Return the header that sets a cookie for ``life`` seconds.

    Without a life it is kept until the browser is closed, and with one of 0 it is
    removed. It is for encrypted connections only, if this is one.
    """
    cookie = dump_cookie(
        name,
        value,
        max_age=life,
        path=url("") or "/",
        secure=_is_encrypted(environ),
        httponly=True,
        samesite="Strict",
    )
    return "Set-Cookie", cookie


def _is_encrypted(environ: "WSGIEnvironment") -> bool:
    """Return whether a browser came by https, by a proxy's word.

    Anybody may send that word: who lies only loses a cookie of their own.
    """
    schemes = environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"]
    return str(schemes.partition(",")[0].strip().lower()) == "https"


LIFE = 30 * 24 * 3600
"""Seconds for which a session lasts: 30 days."""

_COOKIE = "page_tracker_session"
_FOR_SESSIONS = "session"


class Sessions:
    """Knows browsers again by a signed cookie; nothing of it is kept here.

    A session ends in the browser that is signed out of it, after :data:`LIFE`, and when
    the owner's token is changed.
    """

    def __init__(self, signatures: TokenSigner) -> None:
        self._signatures = signatures

    def current(self, environ: "WSGIEnvironment") -> str | None:
        """Return what is the session's alone, if a request belongs to one."""
        signed = read_cookie(environ, _COOKIE)
        return self._signatures.unsign(_FOR_SESSIONS, signed, LIFE) if signed else None

    def begin(self, environ: "WSGIEnvironment") -> Header:
        """Return the header that begins a session."""
        signed = self._signatures.sign(_FOR_SESSIONS, secrets.token_urlsafe(12))
        return set_cookie(environ, _COOKIE, signed, LIFE)

    @staticmethod
    def end(environ: "WSGIEnvironment") -> Header:
        """Return the header that ends a session."""
        return set_cookie(environ, _COOKIE, "", 0)


_FOR_SHARES = "share"


class Shares:
    """Makes links that are valid until the owner's token is changed."""

    def __init__(self, signatures: TokenSigner) -> None:
        self._signatures = signatures

    def address(self, site: str) -> str:
        """Return the address that shows a canonical site, from the root."""
        key = urlencode({"key": self._signatures.mark(_FOR_SHARES, site)})
        return f"{address_of('share', site)}?{key}"

    def opens(self, site: str, key: str) -> bool:
        """Return whether this key is the one of the site."""
        return self._signatures.is_mark(_FOR_SHARES, site, key)
