"""Properties of a client that follow from the headers of its request."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from page_tracker.tracking.agent import LONGEST_AGENT, Agent, agent
from page_tracker.tracking.language import MAX_INPUT, language
from page_tracker.tracking.text import CACHE_SIZE

# GitHub's proxy, and those of others that run Camo: "github-camo (1a2b3c4d)", "go-camo
# (2.4.0)", "Camo Asset Proxy 2.3.0"; those of Gmail, Yahoo Mail and Slack; and Shields,
# which draws an image of what it fetches: "Shields.io/2003a", "shields
# (self-hosted)/1.0".
_NAMES = re.compile(
    r"\bcamo\b|GoogleImageProxy|YahooMailProxy|Slack-ImgProxy|^shields\b",
    re.IGNORECASE,
)


def is_image_proxy(user_agent: str) -> bool:
    """Return whether a user agent is that of a known image proxy."""
    return _NAMES.search(user_agent) is not None


REASONS = (
    "bot",
    "prefetch",
    "own_visit",
    "opted_out",
    "unknown_site",
    "spam_referrer",
    "too_many_sites",
    "invalid",
    "no_path",
)
"""Every reason for which a view is ignored, in the words of reports."""

# Sec-Purpose is the standard's (Fetch, "prefetch"; Chrome adds "prerender"). Earlier,
# Chrome sent Purpose, Safari X-Purpose with "preview", and Firefox X-Moz.
_PURPOSES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_NOT_SEEN = ("prefetch", "prerender", "preview")


def is_prefetch(environ: Mapping[str, str]) -> bool:
    """Return whether a browser requests a page before anyone looks at it.

    ``environ`` is WSGI's, where a header's name begins with ``HTTP_``.
    """
    for header in _PURPOSES:
        purpose = environ.get(header)
        if purpose and any(word in purpose.lower() for word in _NOT_SEEN):
            return True
    return False


def opted_out(environ: Mapping[str, str]) -> bool:
    """Return whether a person asks not to be tracked.

    The signals are Do Not Track, ``DNT: 1``, and its successor, Global Privacy Control:
    ``Sec-GPC: 1``. ``environ`` is WSGI's, where a header's name begins with ``HTTP_``.
    """
    return environ.get("HTTP_DNT") == "1" or environ.get("HTTP_SEC_GPC") == "1"


class ClientHeaders(NamedTuple):
    """The client's agent and language, and whether it prefetches or opts out."""

    agent: Agent
    language: str
    prefetches: bool
    opted_out: bool


def client_headers(environ: Mapping[str, str]) -> ClientHeaders:
    """Parse the headers in WSGI's environ; common combinations are cached."""
    return _client_headers(
        environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
        environ.get("HTTP_ACCEPT_LANGUAGE", "")[:MAX_INPUT],
        is_prefetch(environ),
        opted_out(environ),
    )


@lru_cache(CACHE_SIZE)
def _client_headers(
    user_agent: str, accept_language: str, prefetches: bool, opted: bool
) -> ClientHeaders:
    return ClientHeaders(
        agent(user_agent), language(accept_language), prefetches, opted
    )
