"""The limits of recording: which data is stored, how much of it, and for how long."""

import sys
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from page_tracker.settings import Settings
from page_tracker.storage import keys

_DAY = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class RecordingLimits:
    """Bounds on what strangers can make the store hold; life times are in days.

    ``pages`` bounds the known paths of a site, ``members`` any other list of a day or
    month. ``seen`` bounds the hashes that recognise the visitors of a site on one day:
    one for each visitor, and one for each page that a visitor has seen.
    """

    zone: ZoneInfo
    sites: int
    pages: int
    members: int
    seen: int
    keep_days: int
    keep_hours_days: int

    @classmethod
    def of(cls, settings: Settings) -> "RecordingLimits":
        """Return the limits that the settings configure."""
        return cls(
            zone=settings.timezone,
            # The owner has listed the sites, so that their number is bounded already.
            sites=sys.maxsize if settings.sites else settings.max_sites,
            pages=settings.max_pages,
            members=settings.max_members,
            seen=settings.max_seen,
            keep_days=settings.keep_days,
            keep_hours_days=settings.keep_hours_days,
        )

    @cached_property
    def limits(self) -> dict[str, int]:
        """The argument ``limits`` of ``record.lua``; its life times are in seconds."""
        return {
            "pages": self.pages,
            "members": self.members,
            "seen": self.seen,
            "active": keys.ACTIVE,
            "day_life": keys.DAY_LIFE,
            "keep_days": self.keep_days * _DAY,
            "keep_hours": self.keep_hours_days * _DAY,
        }
