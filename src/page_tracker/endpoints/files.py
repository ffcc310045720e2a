"""``/static/...``: what pages are made of beside their HTML."""

from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

TYPES = {
    "dashboard.css": "text/css; charset=utf-8",
    "dashboard.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}
"""Every file that is given out here, and what it is."""

# Of a version that another process knows, as during an upgrade, nothing may be kept.
_FOR_EVER, _NEVER = "public, max-age=31536000, immutable", "no-store"

# Digits of a version: enough to tell all that there will ever be from each other.
_DIGITS = 12


class Files:
    """Gives out the files of :data:`TYPES`, which are in memory."""

    def __init__(self) -> None:
        folder = files("page_tracker") / "static"
        self._bodies = {name: (folder / name).read_bytes() for name in TYPES}
        self._versions = {
            name: sha256(body).hexdigest()[:_DIGITS]
            for name, body in self._bodies.items()
        }

    def address(self, name: str) -> str:
        """Return where a file is, from the root; another content is elsewhere."""
        return f"/static/{name}?v={self._versions[name]}"

    def get(self, environ: "WSGIEnvironment", name: str) -> Response:
        """Answer with a file; raises Werkzeug's ``NotFound``."""
        if name not in self._bodies:
            raise NotFound("There is no such file.")
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("v")
        response = Response(self._bodies[name], content_type=TYPES[name])
        is_this = asked == [self._versions[name]]
        response.headers["Cache-Control"] = _FOR_EVER if is_this else _NEVER
        return response
