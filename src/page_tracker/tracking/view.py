"""A view of a page, ready to be counted: every text in it is canonical and bounded."""

from typing import NamedTuple

OTHER = "(other)"
"""The member of a full list that stands for all members that found no room."""

UNKNOWN = "(unknown)"
"""Stands for a browser, a language and so on that a view does not name."""


class Properties(NamedTuple):
    """The properties of a view, which are counted beside its page; none is empty."""

    referrer: str
    campaign: str
    browser: str
    system: str
    device: str
    language: str
    country: str


class View(NamedTuple):
    """One view, or with ``event`` one event, of a page.

    ``visitor`` is empty if the person does not want to be recognised. Otherwise it has
    16 bytes: the visitor's hash, and that of visitor and page. An ``event`` is counted
    as such, and neither as a view nor as a visitor.
    """

    site: str
    path: str
    properties: Properties
    visitor: bytes = b""
    title: str = ""
    event: str = ""


class Ignored(NamedTuple):
    """A view that is ignored, and why; ``site`` is empty if it belongs to none."""

    site: str
    reason: str
