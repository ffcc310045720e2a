"""Short texts from strangers, and a bounded cache."""

import re
from unicodedata import category, normalize

CACHE_SIZE = 4096
"""Results cached by each normaliser; the least recently used one is evicted first."""

MOST_CACHED = 1024
"""Characters of the longest input whose result is cached.

Thus strangers cannot fill a cache with more than about 16 MiB, at four bytes a
character.
"""


# Characters that are read for each one wanted. Blanks and controls may take up the
# first number, letters with separate accents the second. This also bounds the time to
# normalise, which grows with the square of a run of accents.
_READ = 8
_FOLDED = 2

# The form of the service's own members of a list, such as "(other)" and "(none)".
_OWN_NAME = re.compile(r"\(([^()]*)\)")

_UNWANTED = frozenset({"Cc", "Cf", "Cs"})  # control, format, surrogate


def clean(text: str, most: int) -> str:
    """Return a text in one line that is safe to store, to sort by and to show.

    It is in Unicode NFC. Each run of white space is one space, and there is none at the
    ends. There are no control, format (zero-width, bidirectional) or surrogate
    characters, and at most ``most`` characters. May be empty. Never raises.
    """
    text = text[: _READ * most]
    if not text.isprintable():
        text = _without_controls(text)
    folded = " ".join(text.split())
    return normalize("NFC", folded[: _FOLDED * most])[:most].rstrip()


def clean_name(text: str, most: int) -> str:
    """Return a cleaned text that is never one of the service's own names, or "".

    The service's own names are in parentheses: "(other)" stands for all members that
    found no room in a list. A text of that form loses its parentheses. See
    :func:`clean`. Never raises.
    """
    name = clean(text, most)
    own = _OWN_NAME.fullmatch(name)
    return own[1].strip() if own else name


def _without_controls(text: str) -> str:
    return "".join(char for char in text if char.isspace() or _is_wanted(char))


def _is_wanted(char: str) -> bool:
    return category(char) not in _UNWANTED
