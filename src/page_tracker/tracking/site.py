"""Sites: the host of a page, and its port unless it is the default."""

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from page_tracker.tracking.text import CACHE_SIZE

MAX_HOST = 253
"""Characters of the longest host name in ASCII (RFC 1035, 2.3.4)."""

# Longer texts are rejected at once: IDNA takes about a microsecond a character.
_MAX_INPUT = MAX_HOST + len(".:65535")

_BLANKS = " \t\r\n"
_USUAL_PORTS = {80, 443}
_MAX_PORT = 65535

_HOST_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]{0,5}))?")
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"  # some real ones have an underscore
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_URL = re.compile(r"https?://([^/?#]*)([^#]*)", re.ASCII | re.IGNORECASE)


def canonical_site(text: str) -> str:
    """Return the canonical spelling of a site: ``example.com``, ``[::1]:8080``.

    The site is a host name (ASCII in lower case, others by IDNA 2008 after the mapping
    of UTS 46, no dot at the end), an IPv4 address, or an IPv6 address in brackets. The
    port follows unless it is 80 or 443. A name in ASCII is not validated further, even
    if it has an ``xn--`` that IDNA 2008 refuses: browsers send such names for emoji
    domains.

    Raises :class:`ValueError` for anything else, without quoting it.
    """
    site = text.strip(_BLANKS)
    if len(site) > _MAX_INPUT:
        raise ValueError("must be a host name")
    return _canonical_site(site)


def split_url(url: str) -> tuple[str, str]:
    """Split an absolute http or https URL into its canonical site and the rest.

    The rest is path and query as they stand, without the fragment; it may be empty.
    Raises :class:`ValueError` for anything else, also if it names a user, without
    quoting it.
    """
    match = _URL.match(url.strip(_BLANKS))
    if match is None:
        raise ValueError("must be an http or https URL")
    return canonical_site(match[1]), match[2]


def domains(host: str) -> Iterator[str]:
    """Yield a host name and all domains that contain it, the narrowest first."""
    while host:
        yield host
        host = host.partition(".")[2]


@lru_cache(CACHE_SIZE)
def _canonical_site(text: str) -> str:
    match = _HOST_AND_PORT.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return _canonical_host(match[1]) + _canonical_port(match[2])
    except ValueError as exc:
        raise ValueError("must be a host name") from exc


def _canonical_host(text: str) -> str:
    if text.startswith("["):
        return f"[{_canonical_ipv6(text[1:-1])}]"
    name = _in_ascii(text).removesuffix(".")
    if len(name) > MAX_HOST or not _NAME.fullmatch(name):
        raise ValueError
    if name.rpartition(".")[2].isdigit():  # a browser would read it as an address
        return str(IPv4Address(name))
    return name


def _canonical_ipv6(text: str) -> str:
    if "%" in text:  # a zone names a network card of the client
        raise ValueError
    return IPv6Address(text).compressed


def _in_ascii(name: str) -> str:
    if name.isascii():
        return name.lower()
    # Takes half a megabyte, so it is loaded when the first such name comes.
    import idna  # pylint: disable=import-outside-toplevel

    return idna.encode(name, uts46=True).decode("ascii")


def _canonical_port(digits: str | None) -> str:
    if not digits or int(digits) in _USUAL_PORTS:
        return ""
    if not 0 < int(digits) <= _MAX_PORT:
        raise ValueError
    return f":{int(digits)}"
