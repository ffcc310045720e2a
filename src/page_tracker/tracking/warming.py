"""Warming: loads what only a few processes need before the first view needs it.

The lists of crawlers and of browsers, and the tables for names that are not in ASCII,
take 60 ms to load. A process that serves views on a loop loads them before the first
view.
"""

from page_tracker.tracking.headers import client_headers
from page_tracker.tracking.submission import submissions

# Not a crawler, so that all lists are searched; with a system, to load its names.
_AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"

_VIEW = {
    "url": "https://b\xfccher.example/%C3%A9?utm_source=a",
    "referrer": "https://www.google.com/",
    "title": "A title",
    "language": "en",
}


def warm_up() -> None:
    """Load everything that a view may need; counts nothing."""
    client_headers({"HTTP_USER_AGENT": _AGENT, "HTTP_ACCEPT_LANGUAGE": "en;q=0.5"})
    submissions([_VIEW])
