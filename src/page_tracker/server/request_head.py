"""A request's head: read strictly, so that nobody reads it in another way (RFC 9112).

What has two meanings is how a request is smuggled past a proxy: two lengths, two hosts,
a line end that one side takes for one and the other does not. Such a head is refused.
"""

import re
from http import HTTPStatus
from typing import NamedTuple

from page_tracker.server.response import HTTPRefusal, bad_request, body_too_large

# The length of a body that comes in chunks.
CHUNKED = -1

# More fields than any client has a use for; browsers send about 15.
_MOST_FIELDS = 100

# Digits of a length; more is no length that anybody means.
_MOST_DIGITS = 18

# Those of RFC 9110, section 9, and newer ones: the router knows which of them a path
# has. CONNECT is a proxy's.
_METHODS = frozenset(
    ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "QUERY")
)

_NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
# The target may hold UTF-8 that is not escaped, as it may in practice; no fragment.
_LINE = re.compile(rf'({_NAME}) ([!"$-~\x80-\xff]+) HTTP/([0-9]\.[0-9])\r\n')
# From the end of the line before, so that each match is a whole line.
_FIELD = re.compile(rf"\n({_NAME}):([\t -~\x80-\xff]*)\r(?=\n)")
_HOST = re.compile(r"(?:[A-Za-z0-9._~%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ABSOLUTE = re.compile(r"(?i:https?)://([^/?]+)([^?]*)(?:\?(.*))?")


# What WSGI calls the fields that browsers send with a view, as they spell them.
_USUAL = {
    name: name.upper().replace("-", "_")
    for name in (
        *("Accept", "Accept-Encoding", "Accept-Language", "Connection"),
        *("Content-Length", "Content-Type", "Host", "Origin", "Referer", "User-Agent"),
    )
}


class Head(NamedTuple):
    """What a head says. ``headers`` are by their names in WSGI, without ``HTTP_``."""

    method: str
    target: str
    path: str  # without percent-encoding, its bytes as Latin-1
    query: str
    version: str  # 1.0 or 1.1
    headers: dict[str, str]
    length: int  # of the body in bytes; or CHUNKED


def read_head(text: str) -> Head:
    """Return what a head says, given with the end of each line, without the blank one.

    Raises :class:`HTTPRefusal`.
    """
    line = _LINE.match(text)
    if line is None:
        raise bad_request("The request line is not HTTP.")
    method, target, version = line.groups()
    if version not in {"1.1", "1.0"}:
        raise HTTPRefusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "This is HTTP/1.1.")
    if method not in _METHODS:
        raise HTTPRefusal(HTTPStatus.NOT_IMPLEMENTED, "There is no such method.")
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
    """Return the fields after the line that ends at ``start``; equal names joined."""
    fields = _FIELD.findall(text, start)
    if len(fields) != text.count("\n", start) - 1:
        raise bad_request("A header field is not HTTP.")
    if len(fields) > _MOST_FIELDS:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        raise HTTPRefusal(status, f"There are more than {_MOST_FIELDS} header fields.")
    headers: dict[str, str] = {}
    for name, value in fields:
        # WSGI could not tell X_Y from X-Y, which a proxy may have vouched for.
        if "_" not in name:
            key = _USUAL.get(name) or name.upper().replace("-", "_")
            value = value.strip(" \t")
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    if "CONNECTION" in headers:
        headers["CONNECTION"] = _persistence(headers["CONNECTION"])
    return headers


def _persistence(options: str) -> str:
    """Return "close", "keep-alive", or "" if the options of a connection have neither.

    The options are tokens in any case, and "close" wins (RFC 9112, section 9.3).
    Waitress compares the whole field with these two.
    """
    tokens = {token.strip(" \t").lower() for token in options.split(",")}
    return "close" if "close" in tokens else "keep-alive" * ("keep-alive" in tokens)


def _other_form(method: str, target: str, headers: dict[str, str]) -> tuple[str, str]:
    """Return path and query of a target that is no path (RFC 9112, section 3.2)."""
    if target == "*" and method == "OPTIONS":
        return target, ""
    found = _ABSOLUTE.fullmatch(target)
    if found is None:
        raise bad_request("The request target is no path and no URL.")
    if "HOST" in headers:
        _check_host(headers, "1.0")
        headers["HOST"] = found[1]  # which counts more than the field
    elif not _HOST.fullmatch(found[1]):
        raise bad_request("The request target has no valid host.")
    empty = "*" if method == "OPTIONS" and found[3] is None else "/"
    return found[2] or empty, found[3] or ""


def _check_host(headers: dict[str, str], version: str) -> None:
    host = headers.get("HOST")
    if host is None:
        if version == "1.1":
            raise bad_request("There must be a Host field.")
    elif not _HOST.fullmatch(host):  # nor are two of them one
        raise bad_request("The Host field is not one host.")


def _length(headers: dict[str, str], version: str) -> int:
    """Return the length of the body, as RFC 9112, section 6.3, finds it."""
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
        raise bad_request("The Content-Length is not one number.")
    if len(length) > _MOST_DIGITS:
        raise body_too_large()
    return int(length)


def _check_coding(coding: str, version: str) -> None:
    codings = [each.strip(" \t").lower() for each in coding.split(",")]
    if version == "1.0":
        raise bad_request("HTTP/1.0 has no Transfer-Encoding.")
    if "" in codings or "chunked" in codings[:-1]:
        raise bad_request("The Transfer-Encoding is not one.")
    if codings != ["chunked"]:
        raise HTTPRefusal(HTTPStatus.NOT_IMPLEMENTED, "Bodies can only be chunked.")
