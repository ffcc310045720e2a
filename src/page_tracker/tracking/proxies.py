"""Clients: who sent a request, also behind proxies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from page_tracker.tracking.networks import Networks, parse_address

# Proxies in a row that a setting may trust.
MOST_HOPS = 16
# Entries of X-Forwarded-For that are looked at, from the right; a client can send any.
MOST_ENTRIES = 32

# An address with or without a port: 192.0.2.1:80, [2001:db8::1]:80, [2001:db8::1].
_ENTRY = re.compile(r"(?:\[([^]]*)\]|([^:]*))(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word about a client is taken.

    Each proxy appends the address that it was asked from to ``X-Forwarded-For``. What
    the first trusted one appended is true; what is to the left of it, anyone can write.
    """

    hops: int = 0
    networks: Networks = Networks()

    @classmethod
    def parse(cls, text: str) -> "Proxies":
        """Read who is trusted: nobody (a blank text), so many, or those that it lists.

        A whole number from 1 to 16 is how many proxies a request comes through, however
        they are called. Another text lists addresses and networks, separated by commas.
        Raises :class:`ValueError`.
        """
        if text.isascii() and text.strip().isdigit():
            hops = int(text)
            if not 1 <= hops <= MOST_HOPS:
                raise ValueError(text)
            return cls(hops=hops)
        return cls(networks=Networks.parse(text))

    def __bool__(self) -> bool:
        """Return whether anybody is trusted."""
        return bool(self.hops or self.networks)

    def trusts(self, peer: str) -> bool:
        """Return whether the peer of a connection is a proxy whose headers are true.

        A peer that is no address is one on a Unix socket: its file's permissions say
        who may connect, so it is trusted as soon as any proxy is. With a number of
        proxies, every peer is one of them.
        """
        if self.hops:
            return True
        return bool(self.networks) and (
            self.networks.contains(peer) or _canonical(peer) is None
        )

    def client_of(self, environ: Mapping[str, str]) -> str:
        """Return :meth:`client_address` of a request in an environ of WSGI."""
        peer = environ.get("REMOTE_ADDR", "")
        return self.client_address(peer, environ.get("HTTP_X_FORWARDED_FOR"))

    def client_address(self, peer: str, forwarded_for: str | None) -> str:
        """Return the address of who sent a request, as canonical text.

        ``peer`` is the other end of the connection, and returned as it is if no proxy
        is trusted, or if it is no address and nothing better is known. The walk goes
        from it through ``X-Forwarded-For``, from the right, to the first that is not
        trusted, or over as many proxies as are trusted; an entry that is no address
        ends it.
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
