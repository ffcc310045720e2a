"""Bodies: what a request brings as JSON."""

import json
import re
from typing import TYPE_CHECKING, NoReturn

from werkzeug.exceptions import UnsupportedMediaType

from page_tracker.errors import InvalidInput

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def has_body(environ: "WSGIEnvironment") -> bool:
    """Return whether a request brings more than its head."""
    return environ.get("CONTENT_LENGTH", "") not in {"", "0"}


def require_type(environ: "WSGIEnvironment", *allowed: str) -> None:
    """Return if the body says that it is of one of these types, such as ``text/plain``.

    Raises Werkzeug's ``UnsupportedMediaType``. Browsers send ``application/json`` to
    another site only after they have asked it whether they may.
    """
    kind = environ.get("CONTENT_TYPE", "")
    if kind not in allowed and _media_type(kind) not in allowed:
        wanted = " or ".join(allowed)
        raise UnsupportedMediaType(f"The Content-Type must be {wanted}.")


def _media_type(kind: str) -> str:
    return kind.partition(";")[0].strip().lower()


def read_body(environ: "WSGIEnvironment") -> bytes:
    """Return the body of a request; the server bounds its length.

    Raises :class:`InvalidInput` for a length that is none.
    """
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError as exc:
        raise InvalidInput({"body": "has no length"}) from exc
    body: bytes = environ["wsgi.input"].read(length)
    return body


def read_json(environ: "WSGIEnvironment") -> object:
    """Return what the body of a request says in JSON, as :func:`parse_json` does."""
    return parse_json(read_body(environ))


def parse_json(body: bytes) -> object:
    """Return what a body says in JSON (RFC 8259).

    It is in UTF-8, also behind a byte order mark. Numbers are finite; of two members
    with one name the last wins. A string may hold a lone surrogate, which no encoding
    takes. Raises :class:`InvalidInput`.
    """
    try:
        parsed: object = _DECODER.decode(body.decode().removeprefix("\ufeff"))
        if _MAY_BE_INFINITE.search(body):
            json.dumps(parsed, allow_nan=False)  # raises ValueError for infinity
        return parsed
    except RecursionError as exc:
        raise InvalidInput({"body": "is nested too deeply"}) from exc
    except ValueError as exc:  # also of a number too long, and of what is not UTF-8
        raise InvalidInput({"body": "is not JSON in UTF-8"}) from exc


# An exponent of two digits or more, or 200 digits in a row: without either of them a
# number is finite. A function that is called for each number would take 8 ms of a body.
_MAY_BE_INFINITE = re.compile(rb"[0-9][eE]\+?[0-9]{2}|[0-9]{200}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


# Made once: json.loads() would make one for each call.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
