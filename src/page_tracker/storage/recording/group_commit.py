"""Group commit: the callers of one turn of the loop share a batch."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

from greenlet import getcurrent, greenlet

from page_tracker.errors import (
    StorageBehind,
    StorageRefuses,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.metrics.instruments import Gauge
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Background, Callback, Wake
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.health.outage import Outage
from page_tracker.storage.journal.flusher import Flusher
from page_tracker.storage.journal.journal import Waiting
from page_tracker.storage.recording.backlog import Backlog
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.journaling import unmark_journaled
from page_tracker.storage.recording.writer import BatchWriter


class Breaker:
    """A circuit breaker: after a failure, it lets one trial at a time through.

    There is no timer: the next call after a pause is the next trial. ``gauge`` shows
    whether the breaker is open. ``backoff`` sets the pauses, and may be shared with
    other users of the same store.
    """

    def __init__(self, gauge: Gauge, backoff: Backoff | None = None) -> None:
        self._gauge = gauge
        self._backoff = backoff or Backoff()
        self._failed_at: float | None = None
        self._outage = Outage()

    def refuses(self, trial_under_way: bool) -> bool:
        """Return whether a call should fail at once."""
        if self._failed_at is None:
            return False
        return trial_under_way or self._backoff.left() > 0

    def failed(self, error: StorageUnavailable) -> bool:
        """Note that the store is unavailable; return whether this begins an outage.

        See :meth:`Outage.failed`.
        """
        self._failed_at = time.monotonic()
        self._backoff.failed()
        self._gauge.show(1)
        return self._outage.failed(error)

    def worked(self) -> None:
        """Note that the store replied."""
        if self._failed_at is not None:
            self._failed_at = None
            self._backoff.worked()
            self._gauge.show(0)
            self._outage.ended()


Result = TypeVar("Result")
# Adds something to a batch; returns a function that returns the reply later.
Join = Callable[[Batch], Callable[[], Result]]
# Creates an empty batch.
NewBatch = Callable[[], Batch]

# Seconds that a turn waits in place. A healthy store or disk needs less than one
# millisecond, and no client of the loop notices five.
PATIENCE = 0.005


class _Gathered(NamedTuple):
    """A batch, and the greenlets that are parked for it.

    Those in ``recording`` are acknowledged once the disk has their views; those in
    ``calling`` need the store's reply.
    """

    batch: Batch
    calling: list[greenlet]
    recording: list[greenlet]


# pylint: disable-next=too-many-instance-attributes  # who waits, for what, how it went
class GroupCommit:
    """Parks greenlets until the batch that they share is settled.

    Used on the loop's thread; the greenlet that creates it is the hub. If the replies
    to a batch do not come at once, a background thread settles it while the loop
    continues and further calls gather. The next batch goes to the background at once if
    the last one took long. With a backlog, views do not wait for an unavailable store.
    Waiting for a slow disk also happens in the background; views that the store has
    counted wait for the disk until their deadline.
    """

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # its parts
    def __init__(
        self,
        lane: BatchWriter,
        new_batch: NewBatch,
        wake: Wake,
        backlog: Backlog | None = None,
        meter: Meter | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._lane = lane
        self._new_batch = new_batch
        self._backlog = backlog
        self._hub = getcurrent()
        self._gathered: deque[_Gathered] = deque()  # since the last batch was sent
        self._queueing: deque[_Gathered] = deque()  # only for the journal
        self._in_flight: _Gathered | None = None  # sent, and not read yet
        self._background = Background(wake)
        self._disk = Background(wake, "disk")
        self._slow = False  # the store needs longer than a turn can wait in place
        self._meter = meter or Meter()
        self._breaker = Breaker(self._meter.breaker_open, backoff)
        self._sent_at = 0  # perf_counter_ns() of the last batch

    def is_caller(self) -> bool:
        """Return whether the caller runs in a greenlet of the hub and can park."""
        return getcurrent().parent is self._hub

    def call(self, join: Join[Result]) -> Result:
        """Park until the joined call is settled, and return its result.

        Raises :class:`StorageError`.
        """
        if self._breaker.refuses(trial_under_way=self._background.busy):
            raise StorageResting("the store failed a moment ago")
        gathered = self._newest(self._gathered)
        return self._park(gathered, gathered.calling, join)

    def record(self, join: Join[Result]) -> Result:
        """Park like :meth:`call`, for views that may be acknowledged as queued.

        Raises :class:`StorageError`.
        """
        if self._backlog is None:
            return self.call(join)
        queue = self._queueing if self._backlog.queues else self._gathered
        gathered = self._newest(queue)
        return self._park(gathered, gathered.recording, join)

    @property
    def queues(self) -> bool:
        """Whether there is a journal in which views can be queued."""
        return self._backlog is not None

    def waiting(self) -> Waiting:
        """Return the pending views of this process's journals, if it has any."""
        return Waiting(0, None) if self._backlog is None else self._backlog.waiting()

    def look(self) -> None:
        """Resume the callers of the batch in flight if the store has replied."""
        if self._in_flight is not None and self._lane.is_answered():
            self._deliver_in_flight()

    def commit(self) -> None:
        """Resume the callers of the last batch, then send the gathered calls.

        The store and the disk work while the loop continues, until the next commit.
        """
        self._deliver_in_flight()
        if self._queueing and self._backlog is not None:
            self._queue(
                self._queueing, StorageResting("earlier views are still pending")
            )
            self._backlog.wait()
        if self._may_send():
            self._begin(self._gathered.popleft())

    def pending(self) -> bool:
        """Return whether another commit would make progress."""
        return self._may_send() or bool(self._queueing) or self._in_flight is not None

    def idle(self) -> bool:
        """Return whether no greenlet is parked."""
        waits = self._gathered or self._queueing or self._in_flight
        return not (self._background.busy or self._disk.busy or waits)

    def close(self) -> None:
        """Close the connection and the journal after the hub's loop has ended."""
        if not self._background.busy:
            self._lane.close()
        if self._backlog is not None:
            self._backlog.close()

    def _newest(self, queue: deque[_Gathered]) -> _Gathered:
        if not queue or queue[-1].batch.full:
            queue.append(_Gathered(self._new_batch(), [], []))
        return queue[-1]

    def _park(
        self, gathered: _Gathered, callers: list[greenlet], join: Join[Result]
    ) -> Result:
        answer = join(gathered.batch)
        callers.append(getcurrent())
        self._hub.switch()
        return answer()

    def _may_send(self) -> bool:
        if not self._gathered or self._background.busy:
            return False
        return self._backlog is None or not self._backlog.joins

    def _begin(self, gathered: _Gathered) -> None:
        """Send and sync a batch, or leave both to the background."""
        self._sent_at = time.perf_counter_ns()
        _guarding(gathered.batch, partial(self._lane.begin, gathered.batch))
        self._sync(gathered.batch)
        if self._slow:
            self._leave(gathered)
        else:
            self._in_flight = gathered

    def _sync(self, batch: Batch) -> None:
        if self._backlog is not None and batch.ticket is not None:
            self._backlog.flusher.start()

    def _deliver_in_flight(self) -> None:
        """Deliver the batch in flight, or leave it to the background."""
        if self._in_flight is None:
            return
        in_flight, self._in_flight = self._in_flight, None
        _guarding(in_flight.batch, partial(self._lane.look, PATIENCE))
        if in_flight.batch.settled:
            self._deliver(in_flight)
        else:
            self._leave(in_flight)

    def _leave(self, gathered: _Gathered) -> None:
        """Settle a batch on the background thread."""
        self._background.run(partial(self._finish, gathered))

    def _finish(self, gathered: _Gathered) -> Callback:
        began = time.monotonic()
        _guarding(gathered.batch, partial(self._lane.settle, gathered.batch))
        return partial(self._take_back, gathered, time.monotonic() - began > PATIENCE)

    def _take_back(self, gathered: _Gathered, slow: bool) -> None:
        self._slow = slow
        self._deliver(gathered)

    def _deliver(self, gathered: _Gathered) -> None:
        batch = gathered.batch
        error = batch.unavailable
        callers = len(gathered.calling) + len(gathered.recording)
        self._meter.settled(callers, self._sent_at, error)
        if error is None:
            self._breaker.worked()
        else:
            self._failed(batch, error)
        self._lane.note(batch)
        self._resume(gathered)

    def _failed(self, batch: Batch, error: StorageUnavailable) -> None:
        """Queue the views that gathered behind a failed batch, and all later ones.

        A store that is behind is available: a replay sends it what it lacks.
        """
        if isinstance(error, StorageBehind):
            self._breaker.worked()
        else:
            is_news = self._breaker.failed(error)
            batch.shorten_errors(keep=1 if is_news else 0)
            self._queue(self._gathered, StorageResting(str(error)))
        if self._backlog is not None and not isinstance(error, StorageRefuses):
            self._backlog.grow(error)

    def _queue(self, queue: deque[_Gathered], error: StorageResting) -> None:
        """Journal the queued calls that may be queued, and fail the others."""
        some = list(queue)
        queue.clear()
        for batch, *_ in some:
            _guarding(batch, partial(self._lane.keep, batch))
            batch.fail(error)
            self._sync(batch)
        for gathered in some:
            self._resume(gathered)

    def _resume(self, gathered: _Gathered) -> None:
        """Resume callers; those that record, once the disk has their views."""
        for caller in gathered.calling:
            _resume(caller)
        if self._backlog is None or not gathered.recording:
            _acknowledge(gathered)
            return
        flusher, ticket = self._backlog.flusher, gathered.batch.ticket
        if flusher.wait(ticket, 0 if flusher.slow else PATIENCE):
            _acknowledge(gathered)
        else:
            self._disk.run(partial(_wait_for, flusher, gathered))


def _wait_for(disk: Flusher, gathered: _Gathered) -> Callback:
    """Wait until the disk has the views; for counted views, only until the deadline."""
    batch = gathered.batch
    left: float | None = None
    if not any(call.queued for call in batch.guarded()):
        left = max(batch.deadline - time.monotonic(), 0)
    disk.wait(batch.ticket, left)
    return partial(_acknowledge, gathered)


def _acknowledge(gathered: _Gathered) -> None:
    """Resume the callers that record, whether or not the disk has their views."""
    unmark_journaled(gathered.batch)
    for caller in gathered.recording:
        _resume(caller)


def _guarding(batch: Batch, step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as exc:  # pylint: disable=broad-exception-caught
        # The callers are parked and must be resumed.
        failure = StorageUnavailable(repr(exc))
        failure.__cause__ = exc
        batch.fail(failure)


def _resume(caller: greenlet) -> None:
    # In a frame of its own: coverage cannot follow a loop that is left in its middle.
    caller.switch()
