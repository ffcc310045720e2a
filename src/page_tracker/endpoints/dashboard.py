"""``/dashboard`` and ``/share``: the numbers of sites, for people."""

import re
from typing import TYPE_CHECKING

from page_tracker.endpoints.figures.overview import OverviewReader
from page_tracker.endpoints.figures.places import (
    HOME,
    Place,
    address_of,
    read_place,
    sign_in_address,
)
from page_tracker.endpoints.gate import GUEST, Gate, Viewer
from page_tracker.endpoints.pages import Pages
from page_tracker.endpoints.shares import Shares
from page_tracker.endpoints.site_pages import Look, SitePages
from page_tracker.plain import Plain
from page_tracker.tracking.site import canonical_site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

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
        gate: Gate,
        shares: Shares,
        pages: Pages,
    ) -> None:
        self._overview = overview
        self._site_pages = site_pages
        self._gate = gate
        self._shares = shares
        self._pages = pages

    def sites(self, environ: "WSGIEnvironment") -> Plain:
        """Show all sites; ``site`` leads to one."""
        viewer, place = self._gate.viewer(environ), read_place(environ, _ROOT)
        if not viewer.may_read:
            return self._pages.elsewhere(sign_in_address(place.address))
        asked = place.get("site")
        if asked is None:
            return self._all_sites(viewer, place)
        try:
            site = canonical_site(asked)
        except ValueError as exc:
            return self._all_sites(viewer, place, f"This {exc}, such as example.com.")
        return self._pages.elsewhere(address_of(_ROOT, site))

    def site(self, environ: "WSGIEnvironment", site: str) -> Plain:
        """Show a site, or one of its pages or lists."""
        viewer, place = self._gate.viewer(environ), read_place(environ, _ROOT, site)
        if not viewer.may_read:
            return self._pages.elsewhere(sign_in_address(place.address))
        try:
            name = canonical_site(site)
        except ValueError:
            return self._no_site()
        share = self._shares.address(name) if viewer.is_owner else ""
        return self._site_pages.show(Look(name, place, viewer, share))

    def share(self, environ: "WSGIEnvironment", site: str) -> Plain:
        """Show a site to who has its link, without the token."""
        place = read_place(environ, "share", site)
        if not self._shares.opens(site, place.get("key") or ""):
            return self._pages.problem(
                "403 Forbidden",
                "This link does not open anything",
                ["It was not copied as a whole, or has ended. Ask for a new one."],
            )
        return self._site_pages.show(Look(site, place, GUEST))

    def _all_sites(self, viewer: Viewer, place: Place, error: str = "") -> Plain:
        offset = place.get("offset") or ""
        first = int(offset) if _WHOLE.fullmatch(offset) else 0
        values = {
            "site": None,
            "place": place,
            "viewer": viewer,
            "overview": self._overview.page(first),
            "asked": place.get("site"),
            "error": error,
        }
        status = "400 Bad Request" if error else "200 OK"
        return self._pages.page("sites", values, status)

    def _no_site(self) -> Plain:
        return self._pages.problem(
            "400 Bad Request",
            "There is no such site",
            ["A site is a host name, such as example.com."],
            (HOME, "All sites"),
        )
