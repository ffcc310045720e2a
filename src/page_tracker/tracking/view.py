"""A view of a page, ready to be counted: every text in it is canonical and bounded."""

from dataclasses import dataclass

OTHER = "(other)"
"""The member of a full list that stands for all that found no place in it."""


@dataclass(frozen=True, slots=True)
class View:  # pylint: disable=too-many-instance-attributes  # as a view has properties
    """One view, or with ``event`` one event, of a page.

    ``visitor`` is empty for who does not want to be recognised; else 16 bytes: the
    visitor's hash, and that of visitor and page. An ``event`` is counted as such, and
    neither as a view nor as a visitor.
    """

    site: str
    path: str
    referrer: str
    campaign: str
    browser: str
    system: str
    device: str
    language: str
    country: str
    visitor: bytes = b""
    title: str = ""
    event: str = ""
