"""Access: who may read the numbers, and who is the owner."""

import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from page_tracker.errors import NotAllowed, TokenNeeded, TooOften
from page_tracker.tracking.client import Proxies
from page_tracker.tracking.networks import household
from page_tracker.tracking.rate import RateLimit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_NO_OWNER = (
    "This is for the owner, and no owner's token is configured: set PAGE_TRACKER_TOKEN"
)
_NOT_THE_OWNER = "This needs the owner's token: Authorization: Bearer TOKEN"
_TOO_OFTEN = "Wrong tokens came too often from this address. Please try again later."

MOST_GUESSES = 10
"""Wrong tokens in a minute from one address; then the right one has to wait, too."""


class Access:
    """Tells the owner, who sends the token, from all others.

    ``token`` is None where there is none; only its digest is kept. ``public`` says
    that anybody may read, ``has_owner`` that there is a token. ``proxies`` tell whose
    wrong tokens are counted: there is no limit for all together, by which strangers
    could keep the owner out.
    """

    def __init__(
        self, token: str | None, public: bool, proxies: Proxies = Proxies()
    ) -> None:
        self.public = public
        self.has_owner = bool(token)
        self._proxies = proxies
        self._guesses = RateLimit(MOST_GUESSES)
        self._digest = _digest(token.encode()) if token else b""

    def may_read(self, environ: "WSGIEnvironment") -> None:
        """Return if the numbers are public, or for the owner.

        Raises what :meth:`must_own` does.
        """
        if not self.public:
            self.must_own(environ)

    def reads(self, environ: "WSGIEnvironment") -> bool:
        """Return whether the sender may read; counts a wrong token as a guess."""
        try:
            self.may_read(environ)
        except (TokenNeeded, NotAllowed, TooOften):
            return False
        return True

    def must_own(self, environ: "WSGIEnvironment") -> None:
        """Return for the owner: ``Authorization: Bearer TOKEN`` (RFC 6750).

        Raises :class:`TokenNeeded` without the right token, :class:`NotAllowed` when
        there is no right one, and :class:`TooOften` to who was wrong too often.
        """
        if not self.has_owner:
            raise NotAllowed(_NO_OWNER)
        given = _bearer(environ)
        if not (given and self._is_right(given, self._proxies.client_of(environ))):
            raise TokenNeeded(_NOT_THE_OWNER)

    def is_token(self, given: bytes) -> bool:
        """Tell whether this is the owner's token; nothing is, where there is none."""
        # Digests are as long as each other: the time it takes tells nothing.
        return hmac.compare_digest(_digest(given), self._digest)

    def _is_right(self, given: bytes, address: str) -> bool:
        """Tell whether this is the token; counts wrong ones."""
        origin = household(address) or address
        seconds = self._guesses.wait(origin)
        if seconds:
            raise TooOften(_TOO_OFTEN, seconds)
        is_right = self.is_token(given)
        if not is_right:
            self._guesses.take(origin)
        return is_right


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
