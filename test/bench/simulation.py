"""A simulation: days of a site in the store, recorded faster than they pass."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.writer import BatchWriter

from .traffic import SITE, Traffic

# As the service has them by default.
RULES = RecordingLimits(
    zone=ZoneInfo("UTC"),
    sites=100,
    pages=100_000,
    members=2000,
    seen=1_000_000,
    keep_days=400,
    keep_hours_days=60,
)
KEEP_SEEN_DAYS = 2
HOURS = 24
DAY_SECONDS = HOURS * 3600
MOST = 500  # views in a batch
PATIENCE = 30  # seconds for one batch


class Simulation:
    """Records days in order, by the code that records real views.

    What would have expired by then, on a clock that goes with the views, is deleted.
    """

    def __init__(self, redis_url: str, traffic: Traffic) -> None:
        self._client = connect(redis_url, PATIENCE)
        self._lane = BatchWriter(self._client)
        self._traffic = traffic

    def day(self, day: date, count: int) -> None:
        """Record as many views, at any hour alike."""
        self._client.delete(*expired(day))
        views = list(self._traffic.day(count))
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        size = min(MOST, max(count // HOURS, 1))
        for start in range(0, count, size):
            at = midnight + DAY_SECONDS * start / count
            batch = Batch(RULES, time.monotonic() + PATIENCE, at)
            answers = [batch.record(view) for view in views[start : start + size]]
            self._lane.settle(batch)
            answers[-1]()  # raises what went wrong

    def close(self) -> None:
        """Let the store go."""
        self._lane.close()
        self._client.close()


def expired(day: date) -> list[str]:
    """Return the keys of the site that a day sees the last of."""
    lists = str(day - timedelta(RULES.keep_days))
    return [
        keys.seen(SITE, str(day - timedelta(KEEP_SEEN_DAYS))),
        keys.hours(SITE, str(day - timedelta(RULES.keep_hours_days))),
        *(keys.top(SITE, dimension, lists) for dimension in keys.DIMENSIONS),
    ]
