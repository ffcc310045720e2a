"""Percent-encoding in one form: readable where it can be, escaped where it must be."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from unicodedata import normalize

_PLAIN = re.compile(r"[A-Za-z0-9\-._~/?!$&'()*+,;=:@]*")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_A_URL = re.compile(r'[ "#<>\[\\\]^`{|}]+')

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
    return _NOT_IN_A_URL.sub(lambda match: _escape(match[0]), _compose(text))


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    runs = _runs(text, str.isprintable)
    return "".join(run if printable else _escape(run) for printable, run in runs)


def _unescape(escapes: re.Match[str]) -> str:
    # Bytes that are no UTF-8 come out as surrogates, which are not printable.
    raw = bytes.fromhex(escapes[0].replace("%", ""))
    text = raw.decode("utf-8", "surrogateescape")
    if text.isalnum():  # whole words, without a look at each character
        return text
    runs = _runs(text, _may_be_plain)
    return "".join(
        run if plain else _escape(run, "surrogateescape") for plain, run in runs
    )


def _runs(text: str, test: Callable[[str], bool]) -> Iterator[tuple[bool, str]]:
    return ((passed, "".join(run)) for passed, run in groupby(text, test))


def _may_be_plain(char: str) -> bool:
    return char.isalnum() or char in "-._~" or (char > "\x7f" and char.isprintable())


def _escape(text: str, errors: str = "surrogatepass") -> str:
    return "%" + text.encode("utf-8", errors).hex("%").upper()


def _compose(text: str) -> str:
    if text.isascii():
        return text
    parts = _NOT_TO_COMPOSE.split(text)  # every second one is not to be composed
    parts[::2] = (normalize("NFC", part) for part in parts[::2])
    return "".join(parts)
