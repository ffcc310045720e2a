"""The rules of recording, as the settings make them."""

import sys
from zoneinfo import ZoneInfo

from page_tracker.settings import Settings
from page_tracker.storage.recording.limits import RecordingLimits


def test_the_rules_are_those_of_the_settings() -> None:
    """Each bound is where it belongs; lives are in seconds for the script."""
    settings = Settings(
        timezone=ZoneInfo("Asia/Tokyo"),
        max_sites=1,
        max_pages=2,
        max_members=3,
        max_seen=4,
        keep_days=6,
        keep_hours_days=5,
    )

    rules = RecordingLimits.of(settings)

    assert (rules.zone.key, rules.sites) == ("Asia/Tokyo", 1)
    assert rules.limits == {
        "pages": 2,
        "members": 3,
        "seen": 4,
        "active": 300,
        "day_life": 2 * 86_400,
        "keep_days": 6 * 86_400,
        "keep_hours": 5 * 86_400,
    }


def test_sites_that_are_named_are_not_bounded_again() -> None:
    """The site limit does not apply to listed sites."""
    rules = RecordingLimits.of(
        Settings(sites=frozenset({"a.org", "b.org"}), max_sites=1)
    )

    assert rules.sites == sys.maxsize
