"""Detects an untrusted proxy: behind one, all visitors look like one visitor."""

import logging
from collections import Counter
from collections.abc import Mapping
from ipaddress import IPv4Network

from page_tracker.tracking.networks import parse_address

log = logging.getLogger(__name__)

MIN_REQUESTS = 10
"""Forwarded requests from one peer after which it is taken for a proxy."""

UNTRUSTED_PROXY = "page_tracker.untrusted_proxy"
"""The key in WSGI's environ of the value for ``PAGE_TRACKER_TRUSTED_PROXIES``."""

# The headers in which proxies name the client, by their names in WSGI.
_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")

# Addresses between a provider and its customers (RFC 6598), such as those of Tailscale:
# the standard library does not call them private.
_SHARED = IPv4Network("100.64.0.0/10")

# Peers that are counted separately, at most.
_MOST_PEERS = 100

# The setting for a peer on a Unix socket, which has no address: one proxy.
_ONE_PROXY = "1"


class ForwardingWatch:
    """Counts forwarded requests by peer, until one peer has sent :data:`MIN_REQUESTS`.

    Only peers with a private address count, because strangers can send such headers
    too. The setting to change is logged once. For use on the loop's thread only.
    """

    def __init__(self) -> None:
        self._requests: Counter[str] = Counter()
        self.is_over = False
        self._setting = ""

    def observe(self, environ: Mapping[str, str]) -> None:
        """Examine a request of an untrusted peer."""
        if any(name in environ for name in _HEADERS):
            self._count(environ.get("REMOTE_ADDR", ""))

    def notes(self) -> dict[str, str]:
        """Return the entries for WSGI's environ if a proxy was detected."""
        return {UNTRUSTED_PROXY: self._setting} if self._setting else {}

    def _count(self, peer: str) -> None:
        if len(self._requests) >= _MOST_PEERS and peer not in self._requests:
            self._requests.clear()
        self._requests[peer] += 1
        if self._requests[peer] == MIN_REQUESTS and (setting := _setting_for(peer)):
            self.is_over, self._setting = True, setting
            self._requests.clear()
            log.warning(
                "visits come through a proxy that is not trusted, so all visitors look"
                " like one: set PAGE_TRACKER_TRUSTED_PROXIES=%s",
                setting,
            )


def _setting_for(peer: str) -> str:
    """Return the setting that trusts a peer, or "" if the peer may be a stranger."""
    try:
        address = parse_address(peer)
    except ValueError:
        return _ONE_PROXY
    is_near = address.is_private or address.is_loopback or address in _SHARED
    return str(address) if is_near else ""
