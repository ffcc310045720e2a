"""What of a batch is kept in the journal, and when."""

import logging
from collections.abc import Iterable

from page_tracker.errors import JournalFull
from page_tracker.storage.journal.entry import Entry
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import Ledger
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.calls import ExactlyOnceCall

log = logging.getLogger(__name__)


def number(ledger: Ledger, calls: Iterable[ExactlyOnceCall]) -> None:
    """Give each call its number, and that of the one before it."""
    for call in calls:
        if not call.number:
            progress = ledger.of(call.stream)
            progress.assigned += call.views
            call.number, call.previous = progress.assigned, progress.previous


def keep(journal: Journal, batch: Batch, *, sent: bool) -> None:
    """Write the calls that may wait; they are ``sent`` at once, or by a replay.

    If the journal is full, all calls that count have failed: what it cannot hold, it
    could not bring back.
    """
    calls = batch.guarded()
    if not calls:
        return
    with journal.lock:
        number(journal.ledger, calls)
    waiting = [call for call in calls if call.queueable]
    try:
        if waiting:
            batch.ticket = journal.append(_entries(batch, waiting, sent))
        else:
            journal.check()
    except JournalFull as exc:
        for call in calls:
            call.settle(exc)
        return
    for call in waiting:
        call.journaled = True


def unkeep(batch: Batch) -> None:
    """Take back that the calls of a batch were kept, if the disk has failed.

    What was not sent has failed, too. What was, the store may have.
    """
    ticket = batch.ticket
    if ticket is None or ticket.error is None:
        return
    batch.ticket = None
    for call in batch.guarded():
        if call.journaled and not batch.sent:
            call.settle(ticket.error)
        call.journaled = False


def keep_counted(journal: Journal, batch: Batch) -> None:
    """Write what was counted and could not wait, so that it can be counted again.

    No sync is waited for: the store has it, whatever becomes of it here. Only if this
    machine loses its power, and the store its last seconds, can both be gone.
    """
    counted = [c for c in batch.guarded() if not c.queueable and c.answered]
    if not counted:
        return
    try:
        journal.append(_entries(batch, counted, True))
    except JournalFull as exc:
        log.error("counted views are missing from the journal: %s", exc)


def _entries(batch: Batch, calls: Iterable[ExactlyOnceCall], sent: bool) -> list[Entry]:
    return [
        Entry(
            call.number,
            call.previous,
            batch.at,
            call.views,
            sent,
            call.script,
            call.key_parts,
            call.payload,
        )
        for call in calls
    ]
