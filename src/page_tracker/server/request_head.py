"""A strict parser for the head of a request (RFC 9112).

Ambiguous heads are how requests are smuggled past a proxy: two lengths, two hosts, or a
line end that only one side recognises. Such a head is refused.
"""

import re
from http import HTTPStatus
from typing import NamedTuple

from page_tracker.server.response import HTTPRefusal, bad_request, body_too_large

# The length of a chunked body.
CHUNKED = -1

# More fields than any client needs; browsers send about 15.
_MOST_FIELDS = 100

# Digits of a length, at most; no real length has more.
_MOST_DIGITS = 18

# Those of RFC 9110, section 9, and newer ones: the router knows which of them a path
# allows. CONNECT is for proxies.
_METHODS = frozenset(
    ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "QUERY")
)

_NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
# The target may contain unescaped UTF-8, as it does in practice; no fragment.
_LINE = re.compile(rf'({_NAME}) ([!"$-~\x80-\xff]+) HTTP/([0-9]\.[0-9])\r\n')
# Begins at the end of the line before, so that each match is a whole line.
_FIELD = re.compile(rf"\n({_NAME}):([\t -~\x80-\xff]*)\r(?=\n)")
_HOST = re.compile(r"(?:[A-Za-z0-9._~%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ABSOLUTE = re.compile(r"(?i:https?)://([^/?]+)([^?]*)(?:\?(.*))?")


# WSGI's names of the fields that browsers send with a view, by their usual spelling.
_USUAL = {
    name: name.upper().replace("-", "_")
    for name in (
        *("Accept", "Accept-Encoding", "Accept-Language", "Connection"),
        *("Content-Length", "Content-Type", "Host", "Origin", "Referer", "User-Agent"),
    )
}


class Head(NamedTuple):
    """A parsed head; ``headers`` has WSGI's names, without ``HTTP_``."""

    method: str
    target: str
    path: str  # percent-decoded, its bytes as Latin-1
    query: str
    version: str  # 1.0 or 1.1
    headers: dict[str, str]
    length: int  # of the body in bytes; or CHUNKED


def read_head(text: str) -> Head:
    """Parse a head; each line has its line end, and the blank line is not included.

    Raises :class:`HTTPRefusal`.
    """
    line = _LINE.match(text)
    if line is None:
        raise bad_request("The request line is invalid.")
    method, target, version = line.groups()
    if version not in {"1.1", "1.0"}:
        raise HTTPRefusal(
            HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
            "The version must be HTTP/1.0 or HTTP/1.1.",
        )
    if method not in _METHODS:
        raise HTTPRefusal(HTTPStatus.NOT_IMPLEMENTED, "The method is not supported.")
    headers = _headers(text, line.end() - 1)
    if target[0] == "/":
        path, _, query = target.partition("?")
    else:
        path, query = _other_form(method, target, headers)
    _check_host(headers, version)
    if "%" in path:
        path = _ESCAPE.sub(_unescape, path)
    length = _length(headers, version)
    return Head(method, target, path, query, version, headers, length)


def _unescape(escape: re.Match[str]) -> str:
    # urllib.parse raises and catches an error for each "%" that begins no escape, which
    # takes 5 ms for a head of 16 KB.
    return chr(int(escape[1], 16))


def _headers(text: str, start: int) -> dict[str, str]:
    """Return the fields after the line that ends at ``start``, equal names joined."""
    fields = _FIELD.findall(text, start)
    if len(fields) != text.count("\n", start) - 1:
        raise bad_request("A header field is invalid.")
    if len(fields) > _MOST_FIELDS:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        raise HTTPRefusal(status, f"There are more than {_MOST_FIELDS} header fields.")
    headers: dict[str, str] = {}
    for name, value in fields:
        # WSGI could not distinguish X_Y from X-Y, which a proxy may have set.
        if "_" not in name:
            key = _USUAL.get(name) or name.upper().replace("-", "_")
            value = value.strip(" \t")
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    if "CONNECTION" in headers:
        headers["CONNECTION"] = _persistence(headers["CONNECTION"])
    return headers


def _persistence(options: str) -> str:
    """Return "close", "keep-alive", or "" if the connection options have neither.

    The options are tokens in any case, and "close" wins (RFC 9112, section 9.3).
    Waitress compares the whole field with these two.
    """
    tokens = {token.strip(" \t").lower() for token in options.split(",")}
    return "close" if "close" in tokens else "keep-alive" * ("keep-alive" in tokens)


def _other_form(method: str, target: str, headers: dict[str, str]) -> tuple[str, str]:
    """Return path and query of a target in another form than a path.

    See RFC 9112, section 3.2.
    """
    if target == "*" and method == "OPTIONS":
        return target, ""
    found = _ABSOLUTE.fullmatch(target)
    if found is None:
        raise bad_request("The request target is neither a path nor a URL.")
    if "HOST" in headers:
        _check_host(headers, "1.0")
        headers["HOST"] = found[1]  # takes precedence over the field
    elif not _HOST.fullmatch(found[1]):
        raise bad_request("The request target has no valid host.")
    empty = "*" if method == "OPTIONS" and found[3] is None else "/"
    return found[2] or empty, found[3] or ""


def _check_host(headers: dict[str, str], version: str) -> None:
    host = headers.get("HOST")
    if host is None:
        if version == "1.1":
            raise bad_request("There must be a Host field.")
    elif not _HOST.fullmatch(host):  # two hosts, joined, do not match either
        raise bad_request("The Host field is not a single host.")


def _length(headers: dict[str, str], version: str) -> int:
    """Return the length of the body according to RFC 9112, section 6.3."""
    length = headers.get("CONTENT_LENGTH")
    if "TRANSFER_ENCODING" in headers:
        _check_coding(headers.pop("TRANSFER_ENCODING"), version)
        if length is not None:
            raise bad_request(
                "There are two lengths: Content-Length and Transfer-Encoding."
            )
        return CHUNKED
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit()):
        raise bad_request("The Content-Length is not a single number.")
    if len(length) > _MOST_DIGITS:
        raise body_too_large()
    return int(length)


def _check_coding(coding: str, version: str) -> None:
    codings = [each.strip(" \t").lower() for each in coding.split(",")]
    if version == "1.0":
        raise bad_request("HTTP/1.0 has no Transfer-Encoding.")
    if "" in codings or "chunked" in codings[:-1]:
        raise bad_request("The Transfer-Encoding is invalid.")
    if codings != ["chunked"]:
        raise HTTPRefusal(
            HTTPStatus.NOT_IMPLEMENTED,
            "The only supported Transfer-Encoding is chunked.",
        )
