"""Sources: which hosts and apps lead to pages, from the lists of Matomo and Snowplow.

Taken are the facts only: which host has which name.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml  # type: ignore[import-untyped]  # has no types

from page_tracker.tracking.site import canonical_site

HEADER = """\
# Referring hosts and the names of what they belong to. Made by `nox -s sources` from
# https://github.com/matomo-org/searchengine-and-social-list (CC0 1.0), 2026-07-15, and
# https://github.com/snowplow-referer-parser/referer-parser (GPL 3.0), 2025-11-25, of
# which the facts alone are taken. Where both have a host, Matomo's name counts.
#
# Name, hosts, and domains with all hosts under them, separated by tabs. In a host "*"
# at the beginning stands for a country, and at the end for a country's domain.
"""

# The names under which the service knows a source already, and those that people use.
RENAMED = {
    "Coccoc": "Coc Coc",
    "Cốc Cốc": "Coc Coc",
    "Mail.com": "mail.com",
    "Mailru": "Mail.ru",
    "Outlook.com": "Outlook",
    "Proton": "Proton Mail",
    "Twitter": "X",
    "Vkontakte": "VK",
    "Web.de": "WEB.DE",
    "Yahoo!": "Yahoo",
    "Yahoo! Japan": "Yahoo",
    "Yahoo! Mail": "Yahoo Mail",
    "Youtube": "YouTube",
    "sm.cn": "Shenma",
    "tumblr": "Tumblr",
}

# Sections of Snowplow's list whose sources have all hosts under a domain; and the one
# of hosts that are no sources.
_WHOLE = {"social", "paid", "chatbot"}
_NO_SOURCES = "unknown"

_FACE = re.compile(r"\A(?:www|m|mobile|amp)\.(?=[^.]+\.)")


class Place(NamedTuple):
    """A host, or a domain with all hosts under it, and the name that it has."""

    name: str
    host: str
    whole: bool


def read_matomo(folder: Path) -> list[Place]:
    """Read a checkout of Matomo's lists."""
    engines = {
        name: [url for each in parts for url in each.get("urls", [])]
        for name, parts in _load(folder / "SearchEngines.yml").items()
    }
    networks = _load(folder / "Socials.yml"), _load(folder / "AIAssistants.yml")
    return [
        *_places(engines, whole=False),
        *(place for each in networks for place in _places(each, whole=True)),
    ]


def read_snowplow(folder: Path) -> list[Place]:
    """Read a checkout of Snowplow's list."""
    media = _load(folder / "resources" / "referers.yml")
    return [
        place
        for medium, names in media.items()
        if medium != _NO_SOURCES
        for place in _places(
            {name: each["domains"] for name, each in names.items()},
            whole=medium in _WHOLE,
        )
    ]


def document(lists: Iterable[list[Place]]) -> str:
    """Return the file that is made of some lists, of which later ones count first."""
    chosen = {place.host: place for places in lists for place in places}
    lines = []
    for name in sorted({place.name for place in chosen.values()}):
        own = [place for place in chosen.values() if place.name == name]
        hosts = " ".join(sorted(place.host for place in own if not place.whole))
        domains = " ".join(sorted(place.host for place in own if place.whole))
        lines.append(f"{name}\t{hosts}\t{domains}\n")
    return HEADER + "".join(lines)


def _load(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded


def _places(names: dict[str, list[str]], *, whole: bool) -> Iterator[Place]:
    for name, hosts in names.items():
        shown = unquote(str(name))
        for host in hosts:
            if spelt := _spelt(host):
                yield Place(RENAMED.get(shown, shown), spelt, whole)


def _spelt(host: str) -> str:
    """Return a host as the service compares it; nothing for what is no host."""
    try:
        name = canonical_site(host.replace("{}", "country"))
    except ValueError:  # a part of a site, or a mistake
        return ""
    spelt = _FACE.sub("", name)
    return re.sub(r"\Acountry(?=\.)|(?<=\.)country\Z", "*", spelt)
