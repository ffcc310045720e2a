"""A worker of the service: the real code from the group commit down to the journal."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from greenlet import getcurrent, greenlet

from page_tracker.errors import StorageError
from page_tracker.metrics.meter import Meter
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.recording.backlog import Backlog
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.group_commit import GroupCommit
from page_tracker.storage.recording.writer import BatchWriter
from page_tracker.tracking.view import Ignored, View
from simulation.account import Account
from simulation.disk import SimulatedDisk
from simulation.network import Network
from simulation.scheduler import Clock, Scheduler, Signal
from support.rules import RULES

TIMEOUT = 1.0
ROOT = Path("/journal")


class _Meter(Meter):
    def settled(self, *_counted: object) -> None:
        """Count nothing: its clock is not the simulation's."""


_METER = _Meter()


class Worker:  # pylint: disable=too-many-instance-attributes  # it lives in a world
    """Serves what it is asked, until it is killed or stopped."""

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # its world
    def __init__(
        self,
        scheduler: Scheduler,
        network: Network,
        disk: SimulatedDisk,
        account: Account,
        keep: float,
    ) -> None:
        self._scheduler = scheduler
        self._clock = Clock(scheduler)
        self._network = network
        self._account = account
        self._journals = JournalDirectory(ROOT, "the store", 1 << 20, keep, disk)
        self._woken: deque[Callable[[], None]] = deque()
        self._asked: deque[tuple[str, Any]] = deque()
        self._changed = Signal()
        self._stopping = False
        self.stopped = False
        self.group: GroupCommit | None = None
        scheduler.spawn("loop", self, self._serve)

    def ask(self, kind: str, what: Any) -> None:
        """Take a request: a view, one that is left out, or one of the counter."""
        self._asked.append((kind, what))
        self._changed.set()

    def stop(self) -> None:
        """Finish what is under way, then end."""
        self._stopping = True
        self._changed.set()

    def _wake(self, callback: Callable[[], None]) -> None:
        self._woken.append(callback)
        self._changed.set()

    def _serve(self) -> None:
        group = self.group = self._group()
        deadline = float("inf")
        while not self._stopping or not self._is_idle(group, deadline):
            if self._stopping and deadline == float("inf"):
                deadline = self._scheduler.now + 10
            self._changed.clear()
            while self._woken:
                self._woken.popleft()()
            while self._asked:
                greenlet(self._answer).switch(*self._asked.popleft())
            group.commit()
            if not (group.pending() or self._woken or self._asked):
                self._changed.wait(0.05 if self._stopping else 1.0)
            self._scheduler.turn()
        group.close()
        self.stopped = True

    def _is_idle(self, group: GroupCommit, deadline: float) -> bool:
        busy = self._woken or self._asked or group.pending() or not group.idle()
        return not busy or self._scheduler.now > deadline

    def _group(self) -> GroupCommit:
        client, backoff = self._network.client(), Backoff()
        made = (client, TIMEOUT, self._wake, _METER, backoff)
        backlog = Backlog(self._journals, *made)
        lane = BatchWriter(client, backlog.journal, backlog.doubt)
        return GroupCommit(lane, self._new_batch, self._wake, backlog, _METER, backoff)

    def _new_batch(self) -> Batch:
        return Batch(RULES, self._clock.monotonic() + TIMEOUT, self._clock.time())

    def _answer(self, kind: str, what: Any) -> None:
        assert self.group is not None and getcurrent().parent is not None
        try:
            if kind == "count":
                self.group.call(lambda batch: batch.count_view())
                outcome = "counted"
            else:
                outcome = type(self.group.record(_joining(what))).__name__.lower()
        except StorageError as exc:
            outcome = f"error {type(exc).__name__}"
        self._account.answered(kind, what, outcome)


def _joining(what: View | Ignored) -> Callable[[Batch], Callable[[], object]]:
    if isinstance(what, View):
        return lambda batch: batch.record(what)
    return lambda batch: batch.ignore(what)
