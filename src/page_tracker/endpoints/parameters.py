"""Parameters of images: what a query says that somebody has put into a page."""

from collections.abc import Collection

from page_tracker.endpoints.pairs import read_pairs
from page_tracker.errors import InvalidInput

_LONGEST = 2048


def read_parameters(
    query: str, names: Collection[str], longest: int = _LONGEST
) -> dict[str, str]:
    """Return the texts of those of ``names`` that are given: of several, the last.

    ``query`` is WSGI's: percent-encoded UTF-8, or as it is. It has at most ``longest``
    characters. Other names are left alone, as some are only there to get around caches.
    Raises :class:`InvalidInput`.
    """
    if len(query) > longest:
        raise InvalidInput({"query": f"must be at most {longest} characters"})
    return {name: text for name, text in read_pairs(query) if name in names}
