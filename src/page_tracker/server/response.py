"""Responses as bytes: cached heads, and refusals of invalid requests."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from waitress.task import ErrorTask, WSGITask

from page_tracker.app import MATCH
from page_tracker.web.security_headers import Header, with_security_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


_HEADERS = with_security_headers(
    [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
)


class HTTPRefusal(Exception):
    """A request that is refused, with the status and a reason in words."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def to_response(self, _ident: str) -> tuple[str, list[Header], bytes]:
        """Return status, headers and body; Waitress calls this method on its errors."""
        status = f"{self.status.value} {self.status.phrase}"
        return status, list(_HEADERS), f"{self.reason}\n".encode()


def bad_request(reason: str) -> HTTPRefusal:
    """Return the refusal of a request that is invalid or ambiguous."""
    return HTTPRefusal(HTTPStatus.BAD_REQUEST, reason)


def body_too_large() -> HTTPRefusal:
    """Return the refusal of a body over the limit."""
    return HTTPRefusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")


def chunks_too_small() -> HTTPRefusal:
    """Return the refusal of a chunked body with more framing than is allowed."""
    reason = "The body is in too many small chunks."
    return HTTPRefusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)


class RefusalTask(ErrorTask):
    """Sends a refusal, which is the last response on its connection."""

    def execute(self) -> None:
        """Write the refusal, and note that the client may still be sending."""
        self.channel.refuses = True
        super().execute()
        self.channel.server.app.count_refusal(self.status)


# Distinct heads in the cache, at most; the fast path has a handful in a second.
_MAX_HEADS = 256

_heads: dict[tuple[object, ...], bytes] = {}


class Task(WSGITask):
    """Caches response heads for one second, and sends head and body with one call.

    The security headers are added to a cached head, where they cost nothing.

    Each of the two is a tenth of the cost of a request on the loop.
    """

    wrote_header: bool
    response_headers: list[Header]

    def get_environment(self) -> "WSGIEnvironment":
        """Return WSGI's environ, with the server's ``pause`` and the matched route."""
        environ: "WSGIEnvironment" = super().get_environment()
        environ["page_tracker.pause"] = self.channel.server.pause
        environ[MATCH] = self.request.match
        return environ

    def build_response_header(self) -> bytes:
        """Return the head that Waitress renders, from the cache if possible."""
        head = _heads.get(key := self._inputs())
        if head is None:
            self.response_headers = with_security_headers(self.response_headers)
            head = super().build_response_header()
            if not (self.close_on_finish or self.chunked_response):
                if len(_heads) >= _MAX_HEADS:
                    _heads.clear()
                _heads[key] = head
        return bytes(head)

    def set_close_on_finish(self) -> None:
        """Close the connection after this response, unless only its length is missing.

        Waitress closes for that reason too. But a response without a body, such as a
        304, ends with its head (RFC 9112, section 6.3).
        """
        asked = self.request.headers.get("CONNECTION") == "close"
        if self.has_body or self.version == "1.0" or asked:
            super().set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Write a piece of the body, after the head if that is not written yet."""
        if self.wrote_header or len(data) != self.content_length or not self.has_body:
            super().write(data)
        else:
            head = self.build_response_header()
            self.wrote_header = True
            self.content_bytes_written = len(data)
            self.channel.write_soon(head + data)

    def _inputs(self) -> tuple[object, ...]:
        """Return everything that a head depends on."""
        return (
            self.status,
            self.version,
            self.request.headers.get("CONNECTION"),
            self.content_length,
            int(self.start_time),
            *self.response_headers,
        )
