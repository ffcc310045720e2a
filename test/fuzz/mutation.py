"""Mutations: requests that are nearly right, and garbage, from a source of chance."""

from collections.abc import Callable
from random import Random

from support.raw_requests import REFUSED, TAKEN, UNFIT

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
_BROWSER = (
    b"User-Agent: " + BROWSER.encode() + b"\r\nAccept-Language: de\r\n"
    b"Referer: https://a.example/b?c\r\n"
)
_PATHS = [
    *(b"/", b"/healthz", b"/readyz", b"/tracker.js", b"/dashboard", b"/sign-in"),
    *(b"/pixel.gif?site=fuzz.example&path=/a", b"/hit/fuzz.example/a.svg"),
    *(b"/badge/fuzz.example/a.json?label=a", b"/chart/fuzz.example?period=7d"),
    *(b"/api/v1/sites?limit=5", b"/api/v1/sites/fuzz.example/series?period=month"),
    *(b"/api/v1/sites/fuzz.example/pages?path=/a", b"/api/v1/openapi.json", b"*"),
]
_METHODS = [b"GET", b"HEAD", b"POST", b"OPTIONS", b"PUT"]
_VIEW = (
    b'{"site": "fuzz.example", "path": "/a?utm_source=b", "referrer": "https://c.org/",'
    b' "title": "d", "width": 800, "language": "de-AT"}'
)
# What parsers trip over; each may take the place of anything.
_PIECES = [
    *(
        b"\x00",
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\x1b[2J",
        b"\x7f",
        b"\x80",
        b"\xff",
    ),
    *(b" ", b"\t", b":", b";", b",", b"#", b"?", b"%", b"%00", b"%ff", b"..", b"//"),
    *(b"\xc3\xbc", b"\xed\xa0\x80", b"\\ud800", b"\xe2\x80\xae", b'"', b"[" * 50, b"{"),
    *(b"9" * 30, b"-1", b"1e999", b"NaN", b"0x10", b"null", b"A" * 3000, b"HTTP/1.1"),
    *(b"Host: b\r\n", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n"),
    *(
        b"Expect: 100-continue\r\n",
        b"Connection: close\r\n",
        b"X-Forwarded-For: ::\r\n",
    ),
]


def requests(chance: Random) -> bytes:
    """Return some requests in a row, of which some are right and some were."""
    return b"".join(_one(chance) for _ in range(chance.choice((1, 1, 2, 3, 20))))


def pieces(chance: Random, data: bytes) -> list[bytes]:
    """Cut bytes at random places, as a network might."""
    count = min(chance.choice((0, 0, 1, 2, 5, 20)), len(data))
    places = sorted(chance.randrange(len(data)) for _ in range(count))
    ends = [*places, len(data)]
    return [data[start:end] for start, end in zip([0, *places], ends, strict=True)]


def _one(chance: Random) -> bytes:
    kind = chance.random()
    if kind < 0.05:
        return chance.randbytes(chance.randrange(1, 400))
    if kind < 0.3:
        return chance.choice([*REFUSED, *TAKEN, *UNFIT]).sent
    data = chance.choice((_asking, _recording, _recording_in_chunks))(chance)
    for _ in range(chance.choice((0, 0, 1, 2, 8))):
        data = chance.choice(_CHANGES)(chance, data)
    return data


def _asking(chance: Random) -> bytes:
    line = chance.choice(_METHODS) + b" " + chance.choice(_PATHS) + b" HTTP/1.1\r\n"
    return line + b"Host: a\r\n" + _BROWSER + b"\r\n"


def _recording(chance: Random) -> bytes:
    body = _body(chance)
    return _head() + b"Content-Length: %d\r\n\r\n" % len(body) + body


def _recording_in_chunks(chance: Random) -> bytes:
    parts = [each for each in pieces(chance, _body(chance)) if each]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in parts)
    return _head() + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


def _head() -> bytes:
    return (
        b"POST /api/v1/views HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + _BROWSER
    )


def _body(chance: Random) -> bytes:
    body = _VIEW if chance.random() < 0.7 else b"[" + _VIEW + b"," + _VIEW + b"]"
    return _replaced(chance, body) if chance.random() < 0.3 else body


def _replaced(chance: Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = start + chance.choice((0, 0, 1, 4))
    return data[:start] + chance.choice(_PIECES) + data[end:]


def _flipped(chance: Random, data: bytes) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.randbytes(1) + data[place + 1 :]


def _cut(chance: Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _repeated(chance: Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.randrange(1, 60)]
    return data[:start] + part * chance.choice((2, 3, 200)) + data[start:]


def _swapped(chance: Random, data: bytes) -> bytes:
    lines = data.split(b"\r\n")
    chance.shuffle(lines)
    return b"\r\n".join(lines)


_CHANGES: list[Callable[[Random, bytes], bytes]] = [
    *(_replaced, _replaced, _flipped, _cut, _repeated, _swapped)
]
