"""Site pages: what is shown of a site, of one of its pages, and of one of its lists."""

from collections.abc import Collection
from typing import NamedTuple

from page_tracker.errors import InvalidInput, UnknownSite
from page_tracker.storage.reports.site_page import SiteHead
from page_tracker.tracking.path import exact_path
from page_tracker.tracking.shown_host import shown_host
from page_tracker.web.dashboard.figures.embeds import embed_panel
from page_tracker.web.dashboard.figures.labels import PERIODS
from page_tracker.web.dashboard.figures.links import DashboardLink, address_of
from page_tracker.web.dashboard.figures.lists import ListView, ignored_list
from page_tracker.web.dashboard.figures.page import PageReader
from page_tracker.web.dashboard.figures.periods import (
    DataRange,
    ShownPeriod,
    period_view,
    read_time,
    unit_choices,
)
from page_tracker.web.dashboard.figures.site import SiteReader
from page_tracker.web.dashboard.figures.whole import WholeLists
from page_tracker.web.dashboard.templates import HEADERS, Pages
from page_tracker.web.dashboard.viewer import Viewer
from page_tracker.web.mount import url
from page_tracker.web.responses import PlainResponse
from page_tracker.web.tables import CSV, attachment

# Sites that the switcher in the header offers, beside the list of all of them.
_MAX_SWITCHED = 12

_SNIPPETS = {"script": "Script", "pixel": "No JavaScript", "server": "From a server"}


class PageRequest(NamedTuple):
    """What is looked at, and by whom; ``share`` is the link to give to others.

    ``is_local`` says that the address of the service works on its own computer only.
    """

    site: str
    place: DashboardLink
    viewer: Viewer
    is_local: bool = False
    share: str = ""


class ServiceFacts(NamedTuple):
    """What pages say of the service.

    ``origin`` is where it is for browsers, if that is known. Views of other sites than
    the ``named`` ones are not recorded, if there are any. ``public`` says that anybody
    may see badges.
    """

    origin: str | None
    named: Collection[str]
    public: bool


class SitePages:
    """Shows sites, also those that have no views yet."""

    def __init__(
        self,
        sites: SiteReader,
        page: PageReader,
        lists: WholeLists,
        pages: Pages,
        facts: ServiceFacts,
    ) -> None:
        self._sites = sites
        self._page = page
        self._lists = lists
        self._pages = pages
        self._origin = facts.origin or "https://YOUR-HOST"
        self._named = facts.named
        self._public = facts.public

    def show(self, look: PageRequest) -> PlainResponse:
        """Return the page for a place; raises :class:`StorageError`."""
        try:
            head = self._sites.head(look.site)
            totals = head.overview.totals
            if totals.views or totals.events or head.first_day is not None:
                return self._known(look, head)
            return self._waiting(look, self._sites.ignored(look.site, None), head.sites)
        except UnknownSite:
            return self._waiting(look, ignored_list({}), [])
        except InvalidInput as exc:
            return self._refusal(look, exc)

    def _known(self, look: PageRequest, head: SiteHead) -> PlainResponse:
        place, known = look.place, self._sites.known(head.first_day)
        time, path = read_time(place, known), place.get("page")
        if path is not None:
            figures = self._page.figures(place, look.site, _canonical(path), time)
            name = figures.page.path
            return self._shown("page", look, head, (time, known), name, figures=figures)
        if place.get("format") == "csv":
            return self._csv(look, time)
        if place.get("list") is not None:
            found = self._lists.page(place, look.site, time)
            return self._shown("list", look, head, (time, known), list=found)
        shown = self._sites.figures(place, look.site, time, head.overview.totals)
        present = head.overview.present
        return self._shown(
            "site", look, head, (time, known), figures=shown, present=present
        )

    def _shown(
        self,
        template: str,
        look: PageRequest,
        head: SiteHead,
        times: tuple[ShownPeriod, DataRange],
        path: str | None = None,
        **more: object,
    ) -> PlainResponse:
        time, known = times
        values = {
            "time": time,
            "periods": period_view(look.place, time, known, self._sites.zone),
            "units": unit_choices(look.place, time),
            "embed": embed_panel(look.place, look.site, path),
            "embeds_are_public": self._public,
            "sites": self._switcher(look, head.sites),
        }
        return self._pages.page(template, self._common(look) | values | more)

    def _csv(self, look: PageRequest, time: ShownPeriod) -> PlainResponse:
        body = self._lists.csv(look.place, look.site, time)
        name = attachment(look.site, look.place.get("list") or "")
        headers = (*HEADERS, ("Content-Disposition", name))
        return PlainResponse(body, CSV, headers=headers)

    def _waiting(
        self, look: PageRequest, ignored: ListView, sites: Collection[str]
    ) -> PlainResponse:
        tab = look.place.get("tab.snippet")
        values = {
            "is_recorded": not self._named or look.site in self._named,
            "ignored": ignored,
            "snippet": tab if tab in _SNIPPETS else "script",
            "snippets": {
                text: look.place.tab("snippet", name)
                for name, text in _SNIPPETS.items()
            },
            "snippet_text": _SNIPPETS.get(tab or "", "Script"),
            "sites": self._switcher(look, sites),
        }
        return self._pages.page("waiting", self._common(look) | values)

    def _common(self, look: PageRequest) -> dict[str, object]:
        return {**look._asdict(), "origin": f"{self._origin}{url('')}"}

    @staticmethod
    def _switcher(look: PageRequest, sites: Collection[str]) -> dict[str, str]:
        """Return the addresses of other sites by their names; a guest sees none."""
        if look.viewer.is_guest:
            return {}
        others = sorted(set(sites) - {look.site})[:_MAX_SWITCHED]
        return {site: address_of("dashboard", site) for site in others}

    def _refusal(self, look: PageRequest, exc: InvalidInput) -> PlainResponse:
        return self._pages.problem(
            "400 Bad Request",
            "We can’t show that",
            [_reason(look.place, name, why) for name, why in exc.errors.items()],
            (look.place.usual, f"Show the last 30 days of {shown_host(look.site)}"),
            _periods(look.place) if "period" in exc.errors else {},
        )


def _reason(place: DashboardLink, name: str, why: str) -> str:
    asked = place.get(name)
    if name == "period" and asked is not None and place.get("from") is None:
        return f"There’s no period called “{asked[:40]}”. Pick one of these."
    return f"“{name}” {why}."


def _periods(place: DashboardLink) -> dict[str, str]:
    return {text: place.in_period(name) for name, text in PERIODS.items()}


def _canonical(path: str) -> str:
    try:
        return exact_path(path)
    except ValueError as exc:
        raise InvalidInput({"page": str(exc)}) from exc
