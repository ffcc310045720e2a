"""Languages: the one that a visitor prefers."""

import re
from collections.abc import Iterator
from functools import lru_cache

from page_tracker.tracking.text import CACHE_SIZE
from page_tracker.tracking.view import UNKNOWN

MAX_INPUT = 256
"""Characters that are read; browsers send a tenth of that."""

# A language (RFC 5646, 2.2.1) with its region and other subtags, also in the spelling
# of locales, and a weight (RFC 9110, 12.4.2).
_ENTRY = re.compile(
    r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?\s*"
    r"(?:;\s*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


def language(accept_language: str) -> str:
    """Return the preferred language, such as "de", or :data:`UNKNOWN`.

    It has two or three letters in lower case, without a region: the first of those with
    the highest weight above zero. Entries that are not a language are skipped.
    ``accept_language`` is the header of RFC 9110, 12.5.4, or one tag. Never raises.
    """
    return _language(accept_language[:MAX_INPUT])


@lru_cache(CACHE_SIZE)
def _language(accept_language: str) -> str:
    liked = max(_weighed(accept_language), default=None, key=lambda entry: entry[0])
    return liked[1] if liked else UNKNOWN


def _weighed(accept_language: str) -> Iterator[tuple[float, str]]:
    for entry in accept_language.split(","):
        match = _ENTRY.fullmatch(entry)
        weight = float(match[2] or 1) if match else 0.0
        if match and weight:
            yield weight, match[1].lower()
