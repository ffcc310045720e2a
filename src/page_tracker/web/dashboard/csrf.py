"""Forms that can only be sent from our own pages.

A page of somebody else can make a browser send a form, but not fill in a text that is
signed for this browser alone (OWASP, "Cross-Site Request Forgery Prevention").
"""

import hmac
import re
import secrets
from typing import TYPE_CHECKING

from page_tracker.web.body import read_body, require_type
from page_tracker.web.dashboard.session import (
    LIFE,
    Header,
    TokenSigner,
    read_cookie,
    set_cookie,
)
from page_tracker.web.query import read_form_pairs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_COOKIE = "page_tracker_form"
_PURPOSE = "form"

# A name that a browser was given.
_BYTES = 12
_NAME = re.compile(r"[A-Za-z0-9_-]{16}")


def read_form(environ: "WSGIEnvironment") -> dict[str, str]:
    """Return the fields of a form, the last of each name.

    Raises Werkzeug's ``UnsupportedMediaType``, or :class:`InvalidInput`.
    """
    require_type(environ, "application/x-www-form-urlencoded")
    return dict(read_form_pairs(read_body(environ)))


class CsrfTokens:
    """Marks forms, and tells whether one that comes back was marked for its sender."""

    def __init__(self, signatures: TokenSigner) -> None:
        self._signatures = signatures

    def mark(self, session: str) -> str:
        """Return the mark of a form that is shown in a session."""
        return self._signatures.sign(_PURPOSE, session)

    def is_marked(self, session: str, mark: str) -> bool:
        """Return whether a form was marked for this session."""
        signed = self._signatures.unsign(_PURPOSE, mark, LIFE) or ""
        return bool(session) and hmac.compare_digest(signed.encode(), session.encode())

    def mark_for_stranger(self, environ: "WSGIEnvironment") -> tuple[str, Header]:
        """Return the mark of a form that needs no session, and the cookie for it."""
        known = read_cookie(environ, _COOKIE)
        # What is there already is kept: the form may be open in another tab.
        name = known if _NAME.fullmatch(known) else secrets.token_urlsafe(_BYTES)
        return self.mark(name), set_cookie(environ, _COOKIE, name)

    def is_marked_for_stranger(self, environ: "WSGIEnvironment", mark: str) -> bool:
        """Return whether a form was marked for this browser."""
        return self.is_marked(read_cookie(environ, _COOKIE), mark)
