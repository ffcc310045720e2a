"""A batch: the calls of one round trip, and which caller waits for which reply."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from page_tracker.errors import (
    StorageBehind,
    StorageError,
    StorageRefuses,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.storage.journal.journal import Ticket
from page_tracker.storage.recording.calls import (
    AdmitCall,
    CountCall,
    ExactlyOnceCall,
    PageCountCall,
    RefuseCall,
    SaltCall,
    ScriptCall,
)
from page_tracker.storage.recording.limits import RecordingLimits
from page_tracker.storage.recording.outcomes import Counted, Queued
from page_tracker.storage.recording.record_call import RecordCall
from page_tracker.tracking.local_time import local_hour
from page_tracker.tracking.view import Ignored, View

# Views in a batch, at most: the store is busy for about ten microseconds with each.
_MOST = 1000

AnyCall = TypeVar("AnyCall", bound=ScriptCall)


class Batch:  # pylint: disable=too-many-instance-attributes  # it has a life of its own
    """Gathers the calls of one moment; equal calls are merged.

    ``deadline`` is in seconds of ``time.monotonic()``, ``at`` in seconds of the epoch.
    ``sent`` says that the store may have the batch; from then on, only a resend under
    the same numbers can find out whether it was applied. ``ticket`` is that of its
    calls in the journal, or None. Each method that adds something returns a function.
    Once the batch is settled, that function returns the result or raises
    :class:`StorageError`.
    """

    def __init__(self, rules: RecordingLimits, deadline: float, at: float) -> None:
        self.deadline = deadline
        self.sent = False
        self.ticket: Ticket | None = None
        self._rules = rules
        self.at = int(at)
        self._moment = local_hour(at, rules.zone)
        self._calls: dict[tuple[str, str], Any] = {}
        self._all: list[ScriptCall] = []
        self._guarded: list[ExactlyOnceCall] = []
        self._taken = 0

    def calls(self) -> Iterable[ScriptCall]:
        """Return the calls of the batch."""
        return self._all

    def __len__(self) -> int:
        return len(self._all)

    @property
    def full(self) -> bool:
        """Whether more views would keep the store busy for too long."""
        return self._taken >= _MOST

    @property
    def settled(self) -> bool:
        """Whether every call has a reply or an error."""
        for call in self._all:  # a generator would cost a call for each
            if not call.settled:
                return False
        return True

    def guarded(self) -> list[ExactlyOnceCall]:
        """Return the calls that are applied exactly once."""
        return self._guarded

    @property
    def unavailable(self) -> StorageUnavailable | None:
        """The gravest error of a call that reached no store, or None."""
        found = [
            call.error
            for call in self._all
            if isinstance(call.error, StorageUnavailable)
        ]
        graver = (StorageBehind, StorageRefuses)  # the first if it is neither of them
        return min(
            found, key=lambda e: sum(isinstance(e, k) for k in graver), default=None
        )

    def fail(self, error: StorageError) -> None:
        """Fail all calls that are not settled."""
        for call in self._all:
            if not call.settled:
                call.settle(error)

    def shorten_errors(self, keep: int) -> None:
        """Keep the full error for at most ``keep`` calls; give the others a short one.

        Thus an outage logs one traceback.
        """
        failed = [c for c in self._all if isinstance(c.error, StorageUnavailable)]
        for call in failed[keep:]:
            call.settle(StorageResting(str(call.error)))

    def count_view(self) -> Callable[[], int]:
        """Count a view of the plain counter; the function returns its number."""
        call = self._call("count", "", CountCall)
        return partial(call.number_of, call.add())

    def record(self, view: View) -> Callable[[], Counted | Queued]:
        """Record a view of a site; the function returns the new numbers."""
        call = self._site(view.site)
        return partial(call.counted, call.add(view))

    def ignore(self, ignored: Ignored) -> Callable[[], Ignored]:
        """Count an ignored view; the function returns it once it is counted."""
        call: RecordCall | RefuseCall
        if ignored.site:
            call = self._site(ignored.site)
        else:
            call = self._call("refuse", "", RefuseCall, self._moment.day)
        call.ignore(ignored.reason)
        return partial(call.done, ignored)

    def admit(self, site: str) -> Callable[[], bool]:
        """Admit a site; the function returns whether there is room for it."""
        call = self._call("admit", "", AdmitCall, self._rules.sites)
        return partial(call.admitted, call.add(site))

    def salt(self, day: str) -> Callable[[], bytes]:
        """Request the salt of a day: 32 bytes."""
        return self._call("salt", day, SaltCall, day).answer

    def score(self, lists: Sequence[str], member: str) -> Callable[[], int]:
        """Request the sum of a member's scores in some lists of one site."""
        key_parts = "\n".join((member, *lists))  # no list's name contains a line feed
        return self._call("score", key_parts, PageCountCall, lists, member).sum

    def _site(self, site: str) -> RecordCall:
        what = (site, self.at, self._moment, self._rules)
        return self._call("record", site, RecordCall, *what)

    def _call(
        self, kind: str, key_parts: str, make: Callable[..., AnyCall], *arguments: Any
    ) -> AnyCall:
        self._taken += 1
        call: AnyCall | None = self._calls.get((kind, key_parts))
        if call is None:
            call = self._calls[kind, key_parts] = make(*arguments)
            self._all.append(call)
            if isinstance(call, ExactlyOnceCall):
                self._guarded.append(call)
        return call
