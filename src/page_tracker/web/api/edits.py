"""``POST /api/v1/sites/...``: edits that only the owner may make to pages and sites."""

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

# Returns the value of a field; raises ValueError with the reason if it is invalid.
Parse = Callable[[object], Any]


class SiteEdits:
    """Edits pages and sites for requests with the owner's token.

    A page that gets numbers is named as by a view of it. An existing page may also be
    named with all of its parameters.
    """

    def __init__(
        self, edits: Edits, access: OwnerAuth, paths: Paths = USUAL_PATHS
    ) -> None:
        self._edits = edits
        self._access = access
        self._new_path: Parse = lambda value: paths.canonical(_path(value))

    def set_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Set the views of a page, which need not exist: ``{"path", "views"}``."""
        args = self._arguments(environ, site, {"path": self._new_path, "views": _views})
        numbers = self._edits.set_page(args["site"], args["path"], args["views"])
        return _page(args["site"], args["path"], numbers)

    def reset_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Set the numbers of an existing page to 0: ``{"path"}``."""
        args = self._arguments(environ, site, {"path": _path})
        numbers = self._edits.reset_page(args["site"], args["path"])
        return _page(args["site"], args["path"], numbers)

    def delete_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Delete a page: ``{"path"}``."""
        args = self._arguments(environ, site, {"path": _path})
        self._edits.delete_page(args["site"], args["path"])
        return _json({**args, "status": "deleted"})

    def move_page(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Rename a page, or merge it with another: ``{"from", "to"}``."""
        args = self._arguments(environ, site, {"from": _path, "to": self._new_path})
        numbers = self._edits.move_page(args["site"], args["from"], args["to"])
        return _page(args["site"], args["to"], numbers)

    def reset_site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Delete all numbers of a site: no body, or ``{}``."""
        args = self._arguments(environ, site, {})
        self._edits.reset_site(args["site"])
        return _json({**args, "status": "reset"})

    def delete_site(self, environ: "WSGIEnvironment", site: str) -> PlainResponse:
        """Delete a site: no body, or ``{}``."""
        args = self._arguments(environ, site, {})
        self._edits.delete_site(args["site"])
        return _json({**args, "status": "deleted"})

    def _arguments(
        self, environ: "WSGIEnvironment", site: str, fields: Mapping[str, Parse]
    ) -> dict[str, Any]:
        """Return the site and the fields of the body, if the sender is the owner.

        Raises :class:`InvalidInput` with a reason for each field that is wrong.
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


def _parsed(args: Mapping[str, object], fields: Mapping[str, Parse]) -> dict[str, Any]:
    values, errors = {}, {}
    for name, parse in fields.items():
        try:
            values[name] = parse(args.get(name))
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
    # Otherwise "" would be the start page, and "(other)" a page of its own.
    if not text.startswith("/"):
        raise ValueError("must begin with a slash")
    return exact_path(text)


def _views(value: object) -> int:
    # True is an int too.
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("must be a whole number")
    if not 0 <= value <= MOST_VIEWS:
        raise ValueError(f"must be from 0 to {MOST_VIEWS}")
    return value


def _page(site: str, path: str, numbers: Numbers) -> PlainResponse:
    return _json({"site": site, "path": path, **numbers._asdict()})


def _json(value: Mapping[str, object]) -> PlainResponse:
    return PlainResponse(json.dumps(value), "application/json")
