"""Visitors: recognised for one day, without a cookie and without storing an address.

A visitor is a keyed hash of site, address and browser. The key is the salt of the day:
once it is deleted, nobody can find out who a visitor was, or whether one came again. A
hash has 64 bits: among a million visitors of a day, the chance that any two of them
have the same one is 3 in 100 million.
"""

from functools import lru_cache
from hashlib import blake2b

from page_tracker.tracking.networks import parse_address
from page_tracker.tracking.text import CACHE_SIZE

HASH_BYTES = 8
# Bytes of an IPv6 address that identify the network of a home or a phone. Browsers
# change the others within the day, to be hard to recognise (RFC 8981).
_NETWORK_BYTES = 8
# How texts become bytes; a header can contain any character.
_ANY = ("utf-8", "surrogatepass")


def visitor_hash(salt: bytes, site: str, address: str, user_agent: str) -> bytes:
    """Return the 8 bytes that stand for a visitor of a site while the salt is in use.

    ``salt`` has at most 64 bytes. Of an IPv6 ``address`` only the first 64 bits count;
    a text that is no address counts as it is.
    """
    seen = _where_from(site, address) + user_agent.encode(*_ANY)
    return blake2b(seen, key=salt, digest_size=HASH_BYTES).digest()


def page_hash(visitor: bytes, path: str) -> bytes:
    """Return the 8 bytes that stand for a visitor, given by its hash, on one page."""
    return blake2b(path.encode(*_ANY), key=visitor, digest_size=HASH_BYTES).digest()


@lru_cache(CACHE_SIZE)
def _where_from(site: str, address: str) -> bytes:
    place, network = site.encode(*_ANY), _network_of(address)
    # With their lengths before them, the parts cannot be confused.
    return b"%d %d %b%b" % (len(place), len(network), place, network)


def _network_of(address: str) -> bytes:
    try:
        return parse_address(address).packed[:_NETWORK_BYTES]
    except ValueError:
        return address.encode(*_ANY)
