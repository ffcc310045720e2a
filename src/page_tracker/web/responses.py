"""A response in memory, and JSON with an ETag."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class PlainResponse:
    """A body in memory, at a fraction of the cost of Werkzeug's response.

    Werkzeug's response makes a mutable mapping of its headers and copies it for every
    request, which is a third of the cost of a whole request on the loop.
    """

    __slots__ = ("_body", "_cache", "_content_type", "_headers", "status")

    def __init__(
        self,
        body: str,
        content_type: str,
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (),
        *,
        cache: str = "no-store",
    ) -> None:
        """``cache`` is the value of ``Cache-Control``."""
        self._body = body.encode()
        self._content_type = content_type
        self.status = status
        self._headers = headers
        self._cache = cache

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        headers = [
            ("Content-Type", self._content_type),
            ("Cache-Control", self._cache),
            ("Content-Length", str(len(self._body))),
            *self._headers,
        ]
        start_response(self.status, headers)
        return [] if environ["REQUEST_METHOD"].upper() == "HEAD" else [self._body]


def json_answer(
    environ: "WSGIEnvironment",
    body: str,
    cache_control: str,
    *,
    shared: bool,
    content_type: str = "application/json",
    headers: Sequence[tuple[str, str]] = (),
) -> Response:
    """Return a 200 with an ETag, or a 304 if the client has this response already.

    Scripts of all origins may read a ``shared`` response.
    """
    response = Response(body, headers=headers, content_type=content_type)
    response.headers["Cache-Control"] = cache_control
    if shared:
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(environ)
