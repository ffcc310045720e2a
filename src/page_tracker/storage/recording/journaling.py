"""Writes the calls of a batch to the journal: before they are sent, or once counted."""

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
    """Assign each call its number and that of its predecessor."""
    for call in calls:
        if not call.number:
            progress = ledger.of(call.stream)
            progress.assigned += call.views
            call.number, call.previous = progress.assigned, progress.previous


def write_queueable(journal: Journal, batch: Batch, *, sent: bool) -> None:
    """Write the queueable calls; ``sent`` says whether they are also sent at once.

    If the journal is full, every call that counts fails: a replay could not send again
    what the journal does not hold.
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


def unmark_journaled(batch: Batch) -> None:
    """Mark the calls of a batch as not journaled if the sync has failed.

    Calls that were not sent fail. Those that were sent may be in the store.
    """
    ticket = batch.ticket
    if ticket is None or ticket.error is None:
        return
    batch.ticket = None
    for call in batch.guarded():
        if call.journaled and not batch.sent:
            call.settle(ticket.error)
        call.journaled = False


def write_counted(journal: Journal, batch: Batch) -> None:
    """Write calls that were counted but not queueable, so that a replay can use them.

    No sync is awaited, because the store has them already. They are lost only if this
    machine loses power and the store also loses its last seconds.
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
