"""The owner's token, and a limit on guesses of it."""

import hmac
import threading
import time
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from page_tracker.errors import NotAllowed, TokenNeeded, TooOften
from page_tracker.tracking.networks import rate_limit_key
from page_tracker.tracking.proxies import Proxies
from page_tracker.tracking.rate import RateLimit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


MOST_OF_ONE = 10
"""Attempts in a minute from one address, at most."""

MOST_OF_ALL = 100
"""Attempts in a minute from all addresses together, at most."""

_SPAN = 60.0


class _Attempt(NamedTuple):
    """The time of an attempt, and the address that made it."""

    time: float
    origin: str


class GuessLimit:
    """Counts the attempts of the last minute in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._made: deque[_Attempt] = deque()  # at most MOST_OF_ALL

    def wait(self, address: str) -> int:
        """Return 0 if an attempt may be made now, and count it.

        Otherwise return the number of seconds until the next attempt may be made.
        """
        # Clients of a Unix socket have no address; all of them share one name.
        origin, now = rate_limit_key(address) or address, self._clock()
        with self._lock:
            while self._made and self._made[0].time <= now - _SPAN:
                self._made.popleft()
            own = [made for made in self._made if made.origin == origin]
            if len(own) >= MOST_OF_ONE:
                return _until(own[0], now)
            if len(self._made) >= MOST_OF_ALL:
                return _until(self._made[0], now)
            self._made.append(_Attempt(now, origin))
            return 0


def _until(first: _Attempt, now: float) -> int:
    return max(1, ceil(first.time + _SPAN - now))


_NO_OWNER = (
    "This is for the owner, and no owner's token is configured: set PAGE_TRACKER_TOKEN"
)
_NOT_THE_OWNER = "This needs the owner's token: Authorization: Bearer TOKEN"
_TOO_OFTEN = "Wrong tokens came too often from this address. Please try again later."

MOST_GUESSES = 10
"""Wrong tokens in a minute from one address that delay the right one, too."""


class OwnerAuth:
    """Recognises the owner, who sends the token.

    ``token`` is None if none is set; only its digest is kept. ``public`` says that
    anybody may read, ``has_owner`` that a token is set. ``proxies`` determine the
    address whose wrong tokens are counted. There is no limit for all addresses
    together, because strangers could use it to lock the owner out.
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
        """Return if the numbers are public or the sender is the owner.

        Raises the errors of :meth:`must_own`.
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
        """Return if the sender is the owner, with ``Authorization: Bearer TOKEN``.

        See RFC 6750. Raises :class:`TokenNeeded` without the right token,
        :class:`NotAllowed` if no token is set, and :class:`TooOften` after too many
        wrong tokens.
        """
        if not self.has_owner:
            raise NotAllowed(_NO_OWNER)
        token = _bearer(environ)
        if not (token and self._is_right(token, self._proxies.client_of(environ))):
            raise TokenNeeded(_NOT_THE_OWNER)

    def is_token(self, token: bytes) -> bool:
        """Return whether this is the owner's token; False if none is set."""
        # Digests have equal lengths, so that the time of a comparison reveals nothing.
        return hmac.compare_digest(_digest(token), self._digest)

    def _is_right(self, token: bytes, address: str) -> bool:
        """Return whether this is the token; count wrong ones."""
        origin = rate_limit_key(address) or address
        seconds = self._guesses.wait(origin)
        if seconds:
            raise TooOften(_TOO_OFTEN, seconds)
        is_right = self.is_token(token)
        if not is_right:
            self._guesses.take(origin)
        return is_right


def _bearer(environ: "WSGIEnvironment") -> bytes:
    """Return the token of a request as it was sent, or b""."""
    header: str = environ.get("HTTP_AUTHORIZATION", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer":
        return b""
    # Header bytes come as Latin-1 (PEP 3333); a server that decodes may pass any text.
    return token.strip().encode("latin-1", "backslashreplace")


def _digest(token: bytes) -> bytes:
    return sha256(token).digest()
