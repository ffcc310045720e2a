"""The address of the client that sent a request, also behind proxies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from page_tracker.tracking.networks import Networks, parse_address

# Proxies in a row that a setting may trust.
MOST_HOPS = 16
# Entries of X-Forwarded-For that are read, from the right; a client can send any.
MOST_ENTRIES = 32

# An address with or without a port: 192.0.2.1:80, [2001:db8::1]:80, [2001:db8::1].
_ENTRY = re.compile(r"(?:\[([^]]*)\]|([^:]*))(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose ``X-Forwarded-For`` is trusted.

    Each proxy appends the address of its peer to ``X-Forwarded-For``. The entry of the
    first trusted proxy is true; a client can forge the entries to the left of it.
    """

    hops: int = 0
    networks: Networks = Networks()

    @classmethod
    def parse(cls, text: str) -> "Proxies":
        """Parse a setting: trust nobody (a blank text), a number of proxies, or a list.

        A whole number from 1 to 16 is how many proxies a request passes, whatever their
        addresses. Any other text lists addresses and networks, separated by commas.
        Raises :class:`ValueError`.
        """
        if text.isascii() and text.strip().isdigit():
            hops = int(text)
            if not 1 <= hops <= MOST_HOPS:
                raise ValueError(text)
            return cls(hops=hops)
        return cls(networks=Networks.parse(text))

    def __bool__(self) -> bool:
        """Return whether any proxy is trusted."""
        return bool(self.hops or self.networks)

    def trusts(self, peer: str) -> bool:
        """Return whether the peer of a connection is a proxy whose headers are trusted.

        A peer without an address is on a Unix socket. The permissions of the socket
        file say who may connect, so it is trusted if any proxy is. If a number of
        proxies is trusted, every peer is one of them.
        """
        if self.hops:
            return True
        return bool(self.networks) and (
            self.networks.contains(peer) or _canonical(peer) is None
        )

    def client_of(self, environ: Mapping[str, str]) -> str:
        """Return :meth:`client_address` of a request in WSGI's environ."""
        peer = environ.get("REMOTE_ADDR", "")
        return self.client_address(peer, environ.get("HTTP_X_FORWARDED_FOR"))

    def client_address(self, peer: str, forwarded_for: str | None) -> str:
        """Return the address of the client that sent a request, as canonical text.

        ``peer`` is the other end of the connection. It is returned as it is if no proxy
        is trusted, or if it is no address and nothing better is known. The search
        starts at ``peer`` and goes through ``X-Forwarded-For`` from the right, to the
        first address that is not trusted, or over as many proxies as are trusted. An
        entry that is no address ends it.
        """
        if not self.trusts(peer):
            return (_canonical(peer) or peer) if self.networks else peer
        client = _canonical(peer) or peer
        reach = self.hops or MOST_ENTRIES
        for entry in reversed((forwarded_for or "").rsplit(",", reach)[-reach:]):
            address = _address_of(entry.strip())
            if address is None:
                break
            client = address
            if not self.trusts(client):
                break
        return client


def _canonical(text: str) -> str | None:
    try:
        return str(parse_address(text))
    except ValueError:
        return None


def _address_of(entry: str) -> str | None:
    match = _ENTRY.fullmatch(entry)
    return _canonical((match[1] or match[2] or "") if match else entry)
