"""Group commit: the calls of one loop turn become one batch, one round trip."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

from greenlet import getcurrent, greenlet

from page_tracker.errors import StorageResting, StorageUnavailable
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Background, Callback, Wake
from page_tracker.storage.backlog import Backlog
from page_tracker.storage.batch import Batch
from page_tracker.storage.breaker import Breaker
from page_tracker.storage.journal.journal import Waiting
from page_tracker.storage.lane import Lane

Result = TypeVar("Result")
# Takes something up into a batch; returns what says the answer, once there is one.
Join = Callable[[Batch], Callable[[], Result]]
# Makes an empty batch.
NewBatch = Callable[[], Batch]

# Seconds for which a turn waits in place: a healthy store needs less than one
# millisecond, as does a disk, and no client of the loop notices five.
_PATIENCE = 0.005


class _Gathered(NamedTuple):
    """A batch, and the greenlets that are parked for it."""

    batch: Batch
    callers: list[greenlet]


# pylint: disable-next=too-many-instance-attributes  # who waits, for what, how it went
class Group:
    """Parks greenlets that count until the batch that they share is settled.

    Lives on the loop's thread; the greenlet that makes it is the hub. A batch whose
    answers do not come at once is seen to its end in the background, and has the lane
    to itself, while the loop goes on and calls gather behind it; so are those that
    follow one for which store or disk took long. With a backlog, views do not wait for
    a store that is away.
    """

    def __init__(
        self,
        lane: Lane,
        new_batch: NewBatch,
        wake: Wake,
        backlog: Backlog | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._lane = lane
        self._new_batch = new_batch
        self._backlog = backlog
        self._hub = getcurrent()
        self._gathered: deque[_Gathered] = deque()  # since the last batch was sent
        self._queueing: deque[_Gathered] = deque()  # only for the journal
        self._flying: _Gathered | None = None  # sent, and not looked after yet
        self._background = Background(wake)
        self._slow = False  # store or disk need longer than a turn can wait in place
        self._meter = meter or Meter()
        self._breaker = Breaker(self._meter.breaker_open)
        self._sent_at = 0  # perf_counter_ns() of the last batch

    def is_caller(self) -> bool:
        """Tell whether the caller runs in a greenlet of the hub and can park."""
        return getcurrent().parent is self._hub

    def call(self, join: Join[Result]) -> Result:
        """Park until what is joined is answered, and return that.

        Raises :class:`StorageError`.
        """
        if self._breaker.refuses(trial_under_way=self._background.busy):
            raise StorageResting("the store failed a moment ago")
        return self._park(self._gathered, join)

    def record(self, join: Join[Result]) -> Result:
        """Do so for what may be acknowledged before the store has it."""
        if self._backlog is None:
            return self.call(join)
        queue = self._queueing if self._backlog.queues else self._gathered
        return self._park(queue, join)

    @property
    def queues(self) -> bool:
        """Tell whether there is a journal, in which views can wait."""
        return self._backlog is not None

    def waiting(self) -> Waiting:
        """Return what waits in the journal; nothing, without one."""
        if self._backlog is None:
            return Waiting(0, None)
        return self._backlog.journal.waiting()

    def look(self) -> None:
        """Let who waits for the batch that was sent go on, if its answers are here."""
        if self._flying is not None and self._lane.is_answered():
            self._land()

    def commit(self) -> None:
        """Send what has gathered; who was waiting for the batch before goes on first.

        The store works while the loop does, until the next commit.
        """
        self._land()
        if self._queueing and self._backlog is not None:
            error = StorageResting("views wait behind others")
            callers = self._give_up(self._queueing, error)
            self._backlog.wait()
            for caller in callers:
                _resume(caller)
        if self._may_send():
            self._begin(self._gathered.popleft())

    def pending(self) -> bool:
        """Tell whether another commit would get something done."""
        return self._may_send() or bool(self._queueing) or self._flying is not None

    def idle(self) -> bool:
        """Tell whether nobody is parked."""
        waits = self._gathered or self._queueing or self._flying
        return not (self._background.busy or waits)

    def close(self) -> None:
        """Let the store go; the hub's loop has ended."""
        if not self._background.busy:
            self._lane.close()
        if self._backlog is not None:
            self._backlog.close()

    def _park(self, queue: deque[_Gathered], join: Join[Result]) -> Result:
        if not queue or queue[-1].batch.full:
            queue.append(_Gathered(self._new_batch(), []))
        batch, callers = queue[-1]
        answer = join(batch)
        callers.append(getcurrent())
        self._hub.switch()
        return answer()

    def _may_send(self) -> bool:
        joins = self._backlog is not None and self._backlog.joins
        return bool(self._gathered) and not (self._background.busy or joins)

    def _begin(self, gathered: _Gathered) -> None:
        """Send a batch, and let it be on disk, or leave that to the background."""
        batch = gathered.batch
        self._sent_at = time.perf_counter_ns()
        _whatever_happens(batch, partial(self._lane.begin, batch))
        if self._slow:
            self._leave(gathered, self._lane.sync, self._lane.settle)
        else:
            self._slow = _takes_long(batch, self._lane.sync)
            self._flying = gathered

    def _land(self) -> None:
        """Deliver the batch that was sent, or leave it to the background."""
        if self._flying is None:
            return
        landing, self._flying = self._flying, None
        _whatever_happens(landing.batch, partial(self._lane.look, _PATIENCE))
        if landing.batch.settled:
            self._deliver(landing)
        else:
            self._leave(landing, self._lane.settle)

    def _leave(self, gathered: _Gathered, *steps: Callable[[Batch], None]) -> None:
        """Let the background take the steps to the end of a batch."""
        self._background.run(partial(self._finish, gathered, *steps))

    def _finish(self, gathered: _Gathered, *steps: Callable[[Batch], None]) -> Callback:
        slow = [_takes_long(gathered.batch, step) for step in steps]
        return partial(self._take_back, gathered, any(slow))

    def _take_back(self, gathered: _Gathered, slow: bool) -> None:
        self._slow = slow
        self._deliver(gathered)

    def _deliver(self, gathered: _Gathered) -> None:
        batch, callers = gathered
        self._lane.note(batch)
        error = batch.unavailable
        self._meter.settled(len(callers), self._sent_at, error)
        if error is None:
            self._breaker.worked()
        else:
            callers = callers + self._fail(batch, error)
        for caller in callers:
            _resume(caller)

    def _fail(self, batch: Batch, error: StorageUnavailable) -> list[greenlet]:
        """Note that the store is away; returns who has waited long enough, too."""
        is_news = self._breaker.failed(error)
        if self._backlog is not None:
            self._backlog.grow(error)
        batch.hush(but=1 if is_news else 0)
        return self._give_up(self._gathered, StorageResting(str(error)))

    def _give_up(
        self, queue: deque[_Gathered], error: StorageResting
    ) -> list[greenlet]:
        """Keep of a queue what can wait, and fail all else; returns all callers."""
        gathered = list(queue)
        queue.clear()
        batches = [each.batch for each in gathered]
        for batch in batches:
            _whatever_happens(batch, partial(self._lane.keep, batch))
        self._lane.sync(*batches)
        for batch in batches:
            batch.fail(error)
        return [caller for each in gathered for caller in each.callers]


def _takes_long(batch: Batch, step: Callable[[Batch], None]) -> bool:
    """Take a step; tells whether that was longer than a turn can wait in place."""
    began = time.monotonic()
    _whatever_happens(batch, partial(step, batch))
    return time.monotonic() - began > _PATIENCE


def _whatever_happens(batch: Batch, step: Callable[[], None]) -> None:
    try:
        step()
    except Exception as exc:  # pylint: disable=broad-exception-caught
        # The callers are parked and must be told.
        failure = StorageUnavailable(repr(exc))
        failure.__cause__ = exc
        batch.fail(failure)


def _resume(caller: greenlet) -> None:
    # In a frame of its own: coverage cannot follow a loop that is left in its middle.
    caller.switch()
