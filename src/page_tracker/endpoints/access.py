"""Access: who may read the numbers, and who is the owner."""

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from page_tracker.errors import NotAllowed, TokenNeeded

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_NO_OWNER = (
    "This is for the owner, and no owner's token is configured: set PAGE_TRACKER_TOKEN"
)
_NOT_THE_OWNER = "This needs the owner's token: Authorization: Bearer TOKEN"


class Access:
    """Tells the owner, who sends the token, from all others.

    ``token`` is None where there is none; only its digest is kept. ``public`` says
    that anybody may read, ``has_owner`` that there is a token.
    """

    def __init__(self, token: str | None, public: bool) -> None:
        self.public = public
        self.has_owner = bool(token)
        self._digest = _digest(token.encode()) if token else b""

    def may_read(self, environ: "WSGIEnvironment") -> None:
        """Return if the numbers are public, or for the owner.

        Raises :class:`TokenNeeded` or :class:`NotAllowed`.
        """
        if not self.public:
            self.must_own(environ)

    def must_own(self, environ: "WSGIEnvironment") -> None:
        """Return for the owner: ``Authorization: Bearer TOKEN`` (RFC 6750).

        Raises :class:`TokenNeeded` without the right token, and :class:`NotAllowed`
        when there is no right one.
        """
        if not self.has_owner:
            raise NotAllowed(_NO_OWNER)
        if not self.is_token(_bearer(environ)):
            raise TokenNeeded(_NOT_THE_OWNER)

    def is_token(self, given: bytes) -> bool:
        """Tell whether this is the owner's token; nothing is, where there is none."""
        # Digests are as long as each other: the time it takes tells nothing.
        return hmac.compare_digest(_digest(given), self._digest)


def _bearer(environ: "WSGIEnvironment") -> bytes:
    """Return the token of a request as it was sent, or nothing."""
    header: str = environ.get("HTTP_AUTHORIZATION", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        return b""
    # Header bytes come as Latin-1 (PEP 3333); from a server that decodes, as anything.
    return token.strip().encode("latin-1", "backslashreplace")


def _digest(token: bytes) -> bytes:
    return sha256(token).digest()
