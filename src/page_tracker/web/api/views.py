"""``POST /api/v1/views``: what a page, a script or a server sends when it was seen."""

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

# sendBeacon sends text without asking first; JSON it would have to ask for.
_TYPES = ("application/json", "text/plain")
_OPEN = ("Access-Control-Allow-Origin", "*")
_PREFLIGHT = (
    _OPEN,
    ("Access-Control-Allow-Methods", "POST"),
    ("Access-Control-Allow-Headers", "Content-Type"),
    ("Access-Control-Max-Age", "86400"),
)


class ViewIngest:
    """Takes views, one or many, and says what became of each.

    Anybody may record. The numbers of the page and the site are for those who may read.
    """

    def __init__(self, intake: Ingest, access: OwnerAuth) -> None:
        self._intake = intake
        self._access = access
        self._read_usual = _reader_of_usual()

    def post(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Record the views of a JSON body; answers an array with an array."""
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
        """Record views at a path that is not below ``/api/``, whose errors are JSON."""
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

        What takes more work than one valid view is refused at once where the sender has
        no views left. Raises :class:`InvalidInput` and :class:`TooOften`.
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
    """Do what a server does that serves nobody else meanwhile."""


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
    """Say in JSON what became of a view; by hand, as numbers and reasons are plain."""
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
    """Say in JSON what became of a view, and which of its fields were of no use."""
    notes = json.dumps(dict(view.notes))
    if isinstance(view, Invalid):
        return f'{{"status":"invalid","errors":{notes}}}'
    return f'{_answer(outcome, with_numbers)[:-1]},"warnings":{notes}}}'


def _numbers(numbers: Numbers) -> str:
    return f'{{"views":{numbers.views},"visitors":{numbers.visitors}}}'
