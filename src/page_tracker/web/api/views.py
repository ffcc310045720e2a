"""``POST /api/v1/views``: views that pages, scripts and servers send."""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from page_tracker.errors import InvalidInput
from page_tracker.ingest.ingest import Ingest
from page_tracker.storage.recording.outcomes import Numbers, Queued
from page_tracker.storage.recording.recorder import Outcome
from page_tracker.tracking.naming import Naming
from page_tracker.tracking.submission import MOST, Invalid, Submission, submissions
from page_tracker.tracking.view import Ignored
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.body import parse_json, read_body, require_type
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# sendBeacon sends text without a preflight request, but JSON only after one.
_TYPES = ("application/json", "text/plain")
_OPEN = ("Access-Control-Allow-Origin", "*")
_PREFLIGHT = (
    _OPEN,
    ("Access-Control-Allow-Methods", "POST"),
    ("Access-Control-Allow-Headers", "Content-Type"),
    ("Access-Control-Max-Age", "86400"),
)


class ViewIngest:
    """Records views, one or many, and answers with the outcome of each.

    Anybody may record. Only readers see the numbers of the page and the site.
    """

    def __init__(self, intake: Ingest, access: OwnerAuth) -> None:
        self._intake = intake
        self._access = access
        self._read_usual = _reader_of_usual()

    def post(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Record the views of a JSON body; an array is answered with an array."""
        require_type(environ, *_TYPES)
        many, views = self._read(environ, read_body(environ))
        outcomes = self._intake.take(environ, views)
        reads = self._access.reads(environ)
        answers = [
            _answer(outcome, reads) if not view.notes else _noted(outcome, reads, view)
            for outcome, view in zip(outcomes, views, strict=True)
        ]
        text = f"[{','.join(answers)}]" if many else answers[0]
        return PlainResponse(text, "application/json", "202 Accepted", (_OPEN,))

    def post_under_a_name(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Record views at a path outside ``/api/``; errors are JSON nevertheless."""
        environ["HTTP_ACCEPT"] = "application/json"
        return self.post(environ)

    @staticmethod
    def options(_environ: "WSGIEnvironment") -> PlainResponse:
        """Let pages of all origins send views (Fetch, "CORS-preflight request")."""
        return PlainResponse("", "text/plain", headers=_PREFLIGHT)

    def _read(
        self, environ: "WSGIEnvironment", body: bytes
    ) -> tuple[bool, Sequence[Submission | Invalid]]:
        """Return whether a body is an array, and the views in it.

        A body that takes more work than one valid view is rejected at once if the
        sender has used up the allowance. Raises :class:`InvalidInput` and
        :class:`TooOften`.
        """
        naming = self._intake.naming
        usual = self._read_usual(body, naming)
        if usual is not None:
            return False, [usual]
        self._intake.charge(environ, views=0)
        parsed: object = None
        try:
            parsed = parse_json(body)
            pause = environ.get("page_tracker.pause", _go_on)
            views = submissions(parsed, pause, naming)
        except InvalidInput:
            self._intake.charge(environ, _views_in(parsed))
            raise
        return isinstance(parsed, list), views


def _go_on() -> None:
    """Do nothing: the pause for a server that serves no other request meanwhile."""


def _views_in(parsed: object) -> int:
    """Return how many views an invalid body counts as: an array has up to 100."""
    return min(max(len(parsed), 1), MOST) if isinstance(parsed, list) else 1


def _reader_of_usual() -> Callable[[bytes, Naming], Submission | None]:
    # pylint: disable=import-outside-toplevel  # there is no msgspec for PyPy
    try:
        from page_tracker.tracking.submission_fast import read_fast
    except ImportError:
        return lambda _body, _naming: None
    return read_fast


def _answer(outcome: Outcome, with_numbers: bool) -> str:
    """Return an outcome in JSON; by hand, as numbers and reasons need no escaping."""
    if isinstance(outcome, Ignored):
        return f'{{"status":"ignored","reason":"{outcome.reason}"}}'
    if isinstance(outcome, Queued):
        return '{"status":"queued"}'
    if not with_numbers:
        return '{"status":"counted"}'
    page, site = outcome
    return (
        f'{{"status":"counted","page":{_numbers(page) if page else "null"},'
        f'"site":{_numbers(site)}}}'
    )


def _noted(outcome: Outcome, with_numbers: bool, view: Submission | Invalid) -> str:
    """Return an outcome in JSON, with the fields that were ignored."""
    notes = json.dumps(dict(view.notes))
    if isinstance(view, Invalid):
        return f'{{"status":"invalid","errors":{notes}}}'
    return f'{_answer(outcome, with_numbers)[:-1]},"warnings":{notes}}}'


def _numbers(numbers: Numbers) -> str:
    return f'{{"views":{numbers.views},"visitors":{numbers.visitors}}}'
