"""``GET /badge/…`` and ``GET /hit/…``: numbers as badges."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from page_tracker.errors import InvalidInput
from page_tracker.ingest.ingest import Ingest
from page_tracker.storage.recording.outcomes import Counted, Queued
from page_tracker.tracking.path import USUAL_PATHS, Paths
from page_tracker.tracking.submission import Submission
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.embed.badge_options import (
    NO_DATA,
    OF_ALL_TIME,
    PRIVATE,
    BadgeNumbers,
    BadgeOptions,
    read_look,
)
from page_tracker.web.embed.image import (
    NEVER,
    CachePolicy,
    cache_policy,
    canonical_name,
    canonical_page,
    image,
    refusal,
    shields_json,
    split_name,
)
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


# Returns the message for a name without its extension, and for the options.
Message = Callable[[str, BadgeOptions], str]


def answer_badge(
    environ: "WSGIEnvironment", name: str, kept: CachePolicy, message_of: Message
) -> PlainResponse:
    """Answer ``NAME.svg`` with a badge, and ``NAME.json`` with JSON for Shields.

    Nothing is counted before the whole request is validated. Invalid options are
    answered with an error badge; raises Werkzeug's ``NotFound`` for other extensions.
    """
    stem, form = split_name(name, "svg", "json")
    try:
        look = read_look(environ)
        message = message_of(stem, look)
    except InvalidInput as exc:
        return refusal(form, exc)
    if form == "svg":
        return image(look.of(message).badge(message), kept)
    return shields_json(look.of(message).shields(message), kept)


class Badges:
    """Shows numbers to readers, and "private" to others.

    The private badge has a status of 200, because image proxies show no other. No cache
    may store it, because the same address has the number for the owner. Both methods
    raise :class:`StorageError`.
    """

    def __init__(
        self, counts: BadgeNumbers, access: OwnerAuth, paths: Paths = USUAL_PATHS
    ) -> None:
        self._paths = paths
        self._counts = counts
        self._access = access
        self._kept = cache_policy(access.public)

    def page(self, environ: "WSGIEnvironment", site: str, path: str) -> PlainResponse:
        """Show a number of a page; ``path`` has an extension."""

        def message_of(stem: str, look: BadgeOptions) -> str:
            name, page = canonical_page(site, stem, self._paths)
            if not self._access.reads(environ):
                return PRIVATE
            number = self._counts.of_page(look.metric, name, page)
            is_known = number or self._counts.knows(name)
            return look.written(number) if is_known else NO_DATA

        return answer_badge(environ, path, self._kept, message_of)

    def site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Show a number of a whole site; ``site`` has an extension."""

        def message_of(stem: str, look: BadgeOptions) -> str:
            name = canonical_name(stem)
            if not self._access.reads(environ):
                return PRIVATE
            number = self._counts.of_site(look.metric, name)
            return NO_DATA if number is None else look.written(number)

        return answer_badge(environ, site, self._kept, message_of)


# The number of a queued view is not known yet, which must not look like a failure.
_QUEUED = "\N{HORIZONTAL ELLIPSIS}"


class Hits:
    """Counts a view of a page and shows the number of views; or only shows it.

    Anybody may count. Readers see the number, others "private". Both methods wait for
    nothing except the recorder, and raise :class:`StorageError`.
    """

    def __init__(self, intake: Ingest, counts: BadgeNumbers, access: OwnerAuth) -> None:
        self._intake = intake
        self._counts = counts
        self._access = access

    def get(self, environ: "WSGIEnvironment", site: str, path: str) -> PlainResponse:
        """Count a view, even if an image proxy sends it for a person.

        An ignored view, such as a bot's or the owner's, shows the same number.
        """

        def message_of(stem: str, look: BadgeOptions) -> str:
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

    def head(self, environ: "WSGIEnvironment", site: str, path: str) -> PlainResponse:
        """Answer like ``get``, and count nothing: nobody sees an image."""

        def message_of(stem: str, look: BadgeOptions) -> str:
            return self._number(environ, look, *self._page(site, stem))

        return answer_badge(environ, path, NEVER, message_of)

    def _page(self, site: str, stem: str) -> tuple[str, str]:
        return canonical_page(site, stem, self._intake.naming.paths)

    def _number(
        self,
        environ: "WSGIEnvironment",
        look: BadgeOptions,
        site: str,
        path: str,
        *,
        known: int | None = None,
    ) -> str:
        """Return the number to show; it is read unless it is known already."""
        if not self._access.reads(environ):
            return PRIVATE
        if known is None:
            known = self._counts.of_page(look.metric, site, path)
        return look.written(known)
