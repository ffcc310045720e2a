"""``GET /pixel.gif``: an image that counts views where no script runs."""

import base64
from typing import TYPE_CHECKING

from page_tracker.errors import InvalidInput
from page_tracker.ingest.ingest import Ingest
from page_tracker.storage.recording.outcomes import Counted, Queued
from page_tracker.svg.badge import badge
from page_tracker.tracking.naming import Naming
from page_tracker.tracking.site import split_url
from page_tracker.tracking.submission import Invalid, Submission, submission
from page_tracker.web.embed.image import NEVER, image
from page_tracker.web.query import read_parameters
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# The query parameters that describe a view; other names only serve to bypass caches.
_NAMES = ("site", "path", "url", "referrer", "title", "event", "page")

# Characters of the longest query: more than fit into a request, because long texts of a
# view are cut.
_LONGEST = 1_048_576

# With this value of "page", the Referer is known to be whole, even if it ends at "/".
_WHOLE_REFERER = "referrer"

_NO_PATH = "no_path"
# Shown in the network tab of a browser instead of the pixel.
_NO_PATH_SHOWN = "not counted: the browser names only the site; add path= to the image"

# One transparent pixel, in 43 bytes (GIF89a).
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")

# For cross-origin isolated pages, which load no image without it.
_ISOLATED = ("Cross-Origin-Resource-Policy", "cross-origin")
_HEADERS = (_ISOLATED, *NEVER.headers)


class Pixel:
    """Counts a view of the page that its query names, or of the page that embeds it.

    The response is always an image, so that nothing looks broken. The outcome is in its
    header ``X-Page-Tracker``: "counted", "queued" until it can be, "ignored; REASON",
    or, with a status of 400, "invalid; WHY".

    To another site, browsers name only the site of the page, unless the page has
    another policy (Referrer Policy, "strict-origin-when-cross-origin"). Then the page
    is unknown: the view is ignored, and the image says so.
    """

    def __init__(self, intake: Ingest) -> None:
        self._intake = intake

    def get(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Count a view, even if an image proxy sends it for a person.

        Waits for nothing except the recorder; raises :class:`StorageError`.
        """
        view: Submission | Invalid
        try:
            view = _view(environ, self._intake.naming)
        except InvalidInput as exc:
            self._intake.charge(environ)
            return _Image(f"invalid; {exc}", "400 Bad Request")
        (outcome,) = self._intake.take(environ, [view], proxied=True)
        if isinstance(outcome, Counted):
            return _Image("counted")
        if isinstance(outcome, Queued):
            return _Image("queued")
        outcome_text = f"ignored; {outcome.reason}"
        return (
            _Image(outcome_text)
            if outcome.reason != _NO_PATH
            else _no_path(outcome_text)
        )

    @staticmethod
    def head(_environ: "WSGIEnvironment") -> PlainResponse:
        """Answer with headers only, and count nothing: nobody sees an image."""
        return _Image("not counted")


class _Image(PlainResponse):
    """The pixel, with the outcome of the view."""

    __slots__ = ()

    def __init__(self, outcome_text: str, status: str = "200 OK") -> None:
        headers = (*_HEADERS, ("X-Page-Tracker", outcome_text))
        super().__init__("", "image/gif", status, headers, cache=NEVER.cache)
        self._body = _GIF


def _no_path(outcome_text: str) -> PlainResponse:
    """Return an image that explains to a person why the view is not counted."""
    shown = badge("page-tracker", _NO_PATH_SHOWN, "red")
    return image(
        shown, NEVER, "400 Bad Request", (_ISOLATED, ("X-Page-Tracker", outcome_text))
    )


def _view(environ: "WSGIEnvironment", naming: Naming) -> Submission | Invalid:
    """Parse a view: from the query, and the Referer for its page.

    Raises :class:`InvalidInput`.
    """
    text = environ.get("QUERY_STRING", "")
    query = read_parameters(text, _NAMES, longest=_LONGEST)
    params = {name: text for name, text in query.items() if text}
    is_whole = params.pop("page", "") == _WHOLE_REFERER or _is_same_origin(environ)
    fields = params if "url" in params else _page_around(environ) | params
    view = submission(fields, naming)
    if is_whole or "url" in params or "path" in params or fields["path"] != "/":
        return view
    return Invalid(view.site, (("path", "is not known"),), _NO_PATH)


def _is_same_origin(environ: "WSGIEnvironment") -> bool:
    """Return whether the image has the page's origin, so that the Referer is whole."""
    return bool(environ.get("HTTP_SEC_FETCH_SITE") == "same-origin")


def _page_around(environ: "WSGIEnvironment") -> dict[str, str]:
    """Return site and path of the page that shows the image, if that is known.

    Mail programs and feed readers have no page to name.
    """
    try:
        site, path = split_url(environ.get("HTTP_REFERER", ""))
    except ValueError:
        return {}
    return {"site": site, "path": path or "/"}
