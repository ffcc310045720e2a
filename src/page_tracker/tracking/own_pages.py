"""Own pages: referrers that belong to the site itself, also in mirrors of it."""

import re
from collections.abc import Iterator

from page_tracker.tracking.site import canonical_site, domains

# Google Translate and the AMP caches show a site under a host made of its name, in
# which "." is "-" and "-" is "--": a-b.example becomes a--b-example.translate.goog.
_MIRRORS = re.compile(
    r"([^.:]+)\.(?:translate\.goog|cdn\.ampproject\.org|bing-amp\.com)"
)

# URLs that contain the URL they show: copies of the Internet Archive, and AMP pages in
# a cache and in Google's viewer.
_SHOWN = (
    (
        re.compile(r"web\.archive\.org"),
        re.compile(r"/(?:web/[^/]+|save)/(?:https?:/{1,2})?([^/]+)", re.IGNORECASE),
    ),
    (
        re.compile(r"(?:[^/]*\.)?cdn\.ampproject\.org|www\.google\.[a-z.]+"),
        re.compile(r"/(?:[a-z]|amp|wp/[a-z])/(?:s/)?([^/]+)", re.IGNORECASE),
    ),
)


def is_own_page(host: str, path: str, site: str, own_hosts: frozenset[str]) -> bool:
    """Return whether a page belongs to a site, or to another site of its owner.

    Args:
        host: The page's canonical host, with its port.
        path: The page's path from the root, as it was sent.
        site: The canonical site, whose subdomains belong to it.
        own_hosts: The owner's canonical sites, without their subdomains.
    """
    base = site.removeprefix("www.")
    return any(
        base in domains(each)
        or any(name in own_hosts for name in (each, f"www.{each}", _bare(each)))
        for each in (host, *_shown_hosts(host, path))
    )


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _shown_hosts(host: str, path: str) -> Iterator[str]:
    """Yield the hosts whose pages a mirror shows."""
    if mirror := _MIRRORS.fullmatch(host):
        yield mirror[1].replace("--", "/").replace("-", ".").replace("/", "-")
    for hosts, paths in _SHOWN:
        shown = paths.match(path) if hosts.fullmatch(host) else None
        if shown:
            try:
                yield canonical_site(shown[1])
            except ValueError:
                continue
