"""``GET /pixel.gif``: an image that counts who sees it, where no script runs."""

import base64
from typing import TYPE_CHECKING

from page_tracker.endpoints.images import NEVER
from page_tracker.endpoints.parameters import read_parameters
from page_tracker.errors import InvalidInput
from page_tracker.intake import Intake
from page_tracker.plain import Plain
from page_tracker.storage.standing import Counted, Queued
from page_tracker.tracking.site import split_url
from page_tracker.tracking.submission import submission

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What a query may say of a view; other names are only there to get around caches.
_NAMES = ("site", "path", "url", "referrer", "title", "event")

# One pixel of nothing, in 43 bytes (GIF89a).
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")

_HEADERS = (
    # For pages that are isolated: they show nothing from elsewhere without it.
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    *NEVER.headers,
)


class Pixel:
    """Counts a view of the page that its query names, or else of the one it is in.

    The answer is always an image, so that nothing looks broken; what became of the
    view is in its header ``X-Page-Tracker``: "counted", "queued" until it can be,
    "ignored; REASON", or, with a status of 400, "invalid; WHY".
    """

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def get(self, environ: "WSGIEnvironment") -> Plain:
        """Count a view, also one that an image proxy sends for a person.

        Waits for nothing but the recorder; raises :class:`StorageError`.
        """
        try:
            view = submission(_fields(environ))
        except InvalidInput as exc:
            self._intake.charge(environ)
            return _Image(f"invalid; {exc}", "400 Bad Request")
        (outcome,) = self._intake.take(environ, [view], proxied=True)
        if isinstance(outcome, Counted):
            return _Image("counted")
        if isinstance(outcome, Queued):
            return _Image("queued")
        return _Image(f"ignored; {outcome.reason}")

    @staticmethod
    def head(_environ: "WSGIEnvironment") -> Plain:
        """Answer with no more than headers, and count nothing: nobody sees an image."""
        return _Image("not counted")


class _Image(Plain):
    """The pixel, with what became of the view."""

    __slots__ = ()

    def __init__(self, told: str, status: str = "200 OK") -> None:
        headers = (*_HEADERS, ("X-Page-Tracker", told))
        super().__init__("", "image/gif", status, headers, cache=NEVER.cache)
        self._body = _GIF


def _fields(environ: "WSGIEnvironment") -> dict[str, str]:
    """Return what is said of a view: by the query, and of its page by the Referer."""
    query = read_parameters(environ.get("QUERY_STRING", ""), _NAMES)
    given = {name: text for name, text in query.items() if text}
    return given if "url" in given else _page_around(environ) | given


def _page_around(environ: "WSGIEnvironment") -> dict[str, str]:
    """Return site and path of the page that shows the image, if that is known.

    Mail programs and feed readers have no page to name, and many pages name their site
    only.
    """
    try:
        site, path = split_url(environ.get("HTTP_REFERER", ""))
    except ValueError:
        return {}
    return {"site": site, "path": path or "/"}
