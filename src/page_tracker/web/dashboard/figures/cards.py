"""Cards: lists of one kind behind tabs, which are links."""

from collections.abc import Sequence
from typing import NamedTuple

from page_tracker.storage.reports.rankings import Ranking
from page_tracker.web.dashboard.figures.links import DashboardLink
from page_tracker.web.dashboard.figures.lists import ListView, top_list

# Card: its title, and its lists with the texts of their tabs. The first list is on top
# unless another one is asked for.
_CARDS: dict[str, tuple[str, dict[str, str]]] = {
    "pages": ("Pages", {"pages": "Top", "entry_pages": "Entry"}),
    "sources": ("Sources", {"referrers": "Referrers", "campaigns": "Campaigns"}),
    "places": ("Places", {"countries": "Countries", "languages": "Languages"}),
    "devices": (
        "Devices",
        {"browsers": "Browsers", "systems": "OS", "devices": "Size"},
    ),
    "events": ("Events", {"events": "Events"}),
}

# A card that is not there while its list is empty.
_OPTIONAL = "events"


class Tab(NamedTuple):
    """A link to a list of the card, or to the one on top."""

    text: str
    address: str
    is_current: bool


class Card(NamedTuple):
    """A list on top of others; ``tabs`` lead to them, none if it is alone."""

    name: str
    title: str
    tabs: list[Tab]
    list: ListView


def lists_on_top(place: DashboardLink) -> list[str]:
    """Return the lists that are asked for, one of each card, in their order."""
    return [_on_top(place, card) for card in _CARDS]


def cards(place: DashboardLink, rankings: Sequence[Ranking]) -> list[Card]:
    """Return the cards; takes the rankings of :func:`lists_on_top`."""
    found = []
    for name, ranking in zip(_CARDS, rankings, strict=True):
        shown = top_list(place, _on_top(place, name), ranking)
        if shown.entries or shown.note or name != _OPTIONAL:
            title, lists = _CARDS[name]
            found.append(Card(name, title, _tabs(place, name, lists), shown))
    return found


def _on_top(place: DashboardLink, card: str) -> str:
    _, lists = _CARDS[card]
    asked = place.get(f"tab.{card}")
    return asked if asked in lists else next(iter(lists))


def _tabs(place: DashboardLink, card: str, lists: dict[str, str]) -> list[Tab]:
    if len(lists) == 1:
        return []
    current = _on_top(place, card)
    return [
        Tab(text, place.tab(card, name), name == current)
        for name, text in lists.items()
    ]
