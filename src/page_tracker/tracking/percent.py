"""Percent-encoding in one form: readable where it can be, escaped where it must be."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from unicodedata import normalize

from page_tracker.tracking.cache import CACHE_SIZE

_PLAIN = re.compile(r"[A-Za-z0-9\-._~/?!$&'()*+,;=:@]*")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_A_URL = re.compile(r'[ "#<>\[\\\]^`{|}]')

# Characters whose spelling a table remembers: more than any language has, at 200 bytes
# each, but not all of the million that strangers can send.
_REMEMBERED = 20_000

# Characters of the longest escape of a single one, which has up to four bytes.
_CHARACTER = len("%F0%9F%98%80")

# What Unicode must not compose: escapes, whose last digit is no letter to put an accent
# on, and runs of more than the 30 accents that UAX 15 has text make do with, because
# the time for them grows with the square of their number.
_NOT_TO_COMPOSE = re.compile(r"((?:%[0-9A-F]{2}|[^\w\x00-\x7f]{31,})+)")


def readable(text: str) -> str:
    """Return a path, or a query, with each character spelt in the one canonical way.

    Escapes of unreserved ASCII (RFC 3986, 2.3) and of printable characters beyond it
    are decoded; escapes of reserved characters stay, in upper case, because they mean
    something else than the characters; so do bytes that are no UTF-8. What is not
    printable, a space, and ASCII that a URL cannot hold are escaped; a ``%`` that
    begins no escape is ``%25``. The result is in Unicode NFC, no lone surrogate among
    it. Doing it twice changes nothing. Never raises.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _ESCAPES.sub(_unescape, _without_controls(_STRAY_PERCENT.sub("%25", text)))
    return _NOT_IN_A_URL.sub(lambda match: _spell_escaped(match[0]), _compose(text))


class _Spelling(dict[int, str]):
    """How each character is spelt, by its code point, as ``str.translate`` asks for it.

    A look-up costs 50 ns. Calls and matches for each run of characters cost 1 us, of
    which a request of 64 KB could have 30,000.

    Args:
        is_plain: Whether a character stays as it is, or is escaped.
        errors: How surrogates are encoded, as in ``str.encode``.
    """

    def __init__(self, is_plain: Callable[[str], bool], errors: str) -> None:
        super().__init__()
        self._is_plain = is_plain
        self._errors = errors

    def __missing__(self, code: int) -> str:
        char = chr(code)
        spelt = char if self._is_plain(char) else _escape(char, self._errors)
        if len(self) < _REMEMBERED:
            self[code] = spelt
        return spelt


def _may_be_plain(char: str) -> bool:
    return char.isalnum() or char in "-._~" or (char > "\x7f" and char.isprintable())


def _escape(text: str, errors: str) -> str:
    return "%" + text.encode("utf-8", errors).hex("%").upper()


_WITHOUT_CONTROLS = _Spelling(str.isprintable, "surrogatepass")
# Bytes that are no UTF-8 are surrogates here.
_DECODED = _Spelling(_may_be_plain, "surrogateescape")


def _without_controls(text: str) -> str:
    return text if text.isprintable() else text.translate(_WITHOUT_CONTROLS)


def _unescape(escapes: re.Match[str]) -> str:
    text = escapes[0]
    return _decode_character(text) if len(text) <= _CHARACTER else _decode(text)


def _decode(escapes: str) -> str:
    raw = bytes.fromhex(escapes.replace("%", ""))
    text = raw.decode("utf-8", "surrogateescape")
    # Whole words without a look at each character.
    return text if text.isalnum() else text.translate(_DECODED)


_decode_character = lru_cache(CACHE_SIZE)(_decode)


@cache  # of the 14 characters that a URL cannot hold
def _spell_escaped(char: str) -> str:
    return _escape(char, "strict")


def _compose(text: str) -> str:
    if text.isascii():
        return text
    parts = _NOT_TO_COMPOSE.split(text)  # every second one is not to be composed
    parts[::2] = [normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)
