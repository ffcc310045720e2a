"""Refusals: the answer to a request that does not get as far as the application."""

from http import HTTPStatus

from waitress.task import ErrorTask

from page_tracker.protection import Header, protect

_HEADERS = protect(
    [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
)


class Refused(Exception):
    """A request cannot be taken: the status that says so, and the reason in words."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def to_response(self, _ident: str) -> tuple[str, list[Header], bytes]:
        """Return status, headers and body, as Waitress asks its errors for them."""
        status = f"{self.status.value} {self.status.phrase}"
        return status, list(_HEADERS), f"{self.reason}\n".encode()


def bad(reason: str) -> Refused:
    """Return the refusal of what is no HTTP, or HTTP that means two things at once."""
    return Refused(HTTPStatus.BAD_REQUEST, reason)


def body_too_large() -> Refused:
    """Return the refusal of more than a request may bring."""
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")


def chunks_too_small() -> Refused:
    """Return the refusal of a body whose chunks have more framing than is allowed."""
    reason = "The body is in too many small chunks."
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, reason)


class RefusalTask(ErrorTask):
    """Sends a refusal, which is the last answer on its connection."""

    def execute(self) -> None:
        """Write it, and remember that the client may be sending still."""
        self.channel.refuses = True
        super().execute()
        self.channel.server.app.count_refusal(self.status)
