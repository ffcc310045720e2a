"""``GET /dashboard`` and ``/share``; builds the dashboard when first asked."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from page_tracker.settings import Settings
from page_tracker.storage.reports.members import MemberReports
from page_tracker.storage.reports.pages import PageSeries
from page_tracker.storage.reports.site_page import SitePageReports
from page_tracker.storage.reports.sites import SiteReports, SiteSummaries
from page_tracker.tracking.site import canonical_site
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.dashboard.csrf import CsrfTokens
from page_tracker.web.dashboard.figures.links import (
    HOME,
    DashboardLink,
    address_of,
    read_place,
    sign_in_address,
)
from page_tracker.web.dashboard.figures.overview import OverviewReader
from page_tracker.web.dashboard.figures.page import PageReader
from page_tracker.web.dashboard.figures.periods import Clock
from page_tracker.web.dashboard.figures.site import SiteReader
from page_tracker.web.dashboard.figures.whole import WholeLists
from page_tracker.web.dashboard.problem_pages import ProblemPages
from page_tracker.web.dashboard.session import (
    Sessions,
    Shares,
    TokenSigner,
)
from page_tracker.web.dashboard.sign_in import SigningIn
from page_tracker.web.dashboard.site_view import PageRequest, ServiceFacts, SitePages
from page_tracker.web.dashboard.templates import Pages
from page_tracker.web.dashboard.viewer import GUEST, Viewer, Viewers
from page_tracker.web.responses import PlainResponse
from page_tracker.web.static_files import SCRIPT, StaticFiles

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


@dataclass(frozen=True)
class DashboardReports:
    """Where the numbers come from."""

    sites: SiteReports
    site_pages: SitePageReports
    members: MemberReports
    series: PageSeries
    glances: SiteSummaries


class DashboardApp:
    """The endpoints behind the pages; ``origin`` is where browsers find the service."""

    def __init__(
        self,
        sources: DashboardReports,
        access: OwnerAuth,
        settings: Settings,
        origin: str | None = None,
    ) -> None:
        signatures = TokenSigner(settings.token)
        sessions, forms = Sessions(signatures), CsrfTokens(signatures)
        self.files = StaticFiles()
        pages = Pages(self.files, (settings.script_path or (SCRIPT,))[0])
        self.problems = ProblemPages(pages, settings)
        clock = Clock(settings.timezone, settings.keep_hours_days, settings.week_starts)
        self.signing_in = SigningIn(
            access, sessions, forms, pages, settings.trusted_proxies
        )
        self.dashboard = Dashboard(
            overview=OverviewReader(
                sources.sites, sources.glances, clock, settings.sites
            ),
            site_pages=SitePages(
                SiteReader(sources.site_pages, clock),
                PageReader(sources.sites, sources.series, sources.members, clock),
                WholeLists(sources.members, clock),
                pages,
                ServiceFacts(origin, settings.sites, access.public),
            ),
            origin=origin,
            gate=Viewers(access, sessions, forms),
            shares=Shares(signatures),
            pages=pages,
        )


_ROOT = "dashboard"

# A row that the list of sites can be asked to begin at.
_WHOLE = re.compile("[0-9]{1,6}")


class Dashboard:
    """Shows sites to who may read, and a shared one to who has its link.

    Who may not read is sent to the form for the token. All raise
    :class:`StorageError`.
    """

    def __init__(
        self,
        *,
        overview: OverviewReader,
        site_pages: SitePages,
        origin: str | None,
        gate: Viewers,
        shares: Shares,
        pages: Pages,
    ) -> None:
        self._origin = origin
        self._overview = overview
        self._site_pages = site_pages
        self._gate = gate
        self._shares = shares
        self._pages = pages

    def sites(self, environ: "WSGIEnvironment") -> PlainResponse:
        """Show all sites; ``site`` leads to one."""
        viewer, place = self._gate.viewer(environ), read_place(environ, _ROOT)
        if not viewer.may_read:
            return self._pages.elsewhere(sign_in_address(place.address))
        asked = place.get("site")
        if asked is None:
            return self._all_sites(viewer, place)
        try:
            site = canonical_site(_host_in(asked))
        except ValueError:
            return self._all_sites(viewer, place, _NO_DOMAIN)
        return self._pages.elsewhere(address_of(_ROOT, site))

    def site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Show a site, or one of its pages or lists."""
        viewer, place = self._gate.viewer(environ), read_place(environ, _ROOT, site)
        if not viewer.may_read:
            return self._pages.elsewhere(sign_in_address(place.address))
        try:
            name = canonical_site(site)
        except ValueError:
            return self._no_site()
        share = self._shares.address(name) if viewer.is_owner else ""
        look = PageRequest(name, place, viewer, _is_local(self._origin, environ), share)
        return self._site_pages.show(look)

    def share(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Show a site to who has its link, without the token."""
        place = read_place(environ, "share", site)
        if not self._shares.opens(site, place.get("key") or ""):
            return self._pages.problem(
                "403 Forbidden",
                "This link doesn’t work",
                [
                    "It may be incomplete, or it has been revoked. Ask whoever sent it"
                    " for a new one."
                ],
            )
        return self._site_pages.show(PageRequest(site, place, GUEST))

    def _all_sites(
        self, viewer: Viewer, place: DashboardLink, error: str = ""
    ) -> PlainResponse:
        offset = place.get("offset") or ""
        first = int(offset) if _WHOLE.fullmatch(offset) else 0
        overview = self._overview.page(first)
        if len(overview.rows) == 1 and not (error or first or place.get("all")):
            return self._pages.elsewhere(overview.rows[0].address)
        values = {
            "site": None,
            "place": place,
            "viewer": viewer,
            "overview": overview,
            "asked": place.get("site"),
            "error": error,
        }
        status = "400 Bad Request" if error else "200 OK"
        return self._pages.page("sites", values, status)

    def _no_site(self) -> PlainResponse:
        return self._pages.problem(
            "400 Bad Request",
            "We don’t know this site",
            ["A site is a domain such as example.com."],
            (HOME, "Go to your sites"),
        )


_NO_DOMAIN = "Enter a domain such as example.com."


def _host_in(text: str) -> str:
    """Return the host of a pasted URL, with its port; another text as it is."""
    _, scheme, rest = text.strip().rpartition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    return host.rpartition("@")[2] if scheme else host


_LOOPBACK = ("localhost", "::1")


def _is_local(origin: str | None, environ: "WSGIEnvironment") -> bool:
    """Return whether the address of the service works on its own computer only.

    The host that a client names is good enough for a warning, and for no more.
    """
    try:
        host = urlsplit(origin or f"//{environ.get('HTTP_HOST', '')}").hostname or ""
    except ValueError:
        return False
    return host in _LOOPBACK or host.startswith("127.")
