"""Patterns: thousands of regular expressions, asked at once."""

import re
from collections.abc import Iterable

# A pattern that is a plain word, with nothing special in it unless escaped; or one that
# has to be at the beginning.
_PLAIN = re.compile(r"(\^?)((?:[^\\^$.*+?()\[\]{}|]|\\[^\w\s])+)")
_PIECE = 3


class Patterns:
    """Asks thousands of patterns at once, as exactly as one after another.

    Nearly all are plain words, and a word is only in a text that has its first letters
    somewhere: the few words to look for are known from the text's pieces.
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
        """Return whether any of the patterns is in a text."""
        ends = range(_PIECE, len(text) + 1)
        pieces = self._words.keys() & {text[end - _PIECE : end] for end in ends}
        return (
            text.startswith(self._beginnings)
            or any(word in text for piece in pieces for word in self._words[piece])
            or self._others.search(text) is not None
        )
