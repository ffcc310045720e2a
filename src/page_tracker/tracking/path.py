"""Paths: which page of a site was viewed, whatever way its address was written."""

from functools import lru_cache

from page_tracker.tracking.cache import CACHE_SIZE, MOST_CACHED
from page_tracker.tracking.percent import readable

MAX_PATH = 512
"""Characters of the longest canonical path."""

# Characters of the longest path with its query that is looked at, which bounds the time
# for it: room for escapes, which take up to twelve for one, and for what is dropped.
_MAX_INPUT = 4096

_TOO_LONG = f"must be at most {MAX_PATH} characters"

# Query parameters that say how a visitor came, not what the page is: the identifiers
# that advertisers, mailers and analytics add to the links that they hand out.
_TRACKING = frozenset(
    "_ga _gl dclid fbclid gbraid gclid gclsrc igshid li_fat_id mc_cid mc_eid msclkid"
    " ttclid twclid wbraid yclid".split()
)


def canonical_path(text: str) -> str:
    """Return the one spelling of a path with its query, such as ``/a/b?c=d``.

    The path begins with a slash, ends with none unless it is ``/``, and holds no empty
    and no dot segments (RFC 3986, 5.2.4, after empty ones are dropped). The query is
    without tracking parameters, sorted by name and value, a space in it ``%20`` also
    if it came as ``+``; ``?`` only goes before one. The fragment is dropped. Characters
    are spelt as by :func:`readable`.

    Raises :class:`ValueError` if that has more than :data:`MAX_PATH` characters, or if
    the text has more than 4,096 before its fragment.
    """
    text = text.partition("#")[0]
    if len(text) > _MAX_INPUT:
        raise ValueError(_TOO_LONG)
    return _cached_path(text) if len(text) <= MOST_CACHED else _canonical_path(text)


def resolve(path: str) -> str:
    """Return a path from the root, without empty and dot segments."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _canonical_path(text: str) -> str:
    path, _, query = readable(text).partition("?")
    path, query = resolve(path), _tidy_query(query)
    canonical = f"{path}?{query}" if query else path
    if len(canonical) > MAX_PATH:
        raise ValueError(_TOO_LONG)
    return canonical


_cached_path = lru_cache(CACHE_SIZE)(_canonical_path)


def _tidy_query(query: str) -> str:
    if not query:
        return ""
    pairs = (pair.partition("=") for pair in query.replace("+", "%20").split("&"))
    kept = sorted(pair for pair in pairs if any(pair) and not _is_tracking(pair[0]))
    return "&".join(map("".join, kept))


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name.startswith("utm_") or name in _TRACKING
