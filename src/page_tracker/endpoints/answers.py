"""Answers in JSON that a client may keep, and ask whether they still hold."""

from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def json_answer(
    environ: "WSGIEnvironment", body: str, cache_control: str, *, shared: bool
) -> Response:
    """Return a 200 with an ETag, or a 304 for who has this answer already.

    Scripts of all origins may read a ``shared`` one.
    """
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = cache_control
    if shared:
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    return response.make_conditional(environ)
