"""``GET /badge/...``: a number of a page, or of a site, as an image."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from page_tracker.drawing.numbers import compact
from page_tracker.endpoints.access import Access
from page_tracker.endpoints.counts import Counts
from page_tracker.endpoints.image_names import (
    canonical_name,
    canonical_page,
    split_name,
)
from page_tracker.endpoints.images import Keeping, image, keeping, refusal, shield
from page_tracker.endpoints.looks import Look, read_look
from page_tracker.errors import InvalidInput
from page_tracker.plain import Plain
from page_tracker.tracking.path import USUAL_PATHS, Paths

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Returns the message for a name without its ending, and for what the query asks for.
Message = Callable[[str, Look], str]


def answer_badge(
    environ: "WSGIEnvironment", name: str, kept: Keeping, message_of: Message
) -> Plain:
    """Answer ``NAME.svg`` with a badge, and ``NAME.json`` with what Shields takes.

    Nothing is counted before it is known that all can be drawn. What cannot be is
    answered here; raises Werkzeug's ``NotFound`` for other endings.
    """
    stem, form = split_name(name, "svg", "json")
    try:
        look = read_look(environ)
        message = message_of(stem, look)
    except InvalidInput as exc:
        return refusal(form, exc)
    if form == "svg":
        return image(look.badge(message), kept)
    shown = {"label": look.label, "message": message, "color": look.color}
    return shield(shown, kept)


class Badges:
    """Shows numbers to whoever may read.

    Both raise :class:`TokenNeeded`, :class:`NotAllowed` and :class:`StorageError`.
    """

    def __init__(
        self, counts: Counts, access: Access, paths: Paths = USUAL_PATHS
    ) -> None:
        self._paths = paths
        self._counts = counts
        self._access = access
        self._kept = keeping(access.public)

    def page(self, environ: "WSGIEnvironment", site: str, path: str) -> Plain:
        """Show a number of a page; ``path`` has an ending."""
        self._access.may_read(environ)

        def message_of(stem: str, look: Look) -> str:
            page = canonical_page(site, stem, self._paths)
            return compact(self._counts.of_page(look.metric, *page))

        return answer_badge(environ, path, self._kept, message_of)

    def site(self, environ: "WSGIEnvironment", site: str) -> Plain:
        """Show a number of a whole site; its name has an ending."""
        self._access.may_read(environ)

        def message_of(stem: str, look: Look) -> str:
            return compact(self._counts.of_site(look.metric, canonical_name(stem)))

        return answer_badge(environ, site, self._kept, message_of)
