"""The script and the dashboard's files, versioned by their content."""

import gzip
import json
from hashlib import sha256
from importlib.resources import files
from posixpath import dirname, relpath
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from werkzeug.datastructures import Accept
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


TYPES = {
    "dashboard.css": "text/css; charset=utf-8",
    "dashboard.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}
"""The content type of every file that is served here."""

# A version that this process does not have, as during an upgrade, must not be cached.
_FOR_EVER, _NEVER = "public, max-age=31536000, immutable", "no-store"

# Digits of a version: enough to distinguish all that there will ever be.
_DIGITS = 12


class StaticFiles:
    """Serves the files of :data:`TYPES` from memory."""

    def __init__(self) -> None:
        folder = files("page_tracker") / "static"
        self._bodies = {
            name: _compact(name, (folder / name).read_bytes()) for name in TYPES
        }
        self._versions = {name: _version(body) for name, body in self._bodies.items()}

    def address(self, name: str) -> str:
        """Return the address of a file from the root; it changes with the content."""
        return f"/static/{name}?v={self._versions[name]}"

    def get(self, environ: "WSGIEnvironment", name: str) -> Response:
        """Answer with a file; raises Werkzeug's ``NotFound``."""
        if name not in self._bodies:
            raise NotFound("There is no such file.")
        response = Response(self._bodies[name], content_type=TYPES[name])
        is_this = _asks_for(environ, self._versions[name])
        response.headers["Cache-Control"] = _FOR_EVER if is_this else _NEVER
        return response


_FOR_AN_HOUR = "public, max-age=3600"


_HEADERS = {
    # For pages that check the hash of what they load (Subresource Integrity).
    "Access-Control-Allow-Origin": "*",
    "Vary": "Accept-Encoding",
}


SCRIPT, VIEWS = "/tracker.js", "/api/v1/views"
"""The default paths of the script, and of the endpoint that it sends views to."""

# The script requests its second part at its own address with this query, so that a
# proxy or a Content-Security-Policy that allows the one allows the other.
_MORE = "more"


class Script:
    """Serves the script and its second part from memory, plain and compressed.

    At its own address with ``?v=VERSION`` the script never changes.

    Args:
        path: The path that the script is served at.
        views: The path that the script sends views to.
    """

    def __init__(self, path: str = SCRIPT, views: str = VIEWS) -> None:
        # Relative addresses: a proxy may serve both paths below a prefix of its own.
        to_views = relpath(views, dirname(path))
        to_sites = relpath("/api/v1/sites", dirname(views))
        self._script = _Body("tracker.js", "api/v1/views", to_views)
        self._more = _Body("tracker-more.js", "sites/", f"{to_sites}/")
        self.version = self._script.version

    def get(self, environ: "WSGIEnvironment") -> Response:
        """Return the script or its second part, or a 304 if the client has it."""
        has_more = environ.get("QUERY_STRING", "").endswith(_MORE)
        return (self._more if has_more else self._script).response(environ)


class _Body:
    """A file of the script, with one address in it replaced."""

    def __init__(self, name: str, written: str, address: str) -> None:
        text = (files("page_tracker") / "static" / name).read_text("utf-8")
        body = text.replace(f'"{written}"', json.dumps(address)).encode()
        self.version = _version(body)
        # No time in it, so that all processes serve the same bytes.
        self._bodies = {"": body, "gzip": gzip.compress(body, 9, mtime=0)}

    def response(self, environ: "WSGIEnvironment") -> Response:
        """Return the file, or a 304 if the client has it."""
        coding = "gzip" if _takes_gzip(environ) else ""
        response = Response(
            self._bodies[coding], content_type="text/javascript; charset=utf-8"
        )
        response.headers.update(_HEADERS)
        response.headers["Cache-Control"] = self._life(environ)
        if coding:
            response.headers["Content-Encoding"] = coding
        # Different bytes need different tags (RFC 9110, 8.8.3.3).
        response.set_etag(f"{self.version}{coding}")
        return response.make_conditional(environ)

    def _life(self, environ: "WSGIEnvironment") -> str:
        # Any other version is that of another process, as during an upgrade, or one
        # that somebody has written into a page.
        return _FOR_EVER if _asks_for(environ, self.version) else _FOR_AN_HOUR


def _compact(name: str, body: bytes) -> bytes:
    """Return a file without indents, comment lines, and blanks between CSS tokens."""
    stripped = (line.strip() for line in body.splitlines())
    lines = [line for line in stripped if line and line[:2] not in _COMMENTS]
    if not name.endswith(".css"):
        return b"\n".join(lines)
    text = b"".join(lines)
    for mark in _MARKS:
        text = text.replace(mark, mark.strip())
    return text


# The beginning of a line that is only a comment, as all comments here are.
_COMMENTS = (b"//", b"/*")

# Blanks around these tokens are removed from the style sheet.
_MARKS = (b" {", b"{ ", b" }", b"; ", b": ", b", ")


def _version(body: bytes) -> str:
    return sha256(body).hexdigest()[:_DIGITS]


def _asks_for(environ: "WSGIEnvironment", version: str) -> bool:
    """Return whether the query names this version, and no other."""
    return parse_qs(environ.get("QUERY_STRING", "")).get("v") == [version]


def _takes_gzip(environ: "WSGIEnvironment") -> bool:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return parse_accept_header(accepted, Accept).quality("gzip") > 0
