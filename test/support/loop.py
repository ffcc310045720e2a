"""The loop of a server without the server, for tests of what it relies on."""

import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

from greenlet import greenlet

from page_tracker.errors import StorageError
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Callback
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.client import connect
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.recording.backlog import Backlog
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.group_commit import GroupCommit
from page_tracker.storage.recording.outcomes import Counted, Queued
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.tracking.view import View
from support.rules import RULES
from support.waiting import PATIENCE


class Loop:
    """Commits, and takes callbacks; with journals, what is recorded may be queued."""

    def __init__(self, url: str, journals: JournalDirectory | None = None) -> None:
        self.timeout = PATIENCE  # so that no busy machine makes the store seem away
        self.woken: SimpleQueue[Callback] = SimpleQueue()
        self.batches: list[Batch] = []
        self.at = time.time()  # of all batches, so that none comes a day later
        client, meter, backoff = connect(url, timeout=2), Meter(), Backoff()
        self.backlog: Backlog | None = None
        lane = BatchWriter(client)
        if journals is not None:
            to_store = (client, 2, self.woken.put, meter, backoff)
            self.backlog = Backlog(journals, *to_store)
            lane = BatchWriter(client, self.backlog.journal, self.backlog.doubt)
        made = (self._new_batch, self.woken.put, self.backlog, meter, backoff)
        self.group = GroupCommit(lane, *made)
        self.numbers: list[int | StorageError] = []
        self.answers: list[Counted | Queued | StorageError] = []

    def _new_batch(self) -> Batch:
        self.batches.append(Batch(RULES, time.monotonic() + self.timeout, self.at))
        return self.batches[-1]

    def ask(self, *views: View) -> None:
        """Let each view be recorded by a greenlet of its own, which parks."""
        for each in views:
            greenlet(self._record).switch(each)

    def run(self) -> None:
        """Go on until nobody is parked."""
        deadline = time.monotonic() + PATIENCE
        while not self.group.idle():
            assert time.monotonic() < deadline, "somebody is parked for ever"
            self.group.commit()
            if not self.group.pending() and not self.group.idle():
                self.woken.get(timeout=PATIENCE)()

    def run_until(self, is_so: Callable[[], bool]) -> None:
        """Go on until the test has seen what it waits for."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it never was so"
            with suppress(Empty):
                self.woken.get(timeout=0.01)()
            self.run()

    def turn_until(self, is_so: Callable[[], bool]) -> None:
        """Take turns, whoever is parked, until the test has seen what it wants."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it never was so"
            self.group.commit()
            with suppress(Empty):
                self.woken.get(timeout=0.01)()

    def look_until(self, is_so: Callable[[], bool]) -> None:
        """Look at the batch that is under way until the test has seen what it wants."""
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, "it never was so"
            self.group.look()

    def is_direct(self) -> bool:
        """Return whether views are sent to the store at once, or at once again."""
        assert self.backlog is not None
        return not (self.backlog.queues or self.backlog.joins)

    def counted(self) -> list[Counted]:
        """Return the answers to the callers that go on, all of whom were counted."""
        found = [answer for answer in self.answers if isinstance(answer, Counted)]
        assert len(found) == len(self.answers), self.answers
        return found

    def seen(self) -> list[int]:
        """Return the numbers of these views on their site."""
        return [answer.site.views for answer in self.counted()]

    def count(self) -> None:
        """Let a view of the plain counter be counted by a greenlet, which parks."""
        greenlet(self._count).switch()

    def _count(self) -> None:
        try:
            self.numbers.append(self.group.call(lambda batch: batch.count_view()))
        except StorageError as exc:
            self.numbers.append(exc)

    def _record(self, each: View) -> None:
        try:
            self.answers.append(self.group.record(lambda batch: batch.record(each)))
        except StorageError as exc:
            self.answers.append(exc)
