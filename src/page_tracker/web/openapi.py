"""``GET /api/v1/openapi.json``: the description of the API for programs and people."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from page_tracker.web.mount import url
from page_tracker.web.responses import json_answer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Seconds; the document changes only with a new version of the service.
_LIFE = 3600


# The document names the root of the service, to which its paths are relative.
_ROOT = '"servers": [{"url": "/"}]'


@cache
def text() -> str:
    """Return the text of the OpenAPI document."""
    path = files("page_tracker").joinpath("static", "openapi.json")
    return path.read_text(encoding="utf-8")


def get(environ: "WSGIEnvironment") -> Response:
    """Answer with the document; its server is the address of this request."""
    body, prefix = text(), url("")
    if prefix:  # it needs no escaping in JSON
        body = body.replace(_ROOT, _ROOT.replace('"/"', f'"{prefix}"'))
    answer = json_answer(environ, body, f"public, max-age={_LIFE}", shared=True)
    if prefix:  # the document differs by prefix
        answer.vary.add("X-Forwarded-Prefix")
    return answer


@cache
def query_parameters(operation: str) -> list[dict[str, Any]]:
    """Return the query parameters of an operation.

    They are in OpenAPI's form: ``{"name", "schema", "required"?}``.
    """
    document = json.loads(text())
    paths = document["paths"].values()
    methods = [method for path in paths for method in path.values()]
    (found,) = (each for each in methods if each["operationId"] == operation)
    names = [each["$ref"].split("/")[-1] for each in found.get("parameters", [])]
    parameters = [document["components"]["parameters"][name] for name in names]
    return [each for each in parameters if each["in"] == "query"]
