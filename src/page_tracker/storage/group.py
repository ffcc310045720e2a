"""Group commit: the calls of one loop turn become one batch, one round trip."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeVar

from greenlet import getcurrent, greenlet

from page_tracker.errors import StorageResting, StorageUnavailable
from page_tracker.storage.background import Background, Callback, Wake
from page_tracker.storage.batch import Batch
from page_tracker.storage.breaker import Breaker
from page_tracker.storage.lane import Lane

Result = TypeVar("Result")
# Takes something up into a batch; returns what says the answer, once there is one.
Join = Callable[[Batch], Callable[[], Result]]
# Makes an empty batch.
NewBatch = Callable[[], Batch]

# Seconds for which a turn waits in place: a healthy store needs less than one
# millisecond, and no client of the loop notices five.
_PATIENCE = 0.005


class _Gathered(NamedTuple):
    """A batch, and the greenlets that are parked for it."""

    batch: Batch
    callers: list[greenlet]


class Group:
    """Parks greenlets that count until the batch that they share is settled.

    Lives on the loop's thread; the greenlet that makes it is the hub. A batch whose
    answers do not come at once is seen to its end in the background, and has the lane
    to itself, while the loop goes on and calls gather behind it.
    """

    def __init__(self, lane: Lane, new_batch: NewBatch, wake: Wake) -> None:
        self._lane = lane
        self._new_batch = new_batch
        self._hub = getcurrent()
        self._gathered: deque[_Gathered] = deque()  # since the last batch was sent
        self._flying: _Gathered | None = None  # sent, and not looked after yet
        self._background = Background(wake)
        self._slow = False  # the store needs longer than a turn can wait in place
        self._breaker = Breaker()

    def is_caller(self) -> bool:
        """Tell whether the caller runs in a greenlet of the hub and can park."""
        return getcurrent().parent is self._hub

    def call(self, join: Join[Result]) -> Result:
        """Park until what is joined is answered, and return that.

        Raises :class:`StorageError`.
        """
        if self._breaker.refuses(trial_under_way=self._background.busy):
            raise StorageResting("the store failed a moment ago")
        if not self._gathered or self._gathered[-1].batch.full:
            self._gathered.append(_Gathered(self._new_batch(), []))
        batch, callers = self._gathered[-1]
        answer = join(batch)
        callers.append(getcurrent())
        self._hub.switch()
        return answer()

    def commit(self) -> None:
        """Send what has gathered; who was waiting for the batch before goes on first.

        The store works while the loop does, until the next commit.
        """
        self._land()
        if self._gathered and not self._background.busy:
            self._flying = self._gathered.popleft()
            batch = self._flying.batch
            _whatever_happens(batch, partial(self._lane.begin, batch))

    def pending(self) -> bool:
        """Tell whether another commit would get something done."""
        waits = bool(self._gathered) and not self._background.busy
        return waits or self._flying is not None

    def idle(self) -> bool:
        """Tell whether nobody is parked."""
        return not (self._background.busy or self._gathered or self._flying)

    def close(self) -> None:
        """Let the store go; the hub's loop has ended."""
        if not self._background.busy:
            self._lane.close()

    def _land(self) -> None:
        """Deliver the batch that was sent, or leave it to the background."""
        if self._flying is None:
            return
        (batch, callers), self._flying = self._flying, None
        patience = 0 if self._slow else _PATIENCE
        _whatever_happens(batch, partial(self._lane.look, patience))
        if batch.settled:
            self._deliver(batch, callers)
        else:
            self._background.run(partial(self._settle, batch, callers))

    def _settle(self, batch: Batch, callers: list[greenlet]) -> Callback:
        began = time.monotonic()
        _whatever_happens(batch, partial(self._lane.settle, batch))
        slow = time.monotonic() - began > _PATIENCE
        return partial(self._take_back, batch, callers, slow)

    def _take_back(self, batch: Batch, callers: list[greenlet], slow: bool) -> None:
        self._slow = slow
        self._deliver(batch, callers)

    def _deliver(self, batch: Batch, callers: list[greenlet]) -> None:
        if batch.unavailable is None:
            self._breaker.worked()
        else:
            self._breaker.failed()
            batch.hush()
            callers = callers + self._give_up(StorageResting(str(batch.unavailable)))
        for caller in callers:
            _resume(caller)

    def _give_up(self, error: StorageResting) -> list[greenlet]:
        """Fail what has gathered meanwhile: its callers have waited long enough."""
        gathered, self._gathered = self._gathered, deque()
        for each in gathered:
            each.batch.fail(error)
        return [caller for each in gathered for caller in each.callers]


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
