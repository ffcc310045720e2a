"""Pages for people: HTML from templates, with headers that let nothing else in."""

from collections.abc import Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from page_tracker.tracking.shown_host import shown_host
from page_tracker.web.dashboard.figures.links import sign_in_address
from page_tracker.web.dashboard.session import Header
from page_tracker.web.mount import url
from page_tracker.web.responses import PlainResponse
from page_tracker.web.static_files import SCRIPT, StaticFiles

# Nothing is loaded or sent but from and to this service itself, nothing is written in
# the page that runs or styles, and no other page may frame it.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# Clipboard is for the buttons that copy.
_FEATURES = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(),"
    " clipboard-write=(self)"
)

HEADERS: tuple[Header, ...] = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),  # for browsers that know no frame-ancestors
    ("Referrer-Policy", "no-referrer"),  # a share link has its key in the address
    ("Permissions-Policy", _FEATURES),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex, nofollow"),  # there is no end to periods
)
"""What is sent with every page."""


class Pages:
    """Makes pages of the templates; whatever is put into one is escaped."""

    def __init__(self, files: StaticFiles, script: str = SCRIPT) -> None:
        """``script`` is the path of the script in the snippets of pages."""
        self._templates = Environment(
            loader=PackageLoader("page_tracker"),
            autoescape=True,
            undefined=StrictUndefined,  # a misspelt name is no empty text
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["shown"] = shown_host
        self._templates.globals |= {
            "url": url,
            "script": script,
            "file": lambda name: url(files.address(name)),
            "sign_in": lambda wanted: url(sign_in_address(wanted)),
        }

    def page(
        self,
        template: str,
        values: Mapping[str, object],
        status: str = "200 OK",
        headers: Sequence[Header] = (),
    ) -> PlainResponse:
        """Return the page that a template makes of some values; no cache keeps it."""
        body = self._templates.get_template(f"{template}.html").render(values)
        return PlainResponse(
            body, "text/html; charset=utf-8", status, (*HEADERS, *headers)
        )

    def problem(
        self,
        status: str,
        title: str,
        reasons: Sequence[str],
        back: tuple[str, str] | None = None,
        choices: Mapping[str, str] | None = None,
    ) -> PlainResponse:
        """Return a page that says what is wrong.

        ``back`` is a link and its text; ``choices`` are links by their texts.
        """
        values = {
            "title": title,
            "reasons": reasons,
            "back": back,
            "choices": choices or {},
        }
        return self.page("problem", values, status)

    @staticmethod
    def elsewhere(address: str, headers: Sequence[Header] = ()) -> PlainResponse:
        """Send a browser to another page of ours, which it is to GET (303)."""
        more = (*HEADERS, *headers, ("Location", url(address)))
        return PlainResponse("", "text/plain; charset=utf-8", "303 See Other", more)
