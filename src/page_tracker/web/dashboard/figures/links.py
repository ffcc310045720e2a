"""Places: addresses within the dashboard, and what is asked for there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from page_tracker.tracking.site import canonical_site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What can be asked for, in the order in which it is written.
_PERIOD = ("period", "from", "to")
_NAMES = ("site", *_PERIOD, "unit", "page", "list", "offset", "key")

_DASHBOARD = "dashboard"

HOME = f"/{_DASHBOARD}"
"""Where all sites are."""


@dataclass(frozen=True)
class DashboardLink:
    """A path from the root, and the parameters that are given.

    ``key`` opens a shared site and stays as it is. A change of what is shown begins
    at the start of a list.
    """

    path: str
    query: Mapping[str, str]

    @property
    def address(self) -> str:
        """Where it is."""
        return self._with({})

    @property
    def overview(self) -> str:
        """All of the site, in the same period."""
        return self._with({"page": None, "list": None, "offset": None})

    def get(self, name: str) -> str | None:
        """Return a parameter, if it is given."""
        return self.query.get(name)

    def in_period(self, name: str) -> str:
        """Return the address of the same in the period with a name."""
        fresh: dict[str, str | None] = dict.fromkeys((*_PERIOD, "unit", "offset"))
        return self._with(fresh | {"period": name})

    def by(self, unit: str) -> str:
        """Return the address of the same by another unit of time."""
        return self._with({"unit": unit})

    def of_page(self, path: str) -> str:
        """Return the address of a page of the site."""
        return self._with({"page": path, "list": None, "offset": None})

    def of_list(self, name: str, offset: int = 0) -> str:
        """Return the address of all rows of a list, from one on."""
        start = str(offset) if offset else None
        return self._with({"page": None, "list": name, "offset": start})

    @property
    def usual(self) -> str:
        """Return the address of the whole site in the usual period."""
        fresh = dict.fromkeys(self.query)
        return self._with(fresh | {"key": self.get("key")})

    @property
    def kept_by_dates(self) -> dict[str, str]:
        """Return what a form with other dates is to send along."""
        kept = ("page", "list", "key")
        return {name: self.query[name] for name in kept if name in self.query}

    def _with(self, changes: Mapping[str, str | None]) -> str:
        asked = {**self.query, **changes}
        return _address(self.path, {name: asked.get(name) for name in _NAMES})


def sign_in_address(wanted: str = HOME, again: str = "") -> str:
    """Return where the token is asked for, to go on to a wanted place."""
    asked = {"next": "" if wanted == HOME else wanted, "again": again}
    return _address("/sign-in", asked)


def address_of(*segments: str) -> str:
    """Return the path of some segments, from the root."""
    return "".join("/" + quote(segment, safe=":") for segment in segments)


def read_place(environ: "WSGIEnvironment", *path: str) -> DashboardLink:
    """Return the place of some segments that a request asks for.

    Unknown parameters are left out, and empty ones, which forms send.
    """
    return _place(environ.get("QUERY_STRING", ""), *path)


def dashboard_address(text: str) -> str:
    """Return the address of the dashboard that a text from outside names.

    The address is written anew from the site and the known parameters, so that no
    character of ``text`` reaches a ``Location`` header as it was sent: browsers resolve
    ``..`` and ``%2e%2e``, read ``\\`` as ``/``, and drop tabs and line ends (WHATWG URL
    Standard, 4.4). Return :data:`HOME` if the text names anything else.
    """
    path, _, query = text.partition("#")[0].partition("?")
    root, _, site = path.rpartition("/")
    if path == HOME:
        return _place(query, _DASHBOARD).address
    if root != HOME:
        return HOME
    try:
        name = canonical_site(unquote(site, errors="strict"))
    except ValueError:
        return HOME
    return _place(query, _DASHBOARD, name).address


def _place(query: str, *path: str) -> DashboardLink:
    pairs = parse_qsl(query, errors="replace")
    known = {name: text for name, text in pairs if name in _NAMES}
    return DashboardLink(address_of(*path), known)


def _address(path: str, query: Mapping[str, str | None]) -> str:
    """Return an address with the parameters that are given and not empty."""
    given = {name: text for name, text in query.items() if text}
    text = urlencode(given, quote_via=quote, safe="/:", errors="replace")
    return f"{path}?{text}" if text else path
