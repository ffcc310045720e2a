"""Recording in tests: views that share a batch, at a moment of the test's choice."""

import time
from collections.abc import Sequence
from typing import Any

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import connect
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.tracking.view import Ignored, View
from support.rules import RULES
from support.views import SITE
from support.waiting import PATIENCE

AT = 1795419000.0
"""Monday, 2026-11-23, 07:30 UTC."""

DAY, MONTH = "2026-11-23", "2026-11"


class Sender:
    """A worker that sends what it is given as one batch each."""

    def __init__(self, url: str, rules: RecordingLimits = RULES) -> None:
        self.rules = rules
        self.lane = BatchWriter(connect(url, timeout=PATIENCE))

    def batch(self, at: float = AT) -> Batch:
        """Make an empty batch that is waited for."""
        return Batch(self.rules, time.monotonic() + PATIENCE, at)

    def send(self, *entries: View | Ignored, at: float = AT) -> Sequence[Any]:
        """Record views and what was ignored, and return where they stand."""
        batch = self.batch(at)
        answers = [
            batch.record(each) if isinstance(each, View) else batch.ignore(each)
            for each in entries
        ]
        self.lane.settle(batch)
        return [answer() for answer in answers]


class Site:
    """What the store holds of a site, read by an external client."""

    def __init__(self, client: Redis, name: str = SITE) -> None:
        self.client: Any = client  # its types are those of several protocols
        self.name = name

    @property
    def totals(self) -> dict[str, int]:
        """Views, visitors and events of all time."""
        return self._hash(keys.totals(self.name))

    @property
    def days(self) -> dict[str, int]:
        """The same, by ``DAY:views`` and so on."""
        return self._hash(keys.days(self.name))

    def hours(self, day: str = DAY) -> dict[str, int]:
        """Views and visitors of a day, by ``HOUR:views`` and so on."""
        return self._hash(keys.hours(self.name, day))

    @property
    def pages(self) -> dict[str, int]:
        """The views of all time by path."""
        return self._list(keys.pages(self.name))

    @property
    def page_visitors(self) -> dict[str, int]:
        """The visitors of all time by path."""
        return self._list(keys.page_visitors(self.name))

    @property
    def titles(self) -> dict[str, str]:
        """The titles by path."""
        return dict(self.client.hgetall(keys.titles(self.name)))

    @property
    def ignored(self) -> dict[str, int]:
        """What was left out, by ``DAY:REASON``."""
        return self._hash(keys.ignored(self.name))

    def top(self, dimension: str, at: str = DAY) -> dict[str, int]:
        """A list of a day or month."""
        return self._list(keys.top(self.name, dimension, at))

    def seen(self, day: str = DAY) -> int:
        """How many hashes are known of a day."""
        return int(self.client.scard(keys.seen(self.name, day)))

    def _hash(self, key: str) -> dict[str, int]:
        return {name: int(text) for name, text in self.client.hgetall(key).items()}

    def _list(self, key: str) -> dict[str, int]:
        return {
            name: int(n) for name, n in self.client.zrange(key, 0, -1, withscores=True)
        }
