"""Parameters of images: what a query says that somebody has put into a page."""

from collections.abc import Collection
from urllib.parse import parse_qsl

from page_tracker.errors import InvalidInput

_LONGEST = 2048


def read_parameters(query: str, names: Collection[str]) -> dict[str, str]:
    """Return the texts of those of ``names`` that are given: of several, the last.

    ``query`` is WSGI's: percent-encoded UTF-8, or as it is. Other names are left alone,
    as some are only there to get around caches. Raises :class:`InvalidInput`.
    """
    if len(query) > _LONGEST:
        raise InvalidInput({"query": f"must be at most {_LONGEST} characters"})
    try:
        text = query.encode("latin-1").decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeError as exc:
        raise InvalidInput({"query": "must be in UTF-8"}) from exc
    return {name: value for name, value in pairs if name in names}
