"""The router: maps (method, path) to an endpoint, with 404, 405 and HEAD."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from werkzeug.exceptions import BadRequest, MethodNotAllowed, NotFound

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    # Takes the WSGI environ and the values of the named segments.
    Endpoint = Callable[..., "Response"]


class Response(Protocol):
    """A WSGI application that answers one request."""

    @property
    def status(self) -> str:
        """The status, such as ``200 OK``."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse", /
    ) -> Iterable[bytes]: ...


@dataclass(frozen=True, eq=False)  # compared by identity: fast as a key
class Route:
    """One method of one pattern.

    ``pattern`` is a path whose segments are literal or named: ``/sites/{site}``. A name
    matches one non-empty segment and is passed to the endpoint as a keyword. The last
    one, as in ``/badge/{site}/{path*}``, may match the whole rest of the path,
    including slashes; the rest may be empty. An ``inline`` endpoint answers in
    microseconds with a small body, and waits for nothing except the recorder: a server
    may run it on its own loop. An ``offloaded`` one computes for long: a server may
    send it to another process. Scripts of all origins may read the response of a
    ``shared`` one, including errors.
    """

    method: str
    pattern: str
    endpoint: "Endpoint"
    inline: bool = False
    offloaded: bool = False
    shared: bool = False


# The end of a name that matches more than one segment.
_REST = "*}"

Methods = dict[str, Route]
Names = Mapping[str, str]


class Match(NamedTuple):
    """The route of a request, and the values of the named segments of its path."""

    route: Route
    names: Names


class Router:
    """Finds the route of a request: first literal paths, then patterns."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._literal: dict[str, Methods] = {}
        self._named: dict[tuple[str, ...], Methods] = {}
        for route in routes:
            self._methods_of(route.pattern)[route.method] = route
        for methods in (*self._literal.values(), *self._named.values()):
            if "GET" in methods:
                methods.setdefault("HEAD", methods["GET"])

    @property
    def routes(self) -> list[Route]:
        """All routes, each once."""
        tables = (*self._literal.values(), *self._named.values())
        found = (route for methods in tables for route in methods.values())
        return list(dict.fromkeys(found))

    def match(self, method: str, path: str) -> Match:
        """Return the route of a request and the values of its named segments.

        Raises Werkzeug's ``NotFound``, or ``MethodNotAllowed`` with the methods of the
        path, or ``BadRequest`` for a value that is not UTF-8 or contains a NUL.
        """
        methods, names = self._find(path)
        if method not in methods:
            raise MethodNotAllowed(valid_methods=sorted(methods))
        return Match(methods[method], names)

    def _methods_of(self, pattern: str) -> Methods:
        if "{" in pattern:
            return self._named.setdefault(tuple(pattern.split("/")), {})
        return self._literal.setdefault(pattern, {})

    def _find(self, path: str) -> tuple[Methods, Names]:
        if path in self._literal:
            return self._literal[path], {}
        segments = path.split("/")
        for pattern, methods in self._named.items():
            names = _names(pattern, segments)
            if names is not None:
                return methods, names
        raise NotFound("There is nothing at this address.")


def _names(pattern: tuple[str, ...], segments: list[str]) -> Names | None:
    if pattern[-1].endswith(_REST):
        before = len(pattern) - 1
        segments = [*segments[:before], "/".join(segments[before:])]
    if len(pattern) != len(segments):
        return None
    names = {}
    for wanted, segment in zip(pattern, segments, strict=True):
        if wanted.startswith("{") and segment:
            names[wanted[1:].rstrip(_REST)] = _decoded(segment)
        elif wanted != segment:
            return None
    return names


def _decoded(segment: str) -> str:
    """Undo WSGI's tunnelling of bytes through Latin-1 (PEP 3333)."""
    if "\x00" in segment:
        raise BadRequest("There is a NUL in the address.")
    try:
        return segment.encode("latin-1").decode("utf-8")
    except UnicodeError as exc:
        raise BadRequest("The address is not UTF-8.") from exc
