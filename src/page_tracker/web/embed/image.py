"""SVG responses: cache policy, and the names of images."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from werkzeug.exceptions import NotFound

from page_tracker.errors import InvalidInput
from page_tracker.svg.badge import badge
from page_tracker.tracking.path import USUAL_PATHS, Paths
from page_tracker.tracking.site import canonical_site
from page_tracker.web.query import UNKNOWN
from page_tracker.web.responses import PlainResponse


def split_name(name: str, *forms: str) -> tuple[str, str]:
    """Split ``blog/post.svg`` into its stem and its extension.

    Raises Werkzeug's ``NotFound`` if the extension is not in ``forms``.
    """
    stem, dot, form = name.rpartition(".")
    if not dot or form not in forms:
        endings = " or ".join(f".{each}" for each in forms)
        raise NotFound(f"An address like this ends with {endings}.")
    return stem, form


def canonical_name(site: str) -> str:
    """Return the canonical spelling of a site; raises :class:`InvalidInput`."""
    try:
        return canonical_site(site)
    except ValueError as exc:
        raise InvalidInput({"site": str(exc)}) from exc


def canonical_page(site: str, stem: str, paths: Paths = USUAL_PATHS) -> tuple[str, str]:
    """Return the site and the path of the page that an image is about.

    The path is the stem with a slash in front: ``blog/post`` is ``/blog/post``, and an
    empty stem is the start page. A ``?``, escaped in the address, begins the query of
    the page. Raises :class:`InvalidInput`.
    """
    # A "#" in an address was escaped, and thus is an ordinary character.
    path = "/" + stem.replace("#", "%23")
    return canonical_name(site), paths.canonical(path)


Header = tuple[str, str]

_SHARED: tuple[Header, ...] = (("Access-Control-Allow-Origin", "*"),)

# An SVG document that is opened by itself can run scripts; this prevents that.
_HARMLESS: Header = (
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'",
)

# Seconds for which a number that is only shown may be outdated.
_LIFE = 60


class CachePolicy(NamedTuple):
    """How long caches may store a response, as HTTP headers."""

    cache: str
    headers: tuple[Header, ...] = ()


NEVER = CachePolicy(
    "no-cache, no-store, must-revalidate, max-age=0",
    (("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Pragma", "no-cache")),
)
"""Not at all, in every spelling: image proxies know different ones."""


def cache_policy(public: bool) -> CachePolicy:
    """Return how long a number may be cached: for a minute, if it is public."""
    return CachePolicy(f"public, max-age={_LIFE}") if public else NEVER


def image(
    svg: str, kept: CachePolicy, status: str = "200 OK", also: Sequence[Header] = ()
) -> PlainResponse:
    """Answer with an SVG document; ``also`` has more headers."""
    headers = (*_SHARED, _HARMLESS, *kept.headers, *also)
    kind = "image/svg+xml; charset=utf-8"
    return PlainResponse(svg, kind, status, headers, cache=kept.cache)


def shields_json(
    fields: Mapping[str, str | bool], kept: CachePolicy, status: str = "200 OK"
) -> PlainResponse:
    """Answer with the JSON from which Shields draws a badge.

    See https://shields.io/endpoint.
    """
    body = json.dumps({"schemaVersion": 1, **fields})
    headers = (*_SHARED, *kept.headers)
    return PlainResponse(body, "application/json", status, headers, cache=kept.cache)


def refusal(form: str, exc: InvalidInput) -> PlainResponse:
    """Answer with a badge that names the errors: an image shows no text."""
    message, status = _refused(exc.errors), "400 Bad Request"
    if form == "json":
        fields = {"label": "", "message": message, "color": "red"}
        return shields_json({**fields, "isError": True}, NEVER, status)
    return image(badge("", message, "red"), NEVER, status)


def _refused(errors: Mapping[str, str]) -> str:
    """Return the parameters with wrong values, and the unknown ones."""
    unknown = [name for name, reason in errors.items() if reason == UNKNOWN]
    invalid = [name for name in errors if name not in unknown]
    kinds = {"invalid": invalid, "unknown": unknown}
    return "; ".join(f"{kind}: {', '.join(of)}" for kind, of in kinds.items() if of)
