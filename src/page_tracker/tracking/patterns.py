"""Patterns: thousands of regular expressions, matched at once."""

import re
from collections.abc import Iterable

# A pattern that is a plain word, without unescaped special characters; or one that has
# to match at the beginning.
_PLAIN = re.compile(r"(\^?)((?:[^\\^$.*+?()\[\]{}|]|\\[^\w\s])+)")
_PIECE = 3


class Patterns:
    """Matches thousands of patterns at once, with the result of matching each of them.

    Nearly all patterns are plain words. A text can only contain a word if it contains
    the word's first letters, so that the pieces of the text select the few words to
    search for.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        beginnings, others = [], []
        for pattern in patterns:
            plain = _PLAIN.fullmatch(pattern)
            word = re.sub(r"\\(\W)", r"\1", plain[2]) if plain else ""
            if plain and plain[1]:
                beginnings.append(word)
            elif len(word) >= _PIECE:
                self._words.setdefault(word[:_PIECE], []).append(word)
            else:
                others.append(f"(?:{pattern})")
        self._beginnings = tuple(beginnings)
        self._others = re.compile("|".join(others) or r"(?!)")

    def match(self, text: str) -> bool:
        """Return whether any of the patterns matches in a text."""
        ends = range(_PIECE, len(text) + 1)
        pieces = self._words.keys() & {text[end - _PIECE : end] for end in ends}
        return (
            text.startswith(self._beginnings)
            or any(word in text for piece in pieces for word in self._words[piece])
            or self._others.search(text) is not None
        )
