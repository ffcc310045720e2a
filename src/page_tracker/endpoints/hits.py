"""``GET /hit/...``: an image that counts who sees it, and shows the number."""

from typing import TYPE_CHECKING

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


class Hits:
    """Counts a view of a page and shows how many there are; or looks only.

    Whoever may count may also know the number of all time; those of days are for who
    may read. Both wait for nothing but the recorder, and raise :class:`TokenNeeded`,
    :class:`NotAllowed` and :class:`StorageError`.
    """

    def __init__(self, intake: Intake, counts: Counts, access: Access) -> None:
        self._intake = intake
        self._counts = counts
        self._access = access

    def get(self, environ: "WSGIEnvironment", site: str, path: str) -> Plain:
        """Count a view, also one that an image proxy sends for a person.

        Whoever is left out, such as a bot or the owner, is shown the same number.
        """

        def count(stem: str, look: Look) -> int | None:
            self._check(environ, look)
            page = canonical_page(site, stem)
            (outcome,) = self._intake.take(environ, [Submission(*page)], proxied=True)
            if isinstance(outcome, Queued):
                return None  # it will be counted, and must not look like a failure
            numbers = outcome.page if isinstance(outcome, Counted) else None
            if numbers is None or look.metric not in OF_ALL_TIME:
                return self._counts.of_page(look.metric, *page)
            return numbers.views if look.metric == "views" else numbers.visitors

        answer = answer_badge(environ, path, NEVER, count)
        if answer.status.startswith("400"):
            self._intake.charge(environ)
        return answer

    def head(self, environ: "WSGIEnvironment", site: str, path: str) -> Plain:
        """Answer as ``get`` would, and count nothing: nobody sees an image."""

        def count(stem: str, look: Look) -> int:
            self._check(environ, look)
            return self._counts.of_page(look.metric, *canonical_page(site, stem))

        return answer_badge(environ, path, NEVER, count)

    def _check(self, environ: "WSGIEnvironment", look: Look) -> None:
        if look.metric not in OF_ALL_TIME:
            self._access.may_read(environ)
