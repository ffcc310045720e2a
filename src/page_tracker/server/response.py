"""Requests to bytes: rendered heads, and refusals of what is no HTTP."""

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
    """A request cannot be taken: the status that says so, and the reason in words."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def to_response(self, _ident: str) -> tuple[str, list[Header], bytes]:
        """Return status, headers and body, as Waitress asks its errors for them."""
        status = f"{self.status.value} {self.status.phrase}"
        return status, list(_HEADERS), f"{self.reason}\n".encode()


def bad_request(reason: str) -> HTTPRefusal:
    """Return the refusal of what is no HTTP, or HTTP that means two things at once."""
    return HTTPRefusal(HTTPStatus.BAD_REQUEST, reason)


def body_too_large() -> HTTPRefusal:
    """Return the refusal of more than a request may bring."""
    return HTTPRefusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")


def chunks_too_small() -> HTTPRefusal:
    """Return the refusal of a body whose chunks have more framing than is allowed."""
    reason = "The body is in too many small chunks."
    return HTTPRefusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)


class RefusalTask(ErrorTask):
    """Sends a refusal, which is the last answer on its connection."""

    def execute(self) -> None:
        """Write it, and remember that the client may be sending still."""
        self.channel.refuses = True
        super().execute()
        self.channel.server.app.count_refusal(self.status)


# Distinct heads that are kept; the fast path has a handful in a second.
_MOST = 256

_heads: dict[tuple[object, ...], bytes] = {}


class Task(WSGITask):
    """Renders equal heads once a second, and writes a whole body along with its head.

    What protects an answer is added then, where it costs nothing.

    Both are a tenth of what a request on the loop costs.
    """

    wrote_header: bool
    response_headers: list[Header]

    def get_environment(self) -> "WSGIEnvironment":
        """Return WSGI's environ, with ``pause`` of the server and the match in it."""
        environ: "WSGIEnvironment" = super().get_environment()
        environ["page_tracker.pause"] = self.channel.server.pause
        environ[MATCH] = self.request.match
        return environ

    def build_response_header(self) -> bytes:
        """Return the head; Waitress's own, also when it is remembered."""
        head = _heads.get(key := self._inputs())
        if head is None:
            self.response_headers = with_security_headers(self.response_headers)
            head = super().build_response_header()
            if not (self.close_on_finish or self.chunked_response):
                if len(_heads) >= _MOST:
                    _heads.clear()
                _heads[key] = head
        return bytes(head)

    def set_close_on_finish(self) -> None:
        """Close the connection after this answer, unless it only has no length.

        To Waitress that is a reason. But what has no body, such as a 304, ends where
        its head does (RFC 9112, section 6.3).
        """
        asked = self.request.headers.get("CONNECTION") == "close"
        if self.has_body or self.version == "1.0" or asked:
            super().set_close_on_finish()

    def write(self, data: bytes) -> None:
        """Write a piece of the body, after the head if that is still to be written."""
        if self.wrote_header or len(data) != self.content_length or not self.has_body:
            super().write(data)
        else:
            head = self.build_response_header()
            self.wrote_header = True
            self.content_bytes_written = len(data)
            self.channel.write_soon(head + data)

    def _inputs(self) -> tuple[object, ...]:
        """Return all that a head is made of."""
        return (
            self.status,
            self.version,
            self.request.headers.get("CONNECTION"),
            self.content_length,
            int(self.start_time),
            *self.response_headers,
        )
