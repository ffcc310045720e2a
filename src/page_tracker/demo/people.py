"""The made-up people: their browsers, systems, countries and languages."""

from random import Random
from typing import NamedTuple

from page_tracker.demo.choice import Choice
from page_tracker.tracking.view import UNKNOWN


class Person(NamedTuple):
    """The properties of a view that depend on its person, in the reports' words."""

    browser: str
    system: str
    device: str
    language: str
    country: str


_DESKTOP, _MOBILE, _TABLET = "desktop", "mobile", "tablet"

# Their shares in per cent.
_AGENTS = {
    ("Chrome", "Windows", _DESKTOP): 16,
    ("Chrome", "macOS", _DESKTOP): 9.5,
    ("Firefox", "Linux", _DESKTOP): 6.5,
    ("Firefox", "Windows", _DESKTOP): 6,
    ("Safari", "macOS", _DESKTOP): 6,
    ("Chrome", "Linux", _DESKTOP): 5,
    ("Edge", "Windows", _DESKTOP): 4.5,
    ("Firefox", "macOS", _DESKTOP): 3,
    ("Vivaldi", "Linux", _DESKTOP): 0.8,
    ("Opera", "Windows", _DESKTOP): 0.7,
    ("Chrome", "ChromeOS", _DESKTOP): 0.6,
    ("Brave", "Windows", _DESKTOP): 0.6,
    ("Firefox", "FreeBSD", _DESKTOP): 0.3,
    ("Chrome", "Android", _MOBILE): 15.5,
    ("Safari", "iOS", _MOBILE): 14,
    ("Firefox", "Android", _MOBILE): 2.8,
    ("Samsung Internet", "Android", _MOBILE): 1.9,
    ("Chrome", "iOS", _MOBILE): 1.4,
    ("DuckDuckGo", "Android", _MOBILE): 0.8,
    ("Firefox", "iOS", _MOBILE): 0.6,
    ("Opera", "Android", _MOBILE): 0.4,
    ("Safari", "iPadOS", _TABLET): 1.8,
    ("Chrome", "Android", _TABLET): 0.8,
    (UNKNOWN, UNKNOWN, UNKNOWN): 0.5,
}
_PLACES = {
    ("US", "en"): 27,
    ("DE", "de"): 13,
    ("GB", "en"): 8,
    ("FR", "fr"): 5.5,
    ("IN", "en"): 5,
    ("CA", "en"): 4,
    ("NL", "nl"): 3.4,
    ("BR", "pt"): 2.8,
    ("ES", "es"): 2.4,
    ("PL", "pl"): 2.2,
    ("IT", "it"): 2.2,
    ("AU", "en"): 2.1,
    ("SE", "sv"): 1.8,
    ("CH", "de"): 1.7,
    ("JP", "ja"): 1.7,
    ("AT", "de"): 1.4,
    ("BE", "nl"): 1,
    ("CZ", "cs"): 1,
    ("MX", "es"): 0.9,
    ("UA", "uk"): 0.8,
    ("FI", "fi"): 0.8,
    ("NO", "nb"): 0.8,
    ("DK", "da"): 0.8,
    ("CN", "zh"): 0.7,
    ("KR", "ko"): 0.7,
    ("PT", "pt"): 0.6,
    ("RO", "ro"): 0.6,
    ("AR", "es"): 0.6,
    ("IE", "en"): 0.5,
    ("NZ", "en"): 0.5,
    ("TR", "tr"): 0.5,
    ("HU", "hu"): 0.4,
    ("GR", "el"): 0.4,
    ("TW", "zh"): 0.4,
    ("ID", "id"): 0.4,
    ("VN", "vi"): 0.3,
    ("IL", "he"): 0.3,
    ("ZA", "en"): 0.3,
    ("SG", "en"): 0.3,
    ("CO", "es"): 0.2,
    ("KE", "en"): 0.1,
    (UNKNOWN, "en"): 1.2,
    (UNKNOWN, UNKNOWN): 0.6,
}
# The share of people with another language who read the web in English.
_IN_ENGLISH = 0.18

_AGENT, _PLACE = Choice(_AGENTS), Choice(_PLACES)


def somebody(dice: Random) -> Person:
    """Return a person; the same dice in the same state return the same one."""
    country, language = _PLACE.pick(dice)
    if dice.random() < _IN_ENGLISH:
        language = "en"
    return Person(*_AGENT.pick(dice), language, country)
