"""Canonical paths, and percent-encoding."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from page_tracker.tracking.campaign import names_campaign
from page_tracker.tracking.parameters import Names, tracking_names
from page_tracker.tracking.text import CACHE_SIZE, MOST_CACHED

_PLAIN = re.compile(r"[A-Za-z0-9\-._~/?!$&'()*+,;=:@]*")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_IN_A_URL = re.compile(r'[ "#<>\[\\\]^`{|}]')

# Characters whose spelling is cached, at most: more than any language has, at 200 bytes
# each, but not the million that strangers can send.
_REMEMBERED = 20_000

# Characters of the longest escape of one character, which has up to four bytes.
_CHARACTER = len("%F0%9F%98%80")

# Text that Unicode must not compose: escapes, whose last digit cannot take an accent,
# and runs of more than 30 accents, the limit of UAX 15, because the time to compose
# them grows with the square of their number.
_NOT_TO_COMPOSE = re.compile(r"((?:%[0-9A-F]{2}|[^\w\x00-\x7f]{31,})+)")


def readable(text: str) -> str:
    """Return a path, or a query, with each character in its canonical spelling.

    Escapes of unreserved ASCII (RFC 3986, 2.3) and of printable characters beyond it
    are decoded. Escapes of reserved characters stay, in upper case, because they mean
    something else than the characters; so do bytes that are not UTF-8. Unprintable
    characters, spaces, and ASCII that a URL cannot contain are escaped; a ``%`` that
    begins no escape becomes ``%25``. The result is in Unicode NFC and has no lone
    surrogate. The function is idempotent. Never raises.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _ESCAPES.sub(_unescape, _without_controls(_STRAY_PERCENT.sub("%25", text)))
    return _NOT_IN_A_URL.sub(lambda match: _spell_escaped(match[0]), _compose(text))


