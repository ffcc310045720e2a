"""Wrong variants of the protocol, each of which the simulation has to find.

Each is a mistake that one could make, or that was made; the name says which.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

from page_tracker.storage.backoff import Backoff
from page_tracker.storage.journal.entry import Stream
from page_tracker.storage.journal.journal import Journal, Ticket
from page_tracker.storage.journal.ledger import Known, Ledger, StreamProgress
from page_tracker.storage.journal.replay import Replay
from page_tracker.storage.recording import journaling
from page_tracker.storage.recording.calls import ExactlyOnceCall

Mutant = Callable[[], AbstractContextManager[object]]

# pylint: disable=protected-access  # a mutant changes what is inside
_in_need, _learn, _has = Ledger.in_need, Ledger.learn, Ledger.has
_arguments, _call, _tend = ExactlyOnceCall.arguments, Replay._call, Journal.tend


def only_what_waits_is_sent_after_a_restart() -> AbstractContextManager[object]:
    """Who the store is does not matter to what is sent again."""

    def in_need(ledger: Ledger, store: str) -> dict[Stream, Known]:
        streams = ledger.streams
        return {
            f: k for f, k in _in_need(ledger, store).items() if streams[f].is_pending
        }

    return patch.object(Ledger, "in_need", in_need)


def what_one_store_had_is_known_of_another() -> AbstractContextManager[object]:
    """What is missing in any store was deleted there."""

    def learn(
        ledger: Ledger, stream: Stream, guard: int, store: str, *more: Any
    ) -> Any:
        before, now = more
        return _learn(ledger, stream, guard, store, before._replace(store=store), now)

    return patch.object(Ledger, "learn", learn)


def a_replay_chains_to_what_the_store_has() -> AbstractContextManager[object]:
    """A replay misses nothing before what it sends, whatever it has left out."""

    def call(replay: Replay, entry: Any) -> Any:
        script, names, values = _call(replay, entry)
        return script, names, [values[0], values[1], 0, *values[3:]]

    stack = ExitStack()
    stack.enter_context(patch.object(Replay, "_call", call))
    stack.enter_context(only_what_waits_is_sent_after_a_restart())
    return stack


def a_view_misses_nothing_before_it() -> AbstractContextManager[object]:
    """What is sent at once says that nothing has to be there before."""

    def arguments(
        call: ExactlyOnceCall, worker: str, late_after: int, _floor: int
    ) -> Any:
        return _arguments(call, worker, late_after, 1 << 62)

    return patch.object(ExactlyOnceCall, "arguments", arguments)


def files_are_deleted_while_the_store_is_away() -> AbstractContextManager[object]:
    """What a store had for long enough is deleted, whether it is there or not."""

    def has(ledger: Ledger, _store: str | None, highest: Mapping[Stream, int]) -> bool:
        return _has(ledger, None, highest)

    def tend(journal: Journal, _store: str | None) -> None:
        _tend(journal, "somebody")

    stack = ExitStack()
    stack.enter_context(patch.object(Ledger, "has", has))
    stack.enter_context(patch.object(Journal, "tend", tend))
    return stack


def views_are_acknowledged_before_the_disk_has_them() -> AbstractContextManager[object]:
    """Nobody waits for a sync."""
    init = Ticket.__init__

    def made(ticket: Ticket, undo: Any) -> None:
        init(ticket, undo)
        ticket.settled.set()

    return patch.object(Ticket, "__init__", made)


def what_the_disk_may_not_have_is_replayed() -> AbstractContextManager[object]:
    """A replay sends all that was written, also what a failed sync takes back."""

    def durable(journal: Journal) -> dict[Stream, int]:
        return {f: progress.last for f, progress in journal.ledger.streams.items()}

    return patch.object(Journal, "durable", durable)


def what_a_sync_failed_for_stays() -> AbstractContextManager[object]:
    """What was answered with an error is not taken back from the journal."""
    return patch.object(Journal, "_take_back", lambda *_: None)


def a_guard_never_expires() -> AbstractContextManager[object]:
    """No guard means that nothing was counted, however long ago."""
    stack = ExitStack()
    stack.enter_context(patch.object(Ledger, "forgotten", lambda *_, **__: 0))
    stack.enter_context(patch.object(Ledger, "is_forgotten", lambda *_: False))
    return stack


def numbers_are_given_again() -> AbstractContextManager[object]:
    """The number of a call that failed is that of the next."""

    def number(ledger: Ledger, calls: Any) -> None:
        for call in calls:
            if not call.number:
                progress = ledger.of(call.stream)
                progress.assigned = progress.last + call.views
                call.number, call.previous = progress.assigned, progress.previous

    return patch.object(journaling, "number", number)


def guards_are_whose_the_store_is_afterwards() -> AbstractContextManager[object]:
    """A store that becomes another while it is asked is believed."""

    def identity_after(replay: Replay) -> str:
        return replay.connection.identify(replay.timeout)

    return patch.object(Replay, "_identity_after", identity_after)


def nobody_pauses() -> AbstractContextManager[object]:
    """A store that fails is tried again at once."""
    return patch.object(Backoff, "left", lambda _: 0.0)


def a_gap_is_not_looked_into() -> AbstractContextManager[object]:
    """The store says that something is missing, and nobody asks what."""
    stack = ExitStack()
    stack.enter_context(patch.object(Ledger, "doubts", lambda *_: None))
    stack.enter_context(patch.object(Ledger, "learn", _learn_nothing))
    return stack


def _learn_nothing(
    ledger: Ledger, stream: Stream, guard: int, store: str, *_: object
) -> None:
    progress: StreamProgress = ledger.of(stream)
    progress.doubt, progress.store = False, store
    progress.applied = max(progress.applied, guard)


MUTANTS: tuple[Mutant, ...] = (
    only_what_waits_is_sent_after_a_restart,
    what_one_store_had_is_known_of_another,
    a_replay_chains_to_what_the_store_has,
    a_view_misses_nothing_before_it,
    files_are_deleted_while_the_store_is_away,
    views_are_acknowledged_before_the_disk_has_them,
    what_the_disk_may_not_have_is_replayed,
    what_a_sync_failed_for_stays,
    a_guard_never_expires,
    numbers_are_given_again,
    guards_are_whose_the_store_is_afterwards,
    nobody_pauses,
    a_gap_is_not_looked_into,
)
