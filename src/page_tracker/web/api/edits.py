"""``POST /api/v1/sites/...``: what only the owner may do to pages and sites."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from page_tracker.errors import InvalidInput
from page_tracker.storage.edits import MOST_VIEWS, Edits
from page_tracker.storage.recording.outcomes import Numbers
from page_tracker.tracking.path import USUAL_PATHS, Paths, exact_path
from page_tracker.tracking.site import canonical_site
from page_tracker.web.auth import OwnerAuth
from page_tracker.web.body import has_body, read_json, require_type
from page_tracker.web.responses import PlainResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Returns the value of a field; raises ValueError with the reason why it is none.
Parse = Callable[[object], Any]


class SiteEdits:
    """Edits pages and sites for who sends the owner's token.

    A page that gets numbers is named as a view of it would be; one that has some is
    known by all of its parameters, too.
    """

    def __init__(
        self, edits: Edits, access: OwnerAuth, paths: Paths = USUAL_PATHS
    ) -> None:
        self._edits = edits
        self._access = access
        self._new_path: Parse = lambda value: paths.canonical(_path(value))

    def set_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Give a page a number: ``{"path", "views"}``; it need not be known."""
        given = self._given(environ, site, {"path": self._new_path, "views": _views})
        numbers = self._edits.set_page(given["site"], given["path"], given["views"])
        return _page(given["site"], given["path"], numbers)

    def reset_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Set a known page to 0: ``{"path"}``."""
        given = self._given(environ, site, {"path": _path})
        numbers = self._edits.reset_page(given["site"], given["path"])
        return _page(given["site"], given["path"], numbers)

    def delete_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Forget a page by its name: ``{"path"}``."""
        given = self._given(environ, site, {"path": _path})
        self._edits.delete_page(given["site"], given["path"])
        return _json({**given, "status": "deleted"})

    def move_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Rename a page, or merge it with another: ``{"from", "to"}``."""
        given = self._given(environ, site, {"from": _path, "to": self._new_path})
        numbers = self._edits.move_page(given["site"], given["from"], given["to"])
        return _page(given["site"], given["to"], numbers)

    def reset_site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Forget all numbers of a site: no body, or ``{}``."""
        given = self._given(environ, site, {})
        self._edits.reset_site(given["site"])
        return _json({**given, "status": "reset"})

    def delete_site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Forget a site: no body, or ``{}``."""
        given = self._given(environ, site, {})
        self._edits.delete_site(given["site"])
        return _json({**given, "status": "deleted"})

    def _given(
        self, environ: "WSGIEnvironment", site: str, fields: Mapping[str, Parse]
    ) -> dict[str, Any]:
        """Return the site and the fields of the body; who asks is the owner.

        Raises :class:`InvalidInput` with a reason for each that is wrong.
        """
        self._access.must_own(environ)
        body: object = {}
        if fields or has_body(environ):
            require_type(environ, "application/json")
            body = read_json(environ)
        if not isinstance(body, dict) or not body.keys() <= fields.keys():
            raise InvalidInput({"body": _shape(fields)})
        return _parsed({**body, "site": site}, {"site": _site, **fields})


def _shape(fields: Mapping[str, Parse]) -> str:
    return f"must be an object of {', '.join(fields)}" if fields else "must be empty"


def _parsed(given: Mapping[str, object], fields: Mapping[str, Parse]) -> dict[str, Any]:
    values, errors = {}, {}
    for name, parse in fields.items():
        try:
            values[name] = parse(given.get(name))
        except ValueError as exc:
            errors[name] = str(exc)
    if errors:
        raise InvalidInput(errors)
    return values


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    try:
        value.encode()
    except UnicodeEncodeError as exc:  # JSON can spell half a surrogate pair
        raise ValueError("must be Unicode") from exc
    return value


def _site(value: object) -> str:
    return canonical_site(_text(value))


def _path(value: object) -> str:
    text = _text(value)
    # Else "" would be the start page, and "(other)" a page of its own.
    if not text.startswith("/"):
        raise ValueError("must begin with a slash")
    return exact_path(text)


def _views(value: object) -> int:
    # True is an int, too.
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be a whole number")
    if not 0 <= value <= MOST_VIEWS:
        raise ValueError(f"must be from 0 to {MOST_VIEWS}")
    return value


def _page(site: str, path: str, numbers: Numbers) -> PlainResponse:
    return _json({"site": site, "path": path, **numbers._asdict()})


def _json(value: Mapping[str, object]) -> PlainResponse:
    return PlainResponse(json.dumps(value), "application/json")
