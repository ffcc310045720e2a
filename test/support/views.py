"""Views as the service makes them, by visitors with names."""

from hashlib import blake2b

from page_tracker.tracking.view import Properties, View
from page_tracker.tracking.visitor import HASH_BYTES, page_hash

SITE = "a.org"

PROPERTIES = Properties(
    referrer="(direct)",
    campaign="(none)",
    browser="Firefox",
    system="Linux",
    device="desktop",
    language="en",
    country="DE",
)


def hashes(visitor: str, path: str) -> bytes:
    """Return what stands for a visitor on a page; nothing for nobody."""
    if not visitor:
        return b""
    whole = blake2b(visitor.encode(), digest_size=HASH_BYTES).digest()
    return whole + page_hash(whole, path)


def view(
    path: str = "/",
    visitor: str = "ada",
    *,
    site: str = SITE,
    title: str = "",
    event: str = "",
    **properties: str,
) -> View:
    """Make a view of a page, or with ``event`` an event on it."""
    described = PROPERTIES._replace(**properties)
    return View(site, path, described, hashes(visitor, path), title, event)
