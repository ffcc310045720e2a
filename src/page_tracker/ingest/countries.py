"""The country of a view: from a proxy's header, or from a database of addresses."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from ipaddress import IPv4Address
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from page_tracker.errors import StartError
from page_tracker.tracking.view import UNKNOWN

if TYPE_CHECKING:
    from maxminddb import Reader

# Addresses whose country is cached, at most.
CACHED_ADDRESSES = 4096
# Networks to read at the start to check whether a database has countries at all.
_TRIED_NETWORKS = 1000
_IPV4_BITS = 32
# The errors that the C and Python readers raise for an invalid file.
_UNREADABLE = (OSError, RuntimeError, TypeError, ValueError)

# ISO 3166-1 alpha-2, without codes that stand for no country: XX is "unknown", and
# Cloudflare's T1, which has a digit, is the Tor network.
_COUNTRY = re.compile("(?!XX)[A-Z]{2}")


class Countries:
    """Finds the country of a view from a proxy's header, or else from the address.

    The address is looked up and discarded; only the last 4096 results are cached.
    """

    def __init__(self, header: str, look_up: Callable[[str], str]) -> None:
        """Set the name of the header, or "", and the function that looks up an address.

        ``look_up`` returns a country's code or :data:`UNKNOWN`.
        """
        self._header = "HTTP_" + header.upper().replace("-", "_") if header else ""
        self._look_up = lru_cache(CACHED_ADDRESSES)(look_up)

    @classmethod
    def open(cls, header: str, database: Path | None) -> "Countries":
        """Use a header such as ``CF-IPCountry``, a MaxMind DB file, both or neither.

        The file stays open and is mapped into memory, so replace it by renaming a new
        one. Raises :class:`StartError` if it cannot be used.
        """
        if database is None:
            return cls(header, _nowhere)
        return cls(header, partial(_country_in, _reader(database)))

    def country(self, environ: Mapping[str, str], address: str, trusted: bool) -> str:
        """Return the ISO 3166 code of two capital letters, or :data:`UNKNOWN`.

        ``environ`` is WSGI's. Its header is read only if the peer of the connection is
        ``trusted``; ``address`` is the client's.
        """
        if trusted and self._header:
            code = _code(environ.get(self._header))
            if code != UNKNOWN:
                return code
        return self._look_up(address)


def _nowhere(_address: str) -> str:
    return UNKNOWN


def _code(text: object) -> str:
    code = text.strip().upper() if isinstance(text, str) else ""
    return code if _COUNTRY.fullmatch(code) else UNKNOWN


def _reader(database: Path) -> "Reader":
    # It is an extra: whoever needs no countries does not install it.
    # pylint: disable=import-outside-toplevel
    try:
        from maxminddb import open_database
    except ImportError as exc:
        raise StartError(
            f"{database} needs a package: pip install 'page-tracker[geo]'"
        ) from exc
    try:
        reader = open_database(database)
        records = list(islice(_records(reader), _TRIED_NETWORKS))
    except _UNREADABLE as exc:
        raise StartError(f"cannot read {database}: {exc}") from exc
    if all(_code_in(record) == UNKNOWN for record in records):
        raise StartError(f"{database} has no countries")
    return reader


def _records(reader: "Reader") -> Iterator[object]:
    # Network by network. Iterating over the reader in C does the same, but crashes the
    # process if the file is broken.
    address = 0
    while address < 2**_IPV4_BITS:
        record, bits = reader.get_with_prefix_len(IPv4Address(address))
        yield record
        address += 2 ** max(0, _IPV4_BITS - bits)


def _country_in(reader: "Reader", address: str) -> str:
    try:
        return _code_in(reader.get(address))
    except _UNREADABLE:  # also an address it cannot have: IPv6, or none
        return UNKNOWN


def _code_in(record: object) -> str:
    # MaxMind and DB-IP have {"country": {"iso_code": "NZ", …}, …}; IPinfo and others
    # have {"country_code": "NZ", …}.
    if not isinstance(record, dict):
        return UNKNOWN
    country = record.get("country")
    if isinstance(country, dict):
        return _code(country.get("iso_code"))
    return _code(record.get("country_code"))
