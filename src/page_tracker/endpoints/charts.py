"""``GET /chart/...``: the views of a page, or of a site, over time as an image."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from page_tracker.drawing.chart import chart
from page_tracker.drawing.columns import Columns
from page_tracker.drawing.sparkline import sparkline
from page_tracker.endpoints.access import Access
from page_tracker.endpoints.histories import Histories
from page_tracker.endpoints.image_names import (
    canonical_name,
    canonical_page,
    split_name,
)
from page_tracker.endpoints.images import image, keeping, refusal
from page_tracker.endpoints.parameters import read_parameters
from page_tracker.errors import InvalidInput
from page_tracker.plain import Plain
from page_tracker.tracking.path import USUAL_PATHS, Paths

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Returns the title and the columns for a name without its ending, and for a query.
Read = Callable[[str, Mapping[str, str]], tuple[str, Columns]]

_SIZES = ("small", "large")


class Charts:
    """Draws numbers over time for whoever may read.

    The query says ``period``, or ``from`` and ``to``, and ``size``: small, a sparkline,
    or large, a chart with axes. Both raise :class:`TokenNeeded`, :class:`NotAllowed`,
    :class:`StorageError`, and Werkzeug's ``NotFound``.
    """

    def __init__(
        self, histories: Histories, access: Access, paths: Paths = USUAL_PATHS
    ) -> None:
        self._paths = paths
        self._histories = histories
        self._access = access
        self._kept = keeping(access.public)

    def page(self, environ: "WSGIEnvironment", site: str, path: str) -> Plain:
        """Draw the views of a page; ``path`` has an ending."""

        def read(stem: str, asked: Mapping[str, str]) -> tuple[str, Columns]:
            name, page = canonical_page(site, stem, self._paths)
            period = self._histories.period(asked, name)
            columns = self._histories.of_page(name, page, period)
            return f"Views of {name}{page}", columns

        return self._answer(environ, path, read)

    def site(self, environ: "WSGIEnvironment", site: str) -> Plain:
        """Draw the views and visitors of a whole site; its name has an ending."""

        def read(stem: str, asked: Mapping[str, str]) -> tuple[str, Columns]:
            name = canonical_name(stem)
            period = self._histories.period(asked, name)
            return f"Views of {name}", self._histories.of_site(name, period)

        return self._answer(environ, site, read)

    def _answer(self, environ: "WSGIEnvironment", name: str, read: Read) -> Plain:
        self._access.may_read(environ)
        stem, form = split_name(name, "svg")
        query = environ.get("QUERY_STRING", "")
        try:
            asked = read_parameters(query, ("period", "from", "to", "size"))
            size = _size(asked)
            title, columns = read(stem, asked)
        except InvalidInput as exc:
            return refusal(form, exc)
        if size == "large":
            return image(chart(columns, title, standalone=True), self._kept)
        return image(sparkline(columns, title), self._kept)


def _size(asked: Mapping[str, str]) -> str:
    size = asked.get("size", "small")
    if size not in _SIZES:
        raise InvalidInput({"size": f"must be one of {', '.join(_SIZES)}"})
    return size
