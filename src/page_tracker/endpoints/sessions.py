"""Sessions: who has shown the owner's token stays the owner for some time."""

import secrets
from typing import TYPE_CHECKING

from page_tracker.endpoints.cookies import Header, read_cookie, set_cookie
from page_tracker.endpoints.signatures import Signatures

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LIFE = 30 * 24 * 3600
"""Seconds for which a session lasts: 30 days."""

_COOKIE = "page_tracker_session"
_PURPOSE = "session"


class Sessions:
    """Knows browsers again by a signed cookie; nothing of it is kept here.

    A session ends in the browser that is signed out of it, after :data:`LIFE`, and when
    the owner's token is changed.
    """

    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures

    def current(self, environ: "WSGIEnvironment") -> str | None:
        """Return what is the session's alone, if a request belongs to one."""
        signed = read_cookie(environ, _COOKIE)
        return self._signatures.unsign(_PURPOSE, signed, LIFE) if signed else None

    def begin(self, environ: "WSGIEnvironment") -> Header:
        """Return the header that begins a session."""
        signed = self._signatures.sign(_PURPOSE, secrets.token_urlsafe(12))
        return set_cookie(environ, _COOKIE, signed, LIFE)

    @staticmethod
    def end(environ: "WSGIEnvironment") -> Header:
        """Return the header that ends a session."""
        return set_cookie(environ, _COOKIE, "", 0)