class _Spelling(dict[int, str]):
    """Maps code points to the canonical spelling of characters, for ``translate``.

    A look-up costs 50 ns. A call and a match for each run of characters would cost 1
    us, and a request of 64 KB can have 30,000 runs.

    Args:
        is_plain: Returns whether a character stays as it is; others are escaped.
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
# Bytes that are not UTF-8 are surrogates here.
_DECODED = _Spelling(_may_be_plain, "surrogateescape")


def _without_controls(text: str) -> str:
    return text if text.isprintable() else text.translate(_WITHOUT_CONTROLS)


def _unescape(escapes: re.Match[str]) -> str:
    text = escapes[0]
    return _decode_character(text) if len(text) <= _CHARACTER else _decode(text)


def _decode(escapes: str) -> str:
    raw = bytes.fromhex(escapes.replace("%", ""))
    text = raw.decode("utf-8", "surrogateescape")
    # A fast path for whole words.
    return text if text.isalnum() else text.translate(_DECODED)


_decode_character = lru_cache(CACHE_SIZE)(_decode)


@cache  # of the 14 characters that a URL cannot contain
def _spell_escaped(char: str) -> str:
    return _escape(char, "strict")


def _compose(text: str) -> str:
    if text.isascii():
        return text
    parts = _NOT_TO_COMPOSE.split(text)  # every second part is not to be composed
    parts[::2] = [normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)


MAX_PATH = 512
"""Characters of the longest canonical path."""

# Characters of a path, and of a path with its query, that are read: this bounds the
# time for them. An escaped character takes up to twelve of them.
_MAX_INPUT = 12 * MAX_PATH

# The end of a text that was cut within an escape, or between the escapes of one
# character in UTF-8.
_BROKEN_END = re.compile(
    r"(?:%[C-F].|%[EF].%[89AB].|%F.(?:%[89AB].){2})?(?:%[0-9A-F]?)?\Z",
    re.IGNORECASE,
)

_INDEXES = {"index.html", "index.htm", "index.php"}

_Pair = tuple[str, str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class PathRules:
    """Which paths and queries an owner counts as one page.

    Attributes:
        keep: Parameters that are always kept.
        drop: Parameters that say how a visitor came.
        drops_all: Whether only the parameters in ``keep`` are kept.
        drops_index: Whether ``index.html`` and the like stand for their directory.
        ignores_case: Whether the letter case of a path is ignored.
    """

    keep: Names = Names()
    drop: Names = Names(tracking_names())
    drops_all: bool = False
    drops_index: bool = False
    ignores_case: bool = False


class Paths:
    """Spells paths by rules; the spelling of common paths is cached."""

    def __init__(self, rules: PathRules) -> None:
        self._rules = rules
        self._cached = lru_cache(CACHE_SIZE)(self._canonical)

    def canonical(self, text: str) -> str:
        """Return the canonical spelling of a path with its query, such as ``/a/b?c=d``.

        The path begins with a slash, ends with none unless it is ``/``, and has no
        empty and no dot segments (RFC 3986, 5.2.4, after empty ones are dropped). The
        query has only the parameters that name the page, sorted by name and value. A
        space in it is ``%20``, even if it was sent as ``+``. An empty query loses its
        ``?``, and the fragment is dropped. Characters are spelt as by :func:`readable`.

        The result has at most :data:`MAX_PATH` characters: a longer one loses its
        query, and is then cut after a whole character. Canonical paths do not change.
        Never raises.
        """
        text = text.partition("#")[0]
        known = self._cached if len(text) <= MOST_CACHED else self._canonical
        return known(text)

    def _canonical(self, text: str) -> str:
        path, _, query = text.partition("?")
        path = self._path(path)
        if not query or len(text) > _MAX_INPUT:
            return path
        if query := self._query(readable(query)):
            whole = f"{path}?{query}"
            return whole if len(whole) <= MAX_PATH else path
        return path

    def _path(self, text: str) -> str:
        path = self._named(resolve(readable(_cut(text, _MAX_INPUT))))
        while len(path) > MAX_PATH:  # once; composing accents again makes it no longer
            path = self._named(resolve(readable(_cut(path, MAX_PATH))))
        return path

    def _named(self, path: str) -> str:
        """Return a path without the parts that the rules ignore."""
        if self._rules.ignores_case:
            path = readable(path.lower())
        while self._rules.drops_index and _last(path).lower() in _INDEXES:
            path = path[: -len(_last(path)) - 1] or "/"
        return path

    def _query(self, query: str) -> str:
        return _tidy(query, self._is_kept)

    def _is_kept(self, pair: _Pair) -> bool:
        name, rules = pair[0].lower(), self._rules
        if name in rules.keep:
            return True
        if rules.drops_all or name in rules.drop:
            return False
        return not names_campaign(name, pair[2])


def resolve(path: str) -> str:
    """Return a path from the root, without empty and dot segments."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _cut(text: str, most: int) -> str:
    """Return the text cut to ``most`` characters, without half a character."""
    return text if len(text) <= most else _BROKEN_END.sub("", text[:most])


def _tidy(query: str, is_kept: Callable[[_Pair], bool]) -> str:
    pairs = (pair.partition("=") for pair in query.replace("+", "%20").split("&"))
    kept = sorted(pair for pair in pairs if any(pair) and is_kept(pair))
    return "&".join(map("".join, kept))


USUAL_PATHS = Paths(PathRules())
"""The rules of an owner who has set none."""

canonical_path: Callable[[str], str] = USUAL_PATHS.canonical
"""Names the page of a view by the usual rules; see :meth:`Paths.canonical`."""


def exact_path(text: str) -> str:
    """Return a path as :data:`canonical_path` spells it, with all of its parameters.

    The pages in a store may have been named by other rules than today's.

    Raises:
        ValueError: The path has more than :data:`MAX_PATH` characters.
    """
    text = text.partition("#")[0]
    path = _exact(text) if len(text) <= _MAX_INPUT else text
    if len(path) > MAX_PATH:
        raise ValueError(f"must be at most {MAX_PATH} characters")
    return path


def _exact(text: str) -> str:
    path, _, query = readable(text).partition("?")
    query = _tidy(query, lambda pair: True)
    return f"{resolve(path)}?{query}" if query else resolve(path)
