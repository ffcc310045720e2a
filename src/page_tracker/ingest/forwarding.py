"""Notices a proxy that nobody trusts: behind it, all visitors look like one."""

import logging
from collections import Counter
from collections.abc import Mapping
from ipaddress import IPv4Network

from page_tracker.tracking.networks import parse_address

log = logging.getLogger(__name__)

MIN_REQUESTS = 10
"""Forwarded requests from one peer after which it is taken for a proxy."""

UNTRUSTED_PROXY = "page_tracker.untrusted_proxy"
"""Where an environ of WSGI has the value for ``PAGE_TRACKER_TRUSTED_PROXIES``."""

# What proxies say of who they speak for, in an environ of WSGI.
_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")

# Addresses between a provider and its customers (RFC 6598), such as those of Tailscale:
# the standard library does not call them private.
_SHARED = IPv4Network("100.64.0.0/10")

# Peers that are told apart.
_MOST_PEERS = 100

# For a peer without an address, on a Unix socket: whoever connects is the one proxy.
_ONE_PROXY = "1"


class ForwardingWatch:
    """Counts forwarded requests by peer, until one has sent :data:`MIN_REQUESTS`.

    Only peers with a private address count: strangers send such headers, too. The log
    says once what to set. For the loop's thread alone.
    """

    def __init__(self) -> None:
        self._requests: Counter[str] = Counter()
        self.is_over = False
        self._setting = ""

    def look(self, environ: Mapping[str, str]) -> None:
        """Look at a request of a peer that is not trusted."""
        if any(name in environ for name in _HEADERS):
            self._count(environ.get("REMOTE_ADDR", ""))

    def notes(self) -> dict[str, str]:
        """Return what an environ is to say of it, if a proxy was noticed."""
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
    """Return what makes a peer a trusted proxy, or "" if it may be a stranger."""
    try:
        address = parse_address(peer)
    except ValueError:
        return _ONE_PROXY
    is_near = address.is_private or address.is_loopback or address in _SHARED
    return str(address) if is_near else ""
