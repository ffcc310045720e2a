"""Backfill: records past views as if they had been recorded when they happened."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from redis import Redis

from page_tracker.storage import keys
from page_tracker.storage.client import domain_errors
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.tracking.local_time import local_hour
from page_tracker.tracking.view import Ignored, View

Happened = tuple[float, View | Ignored]
"""When something happened, in seconds of the epoch, and what happened."""

# Views in a batch, at most; each batch delays a running service by about 5 ms.
_MOST = 500

# Seconds that a batch may take; no client waits for its reply.
_PATIENCE = 30.0

# Days after which the visitors of a day are no longer recognised.
_SEEN_DAYS = keys.DAY_LIFE // (24 * 3600)


class Backfill:
    """Records days of sites up to ``now``, in seconds of the epoch.

    Nothing is recorded that would have expired by now. Lists of a day and of its hours
    expire when they would have expired had they been recorded in time. For use by one
    thread. Each method raises :class:`StorageError`.
    """

    def __init__(self, client: Redis, rules: RecordingLimits, now: float) -> None:
        self._client = client
        self._lane = BatchWriter(client)
        self._rules = rules
        self._now = now
        self._today = datetime.fromtimestamp(now, rules.zone).date()

    def admit(self, site: str) -> bool:
        """Admit a site; return whether there is room for it."""
        batch = self._batch(self._rules, self._now)
        answer = batch.admit(site)
        self._lane.settle(batch)
        return answer()

    def record(self, site: str, day: date, happened: Iterable[Happened]) -> None:
        """Record, in order, what happened on a site within one local day."""
        age = (self._today - day).days
        rules = replace(
            self._rules,
            keep_days=self._rules.keep_days - age,
            keep_hours_days=self._rules.keep_hours_days - age,
        )
        for _, together in groupby(happened, self._moments(age)):
            waiting = list(together)
            for start in range(0, len(waiting), _MOST):
                self._send(rules, waiting[start : start + _MOST])
        if age >= _SEEN_DAYS:
            with domain_errors():
                self._client.unlink(keys.seen(site, str(day)))

    def close(self) -> None:
        """Close the connection."""
        self._lane.close()

    def _moments(self, age: int) -> Callable[[Happened], object]:
        """Return a function that maps an event to the unit of time it is stored by.

        That is the hour, or the day if its hours have expired. For today it is the
        minute, because visitors of the last few minutes count as active.
        """
        if age >= self._rules.keep_hours_days:
            return lambda each: None
        if age > 0:
            return lambda each: local_hour(each[0], self._rules.zone)
        return lambda each: each[0] // 60

    def _send(self, rules: RecordingLimits, happened: Sequence[Happened]) -> None:
        batch = self._batch(rules, happened[-1][0])
        answers = [
            batch.record(entry) if isinstance(entry, View) else batch.ignore(entry)
            for _, entry in happened
        ]
        self._lane.settle(batch)
        for answer in answers:
            answer()

    @staticmethod
    def _batch(rules: RecordingLimits, at: float) -> Batch:
        return Batch(rules, time.monotonic() + _PATIENCE, at)
