"""``GET /hit/...``: an image that counts who sees it, and shows the number."""

from typing import TYPE_CHECKING

from page_tracker.drawing.numbers import compact
from page_tracker.endpoints.access import Access
from page_tracker.endpoints.badges import answer_badge
from page_tracker.endpoints.counts import OF_ALL_TIME, Counts
from page_tracker.endpoints.image_names import canonical_page
from page_tracker.endpoints.images import NEVER
from page_tracker.endpoints.looks import Look
from page_tracker.intake import Intake
from page_tracker.plain import Plain
from page_tracker.storage.standing import Counted, Queued
from page_tracker.tracking.submission import Submission

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


# The number of a queued view is not known yet, which must not look like a failure.
_QUEUED = "\N{HORIZONTAL ELLIPSIS}"

# The number is for those who may read.
_PRIVATE = "private"


class Hits:
    """Counts a view of a page and shows how many there are; or looks only.

    Anybody may count. The number is for those who may read; others are shown "private".
    Both methods wait for nothing but the recorder, and raise :class:`StorageError`.
    """

    def __init__(self, intake: Intake, counts: Counts, access: Access) -> None:
        self._intake = intake
        self._counts = counts
        self._access = access

    def get(self, environ: "WSGIEnvironment", site: str, path: str) -> Plain:
        """Count a view, also one that an image proxy sends for a person.

        A view that is left out, such as a bot's or the owner's, shows the same number.
        """

        def message_of(stem: str, look: Look) -> str:
            page = self._page(site, stem)
            (outcome,) = self._intake.take(environ, [Submission(*page)], proxied=True)
            if isinstance(outcome, Queued):
                return _QUEUED
            numbers = outcome.page if isinstance(outcome, Counted) else None
            if numbers is None or look.metric not in OF_ALL_TIME:
                return self._number(environ, look, *page)
            known = numbers.views if look.metric == "views" else numbers.visitors
            return self._number(environ, look, *page, known=known)

        answer = answer_badge(environ, path, NEVER, message_of)
        if answer.status.startswith("400"):
            self._intake.charge(environ)
        return answer

    def head(self, environ: "WSGIEnvironment", site: str, path: str) -> Plain:
        """Answer as ``get`` would, and count nothing: nobody sees an image."""

        def message_of(stem: str, look: Look) -> str:
            return self._number(environ, look, *self._page(site, stem))

        return answer_badge(environ, path, NEVER, message_of)

    def _page(self, site: str, stem: str) -> tuple[str, str]:
        return canonical_page(site, stem, self._intake.naming.paths)

    def _number(
        self,
        environ: "WSGIEnvironment",
        look: Look,
        site: str,
        path: str,
        *,
        known: int | None = None,
    ) -> str:
        """Return the number to show, which is read unless it is known already."""
        if not self._access.reads(environ):
            return _PRIVATE
        if known is None:
            known = self._counts.of_page(look.metric, site, path)
        return compact(known)
