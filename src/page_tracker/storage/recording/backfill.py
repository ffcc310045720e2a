"""The past: records what has happened before now, as if it had been recorded then."""

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
from page_tracker.tracking.local_time import moment
from page_tracker.tracking.view import Ignored, View

Happened = tuple[float, View | Ignored]
"""When something happened, in seconds of the epoch, and what."""

# Views in a batch: a service that runs beside this is held up for about 5 ms by each.
_MOST = 500

# Seconds for one batch; nobody waits for its answer.
_PATIENCE = 30.0

# Days after which nobody's visitors are recognised any more.
_SEEN_DAYS = keys.DAY_LIFE // (24 * 3600)


class Backfill:
    """Records days of sites until ``now``, in seconds of the epoch.

    What the rules would have forgotten by now is not kept, and the lists of a day and
    of its hours for no longer than they would have been. For use by one thread. Each
    method raises :class:`StorageError`.
    """

    def __init__(self, client: Redis, rules: RecordingLimits, now: float) -> None:
        self._client = client
        self._lane = BatchWriter(client)
        self._rules = rules
        self._now = now
        self._today = datetime.fromtimestamp(now, rules.zone).date()

    def admit(self, site: str) -> bool:
        """Take a site up; returns whether there was room."""
        batch = self._batch(self._rules, self._now)
        answer = batch.admit(site)
        self._lane.settle(batch)
        return answer()

    def record(self, site: str, day: date, happened: Iterable[Happened]) -> None:
        """Record what has happened on a site within one local day, in order."""
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
        """Let the connection go."""
        self._lane.close()

    def _moments(self, age: int) -> Callable[[Happened], object]:
        """Return what tells apart the moments of a day of which something is kept.

        Those are its hours, and only the day itself where its hours are forgotten. Of
        today, the minutes: whoever came in the last ones is still there.
        """
        if age >= self._rules.keep_hours_days:
            return lambda each: None
        if age > 0:
            return lambda each: moment(each[0], self._rules.zone)
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
