"""Images: SVG documents, and what stands for them, as answers to any page."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from page_tracker.drawing.badge import badge
from page_tracker.errors import InvalidInput
from page_tracker.plain import Plain

Header = tuple[str, str]

_SHARED: tuple[Header, ...] = (("Access-Control-Allow-Origin", "*"),)

# An SVG document that is opened by itself can run scripts: not this one.
_HARMLESS: Header = (
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'",
)

# Seconds for which a number that is only shown may be an old one.
_LIFE = 60


class Keeping(NamedTuple):
    """For how long caches may keep an answer, in the headers of HTTP."""

    cache: str
    headers: tuple[Header, ...] = ()


NEVER = Keeping(
    "no-cache, no-store, must-revalidate, max-age=0",
    (("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Pragma", "no-cache")),
)
"""Not at all, in every spelling: image proxies differ in those that they know."""


def keeping(public: bool) -> Keeping:
    """Return for how long a number is kept: for a minute, if it is for everybody."""
    return Keeping(f"public, max-age={_LIFE}") if public else NEVER


def image(
    svg: str, kept: Keeping, status: str = "200 OK", also: Sequence[Header] = ()
) -> Plain:
    """Answer with an SVG document, and ``also`` with more headers."""
    headers = (*_SHARED, _HARMLESS, *kept.headers, *also)
    kind = "image/svg+xml; charset=utf-8"
    return Plain(svg, kind, status, headers, cache=kept.cache)


def shield(
    fields: Mapping[str, str | bool], kept: Keeping, status: str = "200 OK"
) -> Plain:
    """Answer with what Shields draws a badge of (https://shields.io/endpoint)."""
    body = json.dumps({"schemaVersion": 1, **fields})
    headers = (*_SHARED, *kept.headers)
    return Plain(body, "application/json", status, headers, cache=kept.cache)


def refusal(form: str, exc: InvalidInput) -> Plain:
    """Answer with a badge that names what is wrong, as an image shows nothing else."""
    message, status = f"invalid: {', '.join(exc.errors)}", "400 Bad Request"
    if form == "json":
        fields = {"label": "", "message": message, "color": "red"}
        return shield({**fields, "isError": True}, NEVER, status)
    return image(badge("", message, "red"), NEVER, status)
