"""Request bodies, and JSON."""

import json
import re
from typing import TYPE_CHECKING, NoReturn

from werkzeug.exceptions import UnsupportedMediaType

from page_tracker.errors import InvalidInput

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def has_body(environ: "WSGIEnvironment") -> bool:
    """Return whether a request has a body."""
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"}


def require_type(environ: "WSGIEnvironment", *allowed: str) -> None:
    """Return if the body's Content-Type is one of ``allowed``, such as ``text/plain``.

    Raises Werkzeug's ``UnsupportedMediaType``. Browsers send ``application/json`` to
    another origin only after a preflight request.
    """
    kind = environ.get("CONTENT_TYPE", "")
    if kind not in allowed and _media_type(kind) not in allowed:
        wanted = " or ".join(allowed)
        raise UnsupportedMediaType(f"The Content-Type must be {wanted}.")


def _media_type(kind: str) -> str:
    return kind.partition(";")[0].strip().lower()


def read_body(environ: "WSGIEnvironment") -> bytes:
    """Return the body of a request; the server bounds its length.

    Raises :class:`InvalidInput` for an invalid length.
    """
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError as exc:
        raise InvalidInput({"body": "has no length"}) from exc
    body: bytes = environ["wsgi.input"].read(length)
    return body


def read_json(environ: "WSGIEnvironment") -> object:
    """Parse the body of a request as JSON, like :func:`parse_json`."""
    return parse_json(read_body(environ))


def parse_json(body: bytes) -> object:
    """Parse JSON (RFC 8259).

    The body is in UTF-8, also after a byte order mark. Numbers are finite; of two
    members with one name the last one counts. A string may contain a lone surrogate,
    which no encoding accepts. Raises :class:`InvalidInput`.
    """
    try:
        parsed: object = _DECODER.decode(body.decode().removeprefix("\ufeff"))
        if _MAY_BE_INFINITE.search(body):
            json.dumps(parsed, allow_nan=False)  # raises ValueError for infinity
        return parsed
    except RecursionError as exc:
        raise InvalidInput({"body": "is nested too deeply"}) from exc
    except ValueError as exc:  # also for too long a number, or invalid UTF-8
        raise InvalidInput({"body": "is not JSON in UTF-8"}) from exc


# An exponent of two digits or more, or 200 digits in a row: a number without either is
# finite. A function that is called for each number would take 8 ms of a body.
_MAY_BE_INFINITE = re.compile(rb"[0-9][eE]\+?[0-9]{2}|[0-9]{200}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


# Created once: json.loads() would create one for each call.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
