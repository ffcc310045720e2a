"""Requests as bytes, each with what becomes of it: the table of RFC 9112's edges."""

from typing import NamedTuple

HOST = b"Host: a\r\n"
MOST_HEAD = 2048
"""Bytes of a head that the tests' services and parsers take."""
MOST_BODY = 2048
"""Bytes of a body that they take."""


class Raw(NamedTuple):
    """A request, and the status of the answer."""

    name: str
    sent: bytes
    status: int


def _get(*lines: bytes, target: bytes = b"/healthz", version: bytes = b"1.1") -> bytes:
    head = b"GET " + target + b" HTTP/" + version
    return b"\r\n".join([head, *lines, b"", b""])


def _fields(*lines: bytes) -> bytes:
    return _get(HOST.rstrip(), *lines)


def _post(body: bytes, *lines: bytes) -> bytes:
    return _fields(*lines).replace(b"GET ", b"POST ") + body


def _chunked(body: bytes) -> bytes:
    return _post(body, b"Transfer-Encoding: chunked")


_LINES = [
    Raw("no version", b"GET /healthz\r\n" + HOST + b"\r\n", 400),
    Raw("the first version", _get(HOST.rstrip(), version=b"0.9"), 505),
    Raw("another minor version", _get(HOST.rstrip(), version=b"1.2"), 505),
    Raw("version 2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    Raw("a version of two digits", _get(HOST.rstrip(), version=b"1.10"), 400),
    Raw("a version in small letters", b"GET / http/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("another protocol", b"GET / RTSP/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("the beginning of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    Raw("two blank lines before", b"\r\n\r\n" + _fields(), 400),
    Raw("a space before", b" " + _fields(), 400),
    Raw("two spaces", b"GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("a space after", b"GET /healthz HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
    Raw("a tab", b"GET\t/healthz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("a method that is none", b"GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("an unknown method", b"BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    Raw("a long method", b"A" * 1500 + b" / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    Raw("a method in small letters", b"get /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    Raw("a proxy's method", b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
    Raw("a line feed alone", b"GET / HTTP/1.1\nHost: a\n\n", 400),
    Raw("a line feed first", b"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("a carriage return alone", b"GET / HTTP/1.1\rHost: a\r\r", 400),
    Raw("a long target", _get(HOST.rstrip(), target=b"/" + b"x" * MOST_HEAD), 414),
    Raw("an endless target", b"GET /" + b"x" * MOST_HEAD, 414),
]

_TARGETS = [
    Raw("no target", b"GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Raw("no slash", _get(HOST.rstrip(), target=b"healthz"), 400),
    Raw("an asterisk", _get(HOST.rstrip(), target=b"*"), 400),
    Raw("a fragment", _get(HOST.rstrip(), target=b"/healthz#a"), 400),
    Raw("a control character", _get(HOST.rstrip(), target=b"/health\x01z"), 400),
    Raw("a NUL", _get(HOST.rstrip(), target=b"/health\x00z"), 400),
    Raw("a DEL", _get(HOST.rstrip(), target=b"/health\x7fz"), 400),
    Raw("an authority", _get(HOST.rstrip(), target=b"a:80"), 400),
    Raw("a broken bracket", _get(HOST.rstrip(), target=b"http://[bad/healthz"), 400),
    Raw("a URL with a user", _get(HOST.rstrip(), target=b"http://u@a/healthz"), 400),
    Raw("a URL without a host", _get(HOST.rstrip(), target=b"http:///healthz"), 400),
    Raw("another scheme", _get(HOST.rstrip(), target=b"ftp://a/healthz"), 400),
    Raw("a URL, and no Host", _get(target=b"http://a/healthz"), 400),
    Raw("a URL, and a bad Host", _get(b"Host: a b", target=b"http://a/healthz"), 400),
    Raw("a bad URL, and no Host", _get(target=b"http://a b/", version=b"1.0"), 400),
    Raw("a bad host, and no Host", _get(target=b"http://a@b/", version=b"1.0"), 400),
]

_FIELDS = [
    Raw("no Host", _get(), 400),
    Raw("two Hosts", _fields(b"Host: a"), 400),
    Raw("two Hosts, version 1.0", _get(b"Host: a", b"Host: b", version=b"1.0"), 400),
    Raw("two Hosts in one", _get(b"Host: a, b"), 400),
    Raw("a Host with a path", _get(b"Host: a/b"), 400),
    Raw("a Host with a user", _get(b"Host: u@a"), 400),
    Raw("a Host with a bad port", _get(b"Host: a:b"), 400),
    Raw("a Host that is not ASCII", _get(b"Host: b\xc3\xbccher"), 400),
    Raw("no colon", _fields(b"bad field"), 400),
    Raw("no name", _fields(b": a"), 400),
    Raw("a space in a name", _fields(b"X Y: a"), 400),
    Raw("a space behind a name", _fields(b"X : a"), 400),
    Raw("a name that is no token", _fields(b"X(Y): a"), 400),
    Raw("a name that is not ASCII", _fields(b"\xc3\xbc: a"), 400),
    Raw("a folded line", _fields(b"X: a", b" b"), 400),
    Raw("a folded first line", _get(b" Host: a"), 400),
    Raw("a NUL in a value", _fields(b"X: a\x00b"), 400),
    Raw("a bell in a value", _fields(b"X: a\x07b"), 400),
    Raw("an escape in a value", _fields(b"X: \x1b[2J"), 400),
    Raw("a line feed in a value", _fields(b"X: a\nY: b"), 400),
    Raw("a carriage return in a value", _fields(b"X: a\rY: b"), 400),
    Raw("many fields", _fields(*[b"X%d: a" % each for each in range(100)]), 431),
    Raw("a long field", _fields(b"X: " + b"x" * MOST_HEAD), 431),
    Raw("an endless field", b"GET / HTTP/1.1\r\nX: " + b"x" * MOST_HEAD, 431),
    Raw("another expectation", _post(b"ab", b"Content-Length: 2", b"Expect: a"), 417),
]

_LENGTHS = [
    Raw("a sign", _post(b"a", b"Content-Length: +1"), 400),
    Raw("less than nothing", _post(b"", b"Content-Length: -1"), 400),
    Raw("no number", _post(b"", b"Content-Length: a"), 400),
    Raw("no length", _post(b"", b"Content-Length:"), 400),
    Raw("a space within", _post(b"", b"Content-Length: 1 1"), 400),
    Raw("hexadecimal", _post(b"", b"Content-Length: 0x1"), 400),
    Raw("a digit that is not ASCII", _post(b"a", b"Content-Length: \xb2"), 400),
    Raw("two", _post(b"ab", b"Content-Length: 2", b"Content-Length: 1"), 400),
    Raw("two equal ones", _post(b"a", b"Content-Length: 1", b"Content-Length: 1"), 400),
    Raw("a list", _post(b"a", b"Content-Length: 1, 1"), 400),
    Raw("too large", _post(b"", b"Content-Length: %d" % (MOST_BODY + 1)), 413),
    Raw("very long", _post(b"", b"Content-Length: " + b"1" * 1500), 413),
    Raw(
        "too large, and asking",
        _post(b"", b"Content-Length: 4096", b"Expect: 100-continue"),
        413,
    ),
]

_CODINGS = [
    Raw(
        "a length and chunks",
        _post(b"0\r\n\r\n", b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        400,
    ),
    Raw(
        "chunks and a length",
        _post(b"0\r\n\r\n", b"Transfer-Encoding: chunked", b"Content-Length: 5"),
        400,
    ),
    Raw(
        "version 1.0",
        _chunked(b"0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0"),
        400,
    ),
    Raw("no coding", _post(b"", b"Transfer-Encoding:"), 400),
    Raw("chunked twice", _post(b"", b"Transfer-Encoding: chunked, chunked"), 400),
    Raw(
        "two fields",
        _post(b"", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
        400,
    ),
    Raw("chunked not last", _post(b"", b"Transfer-Encoding: chunked, gzip"), 400),
    Raw("another before", _post(b"", b"Transfer-Encoding: gzip, chunked"), 501),
    Raw("identity", _post(b"", b"Transfer-Encoding: identity"), 501),
    Raw("another", _post(b"", b"Transfer-Encoding: xchunked"), 501),
    Raw("a parameter", _post(b"", b"Transfer-Encoding: chunked;a=b"), 501),
    Raw("a vertical tab", _post(b"", b"Transfer-Encoding: \x0bchunked"), 400),
]

# The content of the largest body.
_MOST = b"x" * MOST_BODY

_CHUNKS = [
    Raw("no size", _chunked(b"\r\n"), 400),
    Raw("no hexadecimal", _chunked(b"g\r\n"), 400),
    Raw("a prefix", _chunked(b"0x1\r\na\r\n0\r\n\r\n"), 400),
    Raw("a sign", _chunked(b"+1\r\na\r\n0\r\n\r\n"), 400),
    Raw("a space before", _chunked(b" 1\r\na\r\n0\r\n\r\n"), 400),
    Raw("a space after", _chunked(b"1 \r\na\r\n0\r\n\r\n"), 400),
    Raw("a line feed alone", _chunked(b"1\na\r\n0\r\n\r\n"), 400),
    Raw("two line ends", _chunked(b"1\n\r\na\r\n0\r\n\r\n"), 400),
    Raw("a carriage return alone", _chunked(b"1\ra"), 400),
    Raw("nine digits", _chunked(b"000000001\r\na\r\n0\r\n\r\n"), 400),
    Raw("an extension", _chunked(b"1;a=b\r\na\r\n0\r\n\r\n"), 400),
    Raw("too little", _chunked(b"2\r\na\r\n0\r\n\r\n"), 400),
    Raw("too much", _chunked(b"1\r\nab\r\n0\r\n\r\n"), 400),
    Raw("a trailer", _chunked(b"0\r\nX: a\r\n\r\n"), 400),
    Raw("more than fits", _chunked(b"801\r\n" + b"x" * 2049 + b"\r\n0\r\n\r\n"), 413),
    Raw("more than fits, announced", _chunked(b"801\r\n"), 413),
    Raw("more than fits in two", _chunked(b"800\r\n%s\r\n1\r\n" % _MOST), 413),
    Raw("far more than fits", _chunked(b"ffffffff\r\n"), 413),
    Raw("many small ones", _chunked(b"1\r\na\r\n" * 410 + b"0\r\n\r\n"), 413),
    Raw("many zeros", _chunked(b"00000001\r\na\r\n" * 171), 413),
]


def _under(kind: str, rows: list[Raw]) -> list[Raw]:
    return [row._replace(name=f"{kind}: {row.name}") for row in rows]


REFUSED = [
    *_under("line", _LINES),
    *_under("target", _TARGETS),
    *_under("field", _FIELDS),
    *_under("length", _LENGTHS),
    *_under("coding", _CODINGS),
    *_under("chunks", _CHUNKS),
]
"""What must be refused."""

_SERIES = b"/api/v1/sites/a.org/series?"
_JSON = b"Content-Type: application/json"


def _json(body: bytes) -> bytes:
    head = b"POST /api/v1/views HTTP/1.1\r\nHost: a\r\n" + _JSON
    return head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


UNFIT = [
    Raw("an escaped NUL", _get(HOST.rstrip(), target=b"/badge/a.org/%00.svg"), 400),
    Raw("no UTF-8", _get(HOST.rstrip(), target=b"/badge/a.org/%ff.svg"), 400),
    Raw("raw bytes, no UTF-8", _get(HOST.rstrip(), target=b"/hit/a.org/\xff.svg"), 400),
    Raw("a query, no UTF-8", _get(HOST.rstrip(), target=_SERIES + b"a=%ff"), 400),
    Raw("a query of many", _get(HOST.rstrip(), target=_SERIES + b"&a" * 900), 400),
    Raw("JSON, cut", _json(b"{"), 400),
    Raw("JSON, no UTF-8", _json(b'"\xff"'), 400),
    Raw("JSON, deep", _json(b"[" * 2000), 400),
    Raw("JSON, deep and complete", _json(b"[" * 1000 + b"]" * 1000), 400),
    Raw("JSON, deep objects", _json(b'{"a":' * 400), 400),
    Raw("JSON, a long number", _json(b'{"width": ' + b"1" * 2000 + b"}"), 400),
    Raw("JSON, an endless number", _json(b'{"width": 1e999}'), 400),
    Raw("JSON, no number", _json(b'{"width": NaN}'), 400),
    Raw("JSON, half a character", _json(b'{"site": "\\ud800"}'), 400),
]
"""What the parser takes, and the application refuses."""

TAKEN = [
    Raw("plain", _fields(), 200),
    Raw("version 1.0", _get(version=b"1.0"), 200),
    Raw("a blank line before", b"\r\n" + _fields(), 200),
    Raw("an empty Host", _get(b"Host:"), 200),
    Raw("an address with a port", _get(b"Host: 127.0.0.1:8000"), 200),
    Raw("an IPv6 address", _get(b"Host: [::1]:8000"), 200),
    Raw("any case, tabs and spaces", _get(b"hOST:\t a \t"), 200),
    Raw("no space", _get(b"Host:a"), 200),
    Raw("an empty value", _fields(b"X:"), 200),
    Raw("a value in UTF-8", _fields(b"X: b\xc3\xbccher"), 200),
    Raw("a name that WSGI confuses", _fields(b"Content_Length: 5"), 200),
    Raw("all the fields", _fields(*[b"X%d: a" % each for each in range(99)]), 200),
    Raw("a URL", _get(HOST.rstrip(), target=b"http://b:80/healthz?a"), 200),
    Raw("a URL of another case", _get(HOST.rstrip(), target=b"HTTPS://b/healthz"), 200),
    Raw("a URL without a Host", _get(target=b"http://b/healthz", version=b"1.0"), 200),
    Raw("a URL without a path", _get(HOST.rstrip(), target=b"http://b?a"), 200),
    Raw("an escape", _get(HOST.rstrip(), target=b"/%68ealthz?%00"), 200),
    Raw("nothing of the whole", b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    Raw("nothing of a URL", b"OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    Raw("a method of others", b"TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    Raw("a new method", b"QUERY /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    Raw("no body", _post(b"", b"Content-Length: 0"), 405),
    Raw("a body", _post(b"ab", b"Content-Length: 2"), 405),
    Raw("the largest body", _post(b"x" * 2048, b"Content-Length: 2048"), 405),
    Raw("no chunks", _chunked(b"0\r\n\r\n"), 405),
    Raw("a chunk", _chunked(b"2\r\nab\r\n0\r\n\r\n"), 405),
    Raw("chunks", _chunked(b"0A\r\n0123456789\r\n00000001\r\na\r\n000\r\n\r\n"), 405),
    Raw(
        "the largest body in a chunk", _chunked(b"800\r\n%s\r\n0\r\n\r\n" % _MOST), 405
    ),
    Raw(
        "the largest body in chunks",
        _chunked(b"400\r\n%s\r\n" % _MOST[:1024] * 2 + b"0\r\n\r\n"),
        405,
    ),
    Raw(
        "the smallest chunks",  # of eight bytes, as many as the largest body has
        _chunked(b"8\r\n01234567\r\n" * 256 + b"0\r\n\r\n"),
        405,
    ),
    Raw("chunked in capitals", _post(b"0\r\n\r\n", b"Transfer-Encoding: CHUNKED"), 405),
]
"""What must not."""
