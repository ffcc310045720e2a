"""Path prefixes: the part of a URL under which a proxy publishes the service."""

import re

MAX_PREFIX = 200
"""Characters of the longest prefix."""

OWN_SEGMENTS = frozenset("""
    api badge chart dashboard healthz hit metrics pixel.gif readyz share sign-in
    sign-out static tracker.js
    """.split())
"""The first segments of the service's own paths.

A prefix must not begin with one of them: it would be ambiguous whether the proxy has
already removed the prefix from a path.
"""

# The unreserved characters of RFC 3986: they mean the same in a URL, in a decoded path,
# in a header and in HTML.
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")


def parse_prefix(text: str) -> str:
    """Return a prefix such as ``/stats`` without a slash at its end; ``""`` for ``/``.

    Raises :class:`ValueError` for another text: it may come from outside, and is used
    in links, cookies and redirects.
    """
    prefix = text.removesuffix("/")
    if not prefix:
        return ""
    root, *segments = prefix.split("/")
    allowed = all(map(_SEGMENT.fullmatch, segments)) and segments
    climbs = {".", ".."}.intersection(segments)
    if root or not allowed or climbs or len(prefix) > MAX_PREFIX:
        raise ValueError("must be a path such as /stats")
    if segments[0] in OWN_SEGMENTS:
        raise ValueError(f"must not begin with /{segments[0]}")
    return prefix


def without_prefix(path: str, prefix: str) -> str:
    """Return a path without the prefix, whether or not the proxy has removed it.

    >>> without_prefix("/stats/dashboard", "/stats") '/dashboard'
    """
    rooted = "/" + path.lstrip("/")
    if prefix and (rooted == prefix or rooted.startswith(f"{prefix}/")):
        return rooted.removeprefix(prefix) or "/"
    return path
