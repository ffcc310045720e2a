"""The recorder: counts each view exactly once, many callers in one round trip."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from redis import Redis

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Wake
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.health.outage import watched
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.drainer import Watch
from page_tracker.storage.journal.journal import Waiting
from page_tracker.storage.recording.backlog import Backlog
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.group_commit import GroupCommit, Join
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.outcomes import Counted, Queued
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.tracking.view import Ignored, View

Result = TypeVar("Result")
# What happened to a view.
Outcome = Counted | Queued | Ignored


class Recorder:
    """Counts views for any thread, and for the loop of a server that attaches itself.

    ``timeout`` is how many seconds a caller waits, at most. Each counting method raises
    :class:`StorageError` if nothing was counted.
    """

    def __init__(
        self,
        client: Redis,
        timeout: float,
        rules: RecordingLimits,
        meter: Meter | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._meter = meter or Meter()
        self._watch = watch
        self._client = client
        self._timeout = timeout
        self._rules = rules
        self._alone = BatchWriter(client)
        self._lock = threading.Lock()
        self._group: GroupCommit | None = None

    def attach(
        self, wake: Wake, journals: JournalDirectory | None = None
    ) -> GroupCommit:
        """Make the caller's greenlet the hub of a loop whose greenlets share batches.

        ``wake`` runs a callable on the loop's thread, and is called from other threads.
        With ``journals``, views that the loop records are acknowledged once a journal
        has them. Raises :class:`StartError`.
        """
        backoff = Backoff()
        if journals is None:
            lane, backlog = BatchWriter(self._client), None
        else:
            what = (self._client, self._timeout, wake, self._meter)
            backlog = Backlog(journals, *what, backoff, self._watch)
            lane = BatchWriter(self._client, backlog.journal, backlog.doubt)
        made = (self._new_batch, wake, backlog, self._meter, backoff)
        self._group = GroupCommit(lane, *made)
        return self._group

    @property
    def queues(self) -> bool:
        """Whether the caller's views may be queued in a journal."""
        group = self._group
        return group is not None and group.queues and group.is_caller()

    def waiting(self) -> Waiting:
        """Return the pending views of the journal, or none without a journal."""
        return Waiting(0, None) if self._group is None else self._group.waiting()

    def call(self, join: Join[Result]) -> Result:
        """Join the current batch, and return the result."""
        if self._group is not None and self._group.is_caller():
            return self._group.call(join)
        return self._call_alone(join)

    def count_view(self) -> int:
        """Count one view of the plain counter and return its number."""
        return self.call(Batch.count_view)

    def record(self, entries: Sequence[View | Ignored]) -> list[Outcome]:
        """Record views, and count ignored ones; return what happened to each.

        Raises :class:`JournalFull` if the views could be queued but the journal is
        full.
        """
        join = partial(_taken, entries)
        if self._group is not None and self._group.is_caller():
            return self._group.record(join)
        return self._call_alone(join)

    def admit(self, site: str) -> bool:
        """Admit a site to the known sites; return whether there is room."""
        return self.call(lambda batch: batch.admit(site))

    def salt(self, day: str) -> bytes:
        """Return the 32 random bytes that a day's visitors are hashed with."""
        return self.call(lambda batch: batch.salt(day))

    def _call_alone(self, join: Join[Result]) -> Result:
        batch = self._new_batch()
        with watched(), self._turn():
            answer, began = join(batch), time.perf_counter_ns()
            self._alone.settle(batch)
            self._meter.settled(1, began, batch.unavailable)
            return answer()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Acquire the writer, or raise :class:`StorageUnavailable` after a while."""
        # pylint: disable-next=consider-using-with  # it takes no time-out
        if not self._lock.acquire(timeout=self._timeout):
            raise StorageUnavailable("the store is busy with the calls before this one")
        try:
            yield
        finally:
            self._lock.release()

    def _new_batch(self) -> Batch:
        return Batch(self._rules, time.monotonic() + self._timeout, time.time())


def _taken(
    entries: Sequence[View | Ignored], batch: Batch
) -> Callable[[], list[Outcome]]:
    answers: list[Callable[[], Outcome]] = [
        batch.record(each) if isinstance(each, View) else batch.ignore(each)
        for each in entries
    ]
    return lambda: [answer() for answer in answers]
