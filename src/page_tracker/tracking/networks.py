"""IP addresses and networks, and lists of them in settings."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Addresses in the cache, at most: a proxy's address is parsed for every view.
_CACHED_ADDRESSES = 4096
# The longest text of an IPv6 address has 45 characters; a zone adds some.
_LONGEST_ADDRESS = 64
# Bits of an IPv6 address that stay the same within a household (RFC 6177).
_HOUSEHOLD = 64
# The prefix of IPv4-mapped IPv6 addresses has 96 bits: ::ffff:0:0/96 (RFC 4291,
# 2.5.5.2).
_MAPPED_BITS = 96


@lru_cache(_CACHED_ADDRESSES)
def parse_address(text: str) -> Address:
    """Parse an address, without its zone (``%eth0``).

    An IPv4-mapped IPv6 address, as a dual-stack socket shows it, is returned as the
    IPv4 address. Raises :class:`ValueError`.
    """
    if len(text) > _LONGEST_ADDRESS:
        raise ValueError(text)
    address = ip_address(text)
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))


@lru_cache(_CACHED_ADDRESSES)
def rate_limit_key(text: str) -> str:
    """Return the part of an address of which a stranger cannot easily have many.

    That is an IPv4 address, or the first half of an IPv6 address. For any other text,
    such as the name of a Unix socket, it is "".
    """
    try:
        address = parse_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((int(address) >> _HOUSEHOLD << _HOUSEHOLD, _HOUSEHOLD)))


@dataclass(frozen=True, slots=True)
class Networks:
    """The addresses and networks that a setting lists; an empty list is falsy."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Networks":
        """Parse addresses and networks separated by commas: ``10.0.0.0/8, ::1``.

        A blank text lists none. Raises :class:`ValueError` for anything else, also for
        a network with bits set after its prefix.
        """
        if not text.strip():
            return cls()
        return cls(tuple(_parse_network(entry.strip()) for entry in text.split(",")))

    def contains(self, address: str) -> bool:
        """Return whether an address is in one of the networks; False for other text."""
        if not self.networks:
            return False
        try:
            parsed = parse_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.networks)

    def __bool__(self) -> bool:
        return bool(self.networks)


def _parse_network(text: str) -> Network:
    network = ip_network(text)
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))
