"""What of a batch is kept in the journal, and when."""

import logging
from collections.abc import Iterable

from page_tracker.errors import JournalFull
from page_tracker.storage.batch import Batch
from page_tracker.storage.call import GuardedCall
from page_tracker.storage.journal.journal import Draft, Journal

log = logging.getLogger(__name__)


def keep(journal: Journal, batch: Batch) -> None:
    """Write the calls that may wait, before they are sent.

    If the journal is full, all calls that count have failed: what it cannot hold, it
    could not bring back.
    """
    calls = list(batch.guarded())
    for _, call in calls:
        call.previous = journal.last_of(call.family)
    drafts = _drafts(batch, (pair for pair in calls if pair[1].waits))
    try:
        if drafts:
            batch.kept = drafts[-1].sequence, journal.append(drafts)
        else:
            journal.check()
    except JournalFull as exc:
        for _, call in calls:
            call.settle(exc)
        return
    for _, call in calls:
        call.kept = call.waits


def unkeep(batch: Batch, error: JournalFull) -> None:
    """Take back that the calls of a batch were kept, as they were not.

    What was not sent either has failed. What was, the store may have.
    """
    batch.kept = None
    for _, call in batch.guarded():
        if call.kept and not batch.sent:
            call.settle(error)
        call.kept = False


def note_applied(journal: Journal, batch: Batch) -> bool:
    """Note that the store has what was kept of a batch, if it has all of it.

    Returns False if others wait before it: then a replay must find out.
    """
    if batch.kept is None:
        return True
    kept = [call for _, call in batch.guarded() if call.kept]
    if not all(call.answered for call in kept):
        return True  # it was not counted, and waits itself
    views = sum(call.views for call in kept)
    return journal.note_sent(*batch.kept, views, batch.at)


def keep_counted(journal: Journal, batch: Batch) -> None:
    """Write what was counted and could not wait, so that it can be counted again.

    It is not synced: the store has it, whatever becomes of it here. Only if this
    machine loses its power, and the store its last seconds, can both be gone.
    """
    calls = batch.guarded()
    counted = (pair for pair in calls if not pair[1].waits and pair[1].answered)
    if drafts := _drafts(batch, counted):
        try:
            journal.append(drafts)
        except JournalFull as exc:
            log.error("what was counted is not in the journal: %s", exc)


def _drafts(batch: Batch, calls: Iterable[tuple[int, GuardedCall]]) -> list[Draft]:
    return [
        Draft(
            sequence,
            batch.at,
            call.views if call.waits else 0,
            call.script,
            call.about,
            call.sealed,
        )
        for sequence, call in calls
    ]
