"""Site pages: what is shown of a site, of one of its pages, and of one of its lists."""

from collections.abc import Collection
from typing import NamedTuple

from page_tracker.errors import InvalidInput, UnknownSite
from page_tracker.storage.reports.sites import Overview
from page_tracker.tracking.path import exact_path
from page_tracker.tracking.shown_host import shown_host
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import ListView, ignored_list
from page_tracker.web.dashboard.figures.page import PageReader
from page_tracker.web.dashboard.figures.periods import (
    ShownPeriod,
    period_choices,
    unit_choices,
)
from page_tracker.web.dashboard.figures.site import SiteReader
from page_tracker.web.dashboard.templates import Pages
from page_tracker.web.dashboard.viewer import Viewer
from page_tracker.web.mount import url
from page_tracker.web.responses import PlainResponse


class PageRequest(NamedTuple):
    """What is looked at, and by whom; ``share`` is the link to give to others."""

    site: str
    place: DashboardLink
    viewer: Viewer
    share: str = ""


class SitePages:
    """Shows sites, also those that have no views yet.

    ``origin`` is where the service is for browsers, without a path, if known. Views of
    other sites than the ``named`` ones are not recorded, if there are any.
    """

    def __init__(
        self,
        sites: SiteReader,
        page: PageReader,
        pages: Pages,
        origin: str | None,
        named: Collection[str],
    ) -> None:
        self._sites = sites
        self._page = page
        self._pages = pages
        self._origin = origin or "https://YOUR-HOST"
        self._named = named

    def show(self, look: PageRequest) -> PlainResponse:
        """Return the page for a place; raises :class:`StorageError`."""
        try:
            overview = self._sites.overview(look.site)
            has_any = overview.totals.views or overview.totals.events
            if has_any or self._sites.has_days(look.site):
                return self._known(look, overview)
            usual = self._sites.time(DashboardLink(look.place.path, {}), look.site)
            return self._waiting(look, self._sites.ignored(look.site, usual))
        except UnknownSite:
            return self._waiting(look, ignored_list({}))
        except InvalidInput as exc:
            return self._refusal(look, exc)

    def _known(self, look: PageRequest, overview: Overview) -> PlainResponse:
        place, time = look.place, self._sites.time(look.place, look.site)
        path = place.get("page")
        if path is not None:
            figures = self._page.figures(look.site, _canonical(path), time)
            return self._shown("page", look, time, figures=figures)
        if place.get("list") is not None:
            found = self._sites.whole_list(place, look.site, time)
            return self._shown("list", look, time, list=found)
        shown = self._sites.figures(place, look.site, time, overview.totals)
        return self._shown("site", look, time, figures=shown, present=overview.present)

    def _shown(
        self, template: str, look: PageRequest, time: ShownPeriod, **more: object
    ) -> PlainResponse:
        values = {
            "time": time,
            "periods": period_choices(look.place, time),
            "units": unit_choices(look.place, time),
        }
        return self._pages.page(template, self._common(look) | values | more)

    def _waiting(self, look: PageRequest, ignored: ListView) -> PlainResponse:
        is_recorded = not self._named or look.site in self._named
        values = {"is_recorded": is_recorded, "ignored": ignored}
        return self._pages.page("waiting", self._common(look) | values)

    def _common(self, look: PageRequest) -> dict[str, object]:
        return {**look._asdict(), "origin": f"{self._origin}{url('')}"}

    def _refusal(self, look: PageRequest, exc: InvalidInput) -> PlainResponse:
        return self._pages.problem(
            "400 Bad Request",
            "This cannot be shown",
            [f"“{name}” {why}." for name, why in exc.errors.items()],
            (look.place.usual, f"The last 30 days of {shown_host(look.site)}"),
        )


def _canonical(path: str) -> str:
    try:
        return exact_path(path)
    except ValueError as exc:
        raise InvalidInput({"page": str(exc)}) from exc
