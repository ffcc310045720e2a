"""Places: addresses within the dashboard, and what is asked for there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from page_tracker.tracking.site import canonical_site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# What can be asked for, in the order in which it is written.
_PERIOD = ("period", "from", "to")
_LIST = ("list", "q", "sort", "offset", "format")
_TABS = ("tab.pages", "tab.sources", "tab.places", "tab.devices", "tab.snippet")
_EMBED = ("embed.style", "embed.metric")
_NAMES = ("site", "all", *_PERIOD, "unit", "page", *_LIST, *_TABS, *_EMBED, "key")

_DASHBOARD = "dashboard"

HOME = f"/{_DASHBOARD}"
"""Where all sites are, or the only one."""

SITES = f"{HOME}?all=1"
"""Where all sites are, also if there is only one."""


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
        return self._with(dict.fromkeys(("page", *_LIST, *_EMBED)))

    def get(self, name: str) -> str | None:
        """Return a parameter, if it is given."""
        return self.query.get(name)

    def in_period(self, name: str) -> str:
        """Return the address of the same in the period with a name."""
        return self._with(
            dict.fromkeys((*_PERIOD, "unit", "offset")) | {"period": name}
        )

    def between(self, first: date, last: date) -> str:
        """Return the address of the same between two days."""
        fresh = dict.fromkeys((*_PERIOD, "unit", "offset"))
        return self._with(fresh | {"from": f"{first}", "to": f"{last}"})

    def by(self, unit: str) -> str:
        """Return the address of the same by another unit of time."""
        return self._with({"unit": unit})

    def of_page(self, path: str) -> str:
        """Return the address of a page of the site."""
        return self._with(dict.fromkeys((*_LIST, *_EMBED)) | {"page": path})

    def of_list(self, name: str, offset: int = 0) -> str:
        """Return the address of all rows of a list, from one on."""
        start = str(offset) if offset else None
        return self._with(
            dict.fromkeys(_EMBED) | {"page": None, "list": name, "offset": start}
        )

    def sorted_by(self, order: str) -> str:
        """Return the address of the same list in another order."""
        return self._with({"sort": order, "offset": None})

    @property
    def as_csv(self) -> str:
        """Return the address of the same list as comma-separated values."""
        return self._with({"format": "csv", "offset": None})

    def tab(self, card: str, name: str) -> str:
        """Return the address of the same with another tab of a card on top."""
        return f"{self._with({f'tab.{card}': name})}#{card}"

    def embed(self, **chosen: str) -> str:
        """Return the address of the same with another choice of what to embed."""
        return self._with({f"embed.{name}": text for name, text in chosen.items()})

    @property
    def usual(self) -> str:
        """Return the address of the whole site in the usual period."""
        fresh = dict.fromkeys(self.query)
        return self._with(fresh | {"key": self.get("key")})

    @property
    def kept_by_dates(self) -> dict[str, str]:
        """Return what a form with other dates is to send along."""
        kept = ("page", "list", "q", "sort", *_TABS, "key")
        return {name: self.query[name] for name in kept if name in self.query}

    @property
    def kept_by_search(self) -> dict[str, str]:
        """Return what a form that searches a list is to send along."""
        kept = (*_PERIOD, "list", "sort", "key")
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
