"""The owner's token, and how often it may be guessed."""

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
"""Attempts in a minute from one address."""

MOST_OF_ALL = 100
"""Attempts in a minute from all addresses together."""

_SPAN = 60.0


class _Attempt(NamedTuple):
    """When somebody tried, and who."""

    time: float
    origin: str


class GuessLimit:
    """Counts the attempts of the last minute in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._made: deque[_Attempt] = deque()  # never more than MOST_OF_ALL

    def wait(self, address: str) -> int:
        """Return 0 if an attempt may be made now, which counts it.

        Otherwise it is the number of seconds after which the next may be made.
        """
        # Clients of a Unix socket have no address, and the same name.
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
"""Wrong tokens in a minute from one address; then the right one has to wait, too."""


class OwnerAuth:
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
        """Return whether this is the owner's token; nothing is, where there is none."""
        # Digests are as long as each other: the time it takes tells nothing.
        return hmac.compare_digest(_digest(given), self._digest)

    def _is_right(self, given: bytes, address: str) -> bool:
        """Return whether this is the token; counts wrong ones."""
        origin = rate_limit_key(address) or address
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
