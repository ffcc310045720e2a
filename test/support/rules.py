"""The rules by which tests record: roomy, in UTC; ``replace(RULES, pages=3)``."""

from zoneinfo import ZoneInfo

from page_tracker.storage.recording.limits import RecordingLimits

RULES = RecordingLimits(
    zone=ZoneInfo("UTC"),
    sites=100,
    pages=10_000,
    members=1000,
    seen=10_000,
    keep_days=400,
    keep_hours_days=60,
)
