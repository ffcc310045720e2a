"""The rules of recording: what is kept, how much of it, and for how long."""

import sys
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from page_tracker.settings import Settings
from page_tracker.storage import keys

_DAY = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class RecordingLimits:
    """Bounds of what strangers can make the store hold; lives are in days.

    ``pages`` are the known paths of a site, ``members`` those of any other list of a
    day or month. ``seen`` are the hashes that recognise a day's visitors of a site: one
    for each visitor, and one for each page that a visitor has seen.
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
        """Return the rules that the settings make."""
        return cls(
            zone=settings.timezone,
            # Who names the sites has bounded them.
            sites=sys.maxsize if settings.sites else settings.max_sites,
            pages=settings.max_pages,
            members=settings.max_members,
            seen=settings.max_seen,
            keep_days=settings.keep_days,
            keep_hours_days=settings.keep_hours_days,
        )

    @cached_property
    def limits(self) -> dict[str, int]:
        """What ``record.lua`` calls by that name; its lives are in seconds."""
        return {
            "pages": self.pages,
            "members": self.members,
            "seen": self.seen,
            "active": keys.ACTIVE,
            "day_life": keys.DAY_LIFE,
            "keep_days": self.keep_days * _DAY,
            "keep_hours": self.keep_hours_days * _DAY,
        }
