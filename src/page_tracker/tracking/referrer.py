"""Referrers: where the visitors of a page come from."""

import re
from functools import lru_cache

from page_tracker.tracking.cache import CACHE_SIZE, MOST_CACHED
from page_tracker.tracking.path import resolve
from page_tracker.tracking.percent import readable
from page_tracker.tracking.site import domains, split_url
from page_tracker.tracking.sources import known_app, known_host
from page_tracker.tracking.spam import SPAM_DOMAINS

DIRECT = "(direct)"
INTERNAL = "(internal)"
MAX_NAME = 200
"""Characters of the longest name of a referrer."""

# Only before a name of two labels or more: "m.de" is no mobile face of "de".
_FACE = re.compile(r"\A(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_APP = re.compile(
    r"android-app://([a-z0-9_]+(?:\.[a-z0-9_]+)+)(?=/|\Z)", re.ASCII | re.IGNORECASE
)


def referrer_name(text: str, site: str) -> str:
    """Return the name to count a referrer under.

    :data:`DIRECT` if there is none that can be used: an http or https URL, or one of
    an Android app. :data:`INTERNAL` for a page of ``site`` itself, with or without
    "www."; ``site`` is canonical. Else the name of a known source such as "Google" or
    "Reddit", or an app's package, or host and path as in ``example.com/blog``: without
    scheme, "www." and the like, query, fragment and trailing slash. At most
    :data:`MAX_NAME` characters; of a long ``text`` only the beginning counts. Never
    raises.
    """
    return _referrer_name(_address(text), site)


def is_spam(text: str, also: frozenset[str] = frozenset()) -> bool:
    """Tell whether a referrer is only there to be seen in reports.

    Its host, or a domain that the host is in, is a known spammer's, or in ``also``:
    canonical host names without a port. Never raises.
    """
    return _is_spam(_address(text), also)


def _address(text: str) -> str:
    # The query tells one visitor's search from another's; the caches are better off
    # without it.
    return text[:MOST_CACHED].partition("?")[0].partition("#")[0]


@lru_cache(CACHE_SIZE)
def _referrer_name(address: str, site: str) -> str:
    if not address:
        return DIRECT
    if app := _APP.match(address.strip()):
        package = app[1].lower()
        return known_app(package) or package[:MAX_NAME]
    try:
        referring, path = split_url(address)
    except ValueError:
        return DIRECT
    if referring.removeprefix("www.") == site.removeprefix("www."):
        return INTERNAL
    return _page_name(_FACE.sub("", referring), path)


def _page_name(site: str, path: str) -> str:
    known = known_host(site.partition(":")[0])
    return known or (site + resolve(readable(path)).removesuffix("/"))[:MAX_NAME]


@lru_cache(CACHE_SIZE)
def _is_spam(address: str, also: frozenset[str]) -> bool:
    try:
        host = split_url(address)[0].partition(":")[0]
    except ValueError:
        return False
    return any(each in SPAM_DOMAINS or each in also for each in domains(host))
