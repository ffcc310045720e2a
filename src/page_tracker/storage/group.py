"""Group commit: the calls of one loop turn become one batch, one round trip."""

import time
from collections.abc import Callable
from functools import partial
from typing import cast

from greenlet import getcurrent, greenlet

from page_tracker.errors import StorageError, StorageResting, StorageUnavailable
from page_tracker.storage.background import Background, Callback, Wake
from page_tracker.storage.batch import Batch, Tally
from page_tracker.storage.breaker import Breaker
from page_tracker.storage.lane import Lane

Outcome = Tally | StorageError

# Seconds for which a turn waits in place: a healthy store needs less than one
# millisecond, and no client of the loop notices five.
_PATIENCE = 0.005


class Group:
    """Parks greenlets that count a view until the batch that they share is answered.

    Lives on the loop's thread; the greenlet that makes it is the hub. A batch whose
    answer does not come at once is seen to its end in the background, and has the lane
    to itself, while the loop goes on and calls gather behind it.
    """

    def __init__(self, lane: Lane, timeout: float, wake: Wake) -> None:
        self._lane = lane
        self._timeout = timeout
        self._hub = getcurrent()
        self._callers: list[greenlet] = []  # parked since the last batch was sent
        self._deadline = 0.0  # of the first of them, so that none waits too long
        self._background = Background(wake)
        self._slow = False  # the store needs longer than a turn can wait in place
        self._breaker = Breaker()

    def is_caller(self) -> bool:
        """Tell whether the caller runs in a greenlet of the hub and can park."""
        return getcurrent().parent is self._hub

    def count_view(self) -> int:
        """Park until the view is counted and return its number.

        Raises :class:`StorageError`.
        """
        if self._breaker.refuses(trial_under_way=self._background.busy):
            raise StorageResting("the store failed a moment ago")
        if not self._callers:
            self._deadline = time.monotonic() + self._timeout
        self._callers.append(getcurrent())
        tally, place = self._hub.switch()
        return cast(Tally, tally).number(place)

    def commit(self) -> None:
        """Send what has gathered; its callers go on now, or when the answer is here."""
        if self._background.busy or not self._callers:
            return
        callers, self._callers = self._callers, []
        batch = self._lane.batch(len(callers), self._deadline)
        patience = 0 if self._slow else _PATIENCE
        outcome = _outcome(partial(self._lane.attempt, batch, patience))
        if outcome is not None:
            self._deliver(callers, outcome)
        else:
            self._background.run(partial(self._settle, batch, callers))

    def idle(self) -> bool:
        """Tell whether nobody is parked."""
        return not (self._background.busy or self._callers)

    def close(self) -> None:
        """Let the store go; the hub's loop has ended."""
        if not self._background.busy:
            self._lane.close()

    def _settle(self, batch: Batch, callers: list[greenlet]) -> Callback:
        began = time.monotonic()
        outcome = _outcome(partial(self._lane.settle, batch))
        slow = time.monotonic() - began > _PATIENCE
        return partial(self._take_back, callers, cast(Outcome, outcome), slow)

    def _take_back(self, callers: list[greenlet], outcome: Outcome, slow: bool) -> None:
        self._slow = slow
        self._deliver(callers, outcome)

    def _deliver(self, callers: list[greenlet], outcome: Outcome) -> None:
        if isinstance(outcome, StorageUnavailable):
            self._breaker.failed()
            # Who came meanwhile has waited long enough.
            callers, self._callers = callers + self._callers, []
        else:
            self._breaker.worked()
        for place, caller in enumerate(callers):
            _resume(caller, outcome, place)


def _outcome(step: Callable[[], Tally | None]) -> Outcome | None:
    try:
        return step()
    except StorageError as exc:
        return exc
    except Exception as exc:  # pylint: disable=broad-exception-caught
        # Whatever it was: the callers are parked and must be told.
        failure = StorageUnavailable(repr(exc))
        failure.__cause__ = exc
        return failure


def _resume(caller: greenlet, outcome: Outcome, place: int) -> None:
    if isinstance(outcome, Tally):
        caller.switch(outcome, place)
    elif place == 0:
        caller.throw(outcome)
    else:  # the first caller logs the cause
        caller.throw(StorageResting(str(outcome)))
