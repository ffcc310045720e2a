"""A view of a page, ready to be counted: every text in it is canonical and bounded."""

from typing import NamedTuple

OTHER = "(other)"
"""The member of a full list that stands for all that found no place in it."""

UNKNOWN = "(unknown)"
"""What stands for a browser, a language and so on that a view does not say."""


class Properties(NamedTuple):
    """What is counted of a view beside its page; each has a text for "not known"."""

    referrer: str
    campaign: str
    browser: str
    system: str
    device: str
    language: str
    country: str


class View(NamedTuple):
    """One view, or with ``event`` one event, of a page.

    ``visitor`` is empty for who does not want to be recognised; else 16 bytes: the
    visitor's hash, and that of visitor and page. An ``event`` is counted as such, and
    neither as a view nor as a visitor.
    """

    site: str
    path: str
    properties: Properties
    visitor: bytes = b""
    title: str = ""
    event: str = ""


class Ignored(NamedTuple):
    """A view that is left out, and why; ``site`` is empty if it belongs to none."""

    site: str
    reason: str
