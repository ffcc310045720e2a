"""Referrers: the sources of a page's views."""

import re
from functools import lru_cache

from page_tracker.tracking.own_pages import is_own_page
from page_tracker.tracking.path import readable, resolve
from page_tracker.tracking.shown_host import shown_host
from page_tracker.tracking.site import domains, split_url
from page_tracker.tracking.sources import known_app, known_host
from page_tracker.tracking.spam import SPAM_DOMAINS
from page_tracker.tracking.text import CACHE_SIZE, MOST_CACHED

DIRECT = "(direct)"
INTERNAL = "(internal)"
MAX_NAME = 200
"""Characters of the longest name of a referrer."""

# Only before a name of two labels or more: "m.de" is not the mobile version of "de".
_FACE = re.compile(r"\A(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_APP = re.compile(
    r"android-app://([a-z0-9_]+(?:\.[a-z0-9_]+)+)(?=/|\Z)", re.ASCII | re.IGNORECASE
)


def referrer_name(text: str, site: str, own_hosts: frozenset[str] = frozenset()) -> str:
    """Return the name under which a referrer is counted.

    Args:
        text: An http or https URL, or one of an Android app. Only the beginning of a
            long one is read.
        site: The canonical site that was viewed.
        own_hosts: More canonical sites of its owner.

    Returns:
        :data:`DIRECT` if the referrer cannot be used. :data:`INTERNAL` for a page of
        the site, of a subdomain, or of ``own_hosts``. Otherwise the name of a known
        source such as "Google" or "Reddit", or an app's package, or host and path as in
        ``example.com/blog``: without scheme, "www." and the like, query, fragment and
        trailing slash. At most :data:`MAX_NAME` characters.
    """
    return _referrer_name(_address(text), site, own_hosts)


def is_spam(text: str, also: frozenset[str] = frozenset()) -> bool:
    """Return whether a referrer is spam, sent only to appear in reports.

    It is spam if its host, or a domain of the host, is a known spammer's or in
    ``also``. That set has canonical host names without a port. Never raises.
    """
    return _is_spam(_address(text), also)


def _address(text: str) -> str:
    # The query only distinguishes the searches of visitors; without it, the cache has
    # more hits.
    return text[:MOST_CACHED].partition("?")[0].partition("#")[0]


@lru_cache(CACHE_SIZE)
def _referrer_name(address: str, site: str, own_hosts: frozenset[str]) -> str:
    if not address:
        return DIRECT
    if app := _APP.match(address.strip()):
        return _app_name(app[1].lower())
    try:
        referring, path = split_url(address)
    except ValueError:
        return DIRECT
    if is_own_page(referring, path, site, own_hosts):
        return INTERNAL
    return _page_name(_FACE.sub("", referring), path)


def _app_name(package: str) -> str:
    # Some apps send the host that they show instead of their package.
    host = _FACE.sub("", package)
    return known_app(package) or known_host(host) or package[:MAX_NAME]


def _page_name(site: str, path: str) -> str:
    if known := known_host(site.partition(":")[0]):
        return known
    whole = shown_host(site) + resolve(readable(path)).removesuffix("/")
    return whole[:MAX_NAME]


@lru_cache(CACHE_SIZE)
def _is_spam(address: str, also: frozenset[str]) -> bool:
    try:
        host = split_url(address)[0].partition(":")[0]
    except ValueError:
        return False
    return any(each in SPAM_DOMAINS or each in also for each in domains(host))
