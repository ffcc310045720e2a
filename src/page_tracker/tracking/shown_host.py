"""Shown hosts: international domain names in the letters that their owners chose."""

from functools import lru_cache
from unicodedata import name

from page_tracker.tracking.text import CACHE_SIZE

_ENCODED = "xn--"

# UTS 39, 5.2, "Highly Restrictive": the scripts that one word may mix.
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)

# Words of character names (UAX 44) that belong to all scripts.
_COMMON = frozenset(
    {"DIGIT", "HYPHEN-MINUS", "COMBINING", "MIDDLE", "KATAKANA-HIRAGANA"}
)
# The iteration mark and similar characters are used with Han.
_HAN = frozenset({"CJK", "IDEOGRAPHIC"})

# Letters that look like Latin ones. Browsers do not decode a word of such letters only,
# except under a top-level domain in the same script (Chromium, "IDN display policy").
_LIKE_LATIN = frozenset(
    "асԁеһіјӏорԛѕԝхуъЬҽпгѵѡѐёїӑӓӕҫӗӧӱӳѓҝ"  # Cyrillic
    "αικνρυωηο\u03bb\u03c3\u03c4\u03ad\u03af\u03cc\u03cd"  # Greek
    "\u0578\u057d\u0585\u0561\u0581\u0582\u0570\u0566"  # Armenian
)

# Phonetic and other letters that no language's usual spelling has: many look like those
# of ASCII. UTS 39 calls them restricted.
_UNUSUAL = (
    *(range(0x0180, 0x01A0), range(0x0250, 0x0300), range(0x1D00, 0x1DC0)),
    *(range(0x2C60, 0x2C80), range(0xA720, 0xA800), range(0xAB30, 0xAB70)),
)


@lru_cache(CACHE_SIZE)
def shown_host(host: str) -> str:
    """Return a canonical host, with its port, in the form that a person reads.

    Names in ``xn--`` are decoded, unless a label of the host mixes scripts or looks
    like Latin letters without being Latin. Never raises.
    """
    if _ENCODED not in host:
        return host
    labels, colon, port = host.partition(":")
    try:
        words = [_decoded(label) for label in labels.split(".")]
    except UnicodeError:  # emoji domains, among others
        return host
    if not all(_is_plain(word, words[-1]) for word in words):
        return host
    return ".".join(words) + colon + port


def _decoded(label: str) -> str:
    if not label.startswith(_ENCODED):
        return label
    # Takes half a megabyte, so it is loaded when the first such name comes.
    import idna  # pylint: disable=import-outside-toplevel

    return idna.ulabel(label)


def _is_plain(word: str, top: str) -> bool:
    """Return whether no other word looks like this one, under a top-level domain."""
    if word.isascii():
        return True
    if any(ord(char) in each for char in word for each in _UNUSUAL):
        return False
    scripts = {_script(char) for char in word} - {""}
    if len(scripts) > 1:
        return any(scripts <= together for together in _TOGETHER)
    letters = {char for char in word if _script(char)}
    return not top.isascii() or not letters <= _LIKE_LATIN


def _script(char: str) -> str:
    """Return the script of a character, the first word of its name, if it has one."""
    word = name(char, "UNKNOWN").partition(" ")[0]
    return "CJK" if word in _HAN else "" if word in _COMMON else word
