"""What counts is numbered, and kept in the journal for as long as it is not counted."""

from collections.abc import Iterator
from errno import EIO
from pathlib import Path

import pytest

from page_tracker.errors import JournalFull, StorageError, StorageUnavailable
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import Ledger
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.calls import CountCall
from page_tracker.storage.recording.journaling import (
    number,
    unmark_journaled,
    write_counted,
    write_queueable,
)
from page_tracker.storage.recording.outcomes import Queued
from page_tracker.tracking.view import Ignored
from support.journal import FAMILY, Room, fails_with, numbers
from support.rules import RULES
from support.views import view

SYNC = "page_tracker.storage.journal.disk._sync"


@pytest.fixture(name="room")
def fixture_room(tmp_path: Path) -> Room:
    """Room for plenty of files."""
    return Room(tmp_path)


@pytest.fixture(name="journal")
def fixture_journal(tmp_path: Path, room: Room) -> Iterator[Journal]:
    """A journal with nothing in it."""
    journal = Journal(tmp_path, "w", 60, room, lambda: None)
    yield journal
    journal.close()


@pytest.fixture(name="batch")
def fixture_batch() -> Batch:
    """An empty batch."""
    return Batch(RULES, deadline=1.0, at=1795419000.0)


def test_a_number_counts_the_views_of_a_family_up_to_it(batch: Batch) -> None:
    """The store can say by it how many views it has lost."""
    ledger = Ledger()
    for path in ("/a", "/b", "/c"):
        batch.record(view(path))
    batch.record(view(site="b.org"))
    batch.record(view(event="play"))
    batch.ignore(Ignored("a.org", "bot"))
    for _ in range(2):
        batch.count_view()
    batch.ignore(Ignored("", "unknown_site"))

    number(ledger, batch.guarded())

    assert [call.number for call in batch.guarded()] == [5, 1, 2, 1]
    assert ledger.of(FAMILY).assigned == 5


def test_a_call_keeps_its_number(batch: Batch) -> None:
    """A call keeps its number when it is sent again."""
    ledger = Ledger()
    batch.count_view()

    for _ in range(2):
        number(ledger, batch.guarded())

    (call,) = batch.guarded()
    assert (call.number, call.previous) == (1, 0)
    assert ledger.of(("count",)).assigned == 1


def test_calls_of_one_family_follow_each_other_in_the_journal(journal: Journal) -> None:
    """Each names the one before it that is there, and not one that has failed."""
    batches = [Batch(RULES, 1.0, 1795419000.0) for _ in range(3)]
    for batch in batches:
        batch.record(view())
    write_queueable(journal, batches[0], sent=True)
    number(journal.ledger, batches[1].guarded())  # and is never kept

    write_queueable(journal, batches[2], sent=True)

    (call,) = batches[2].guarded()
    assert (call.number, call.previous) == (3, 1)
    assert numbers(journal) == [1, 3]


@pytest.mark.parametrize("sent", [True, False])
def test_the_journal_says_whether_a_call_was_sent_at_once(
    journal: Journal, batch: Batch, sent: bool
) -> None:
    """The journal records whether a call was sent at once."""
    batch.record(view())

    write_queueable(journal, batch, sent=sent)

    (kept,) = journal.entries({FAMILY: 0})
    (call,) = batch.guarded()
    assert kept.sent is sent
    assert kept.values == call.payload
    assert call.journaled


def test_what_cannot_wait_is_not_kept_before_it_was_counted(
    journal: Journal, batch: Batch
) -> None:
    """A call that cannot be queued is not journaled before it is counted."""
    batch.count_view()
    write_queueable(journal, batch, sent=True)
    (call,) = batch.guarded()
    before = journal.waiting().views, call.journaled

    call.settle(b"1 1")
    journal.ledger.applied(("count",), call.number, "a store", 0)
    write_counted(journal, batch)

    assert before == (0, False)
    assert numbers(journal) == [1]


@pytest.mark.parametrize("answer", [None, StorageUnavailable("away")])
def test_what_was_not_counted_and_cannot_wait_is_never_kept(
    journal: Journal, batch: Batch, answer: StorageError | None
) -> None:
    """A call that was not counted and cannot be queued is never journaled."""
    batch.count_view()
    write_queueable(journal, batch, sent=True)
    (call,) = batch.guarded()
    if answer is not None:
        call.settle(answer)

    write_counted(journal, batch)

    assert numbers(journal) == []


def test_a_batch_in_which_nothing_counts_needs_no_journal(
    journal: Journal, batch: Batch, room: Room
) -> None:
    """A question for a salt is answered also when the journal is full."""
    room.files = 0
    batch.salt("2026-11-23")

    write_queueable(journal, batch, sent=True)
    write_counted(journal, batch)

    assert batch.ticket is None
    assert not batch.settled


def test_a_full_journal_fails_all_that_counts(
    journal: Journal, batch: Batch, room: Room
) -> None:
    """A full journal fails all counting calls, and nothing else."""
    room.files = 0
    answers = [batch.count_view(), batch.record(view())]
    batch.salt("2026-11-23")

    write_queueable(journal, batch, sent=True)

    for answer in answers:
        with pytest.raises(JournalFull):
            answer()
    assert [call.settled for call in batch.calls()] == [True, True, False]
    assert not any(call.journaled for call in batch.guarded())


def test_a_full_journal_fails_the_plain_counter_before_it_counts(
    journal: Journal, batch: Batch, room: Room
) -> None:
    """A full journal fails the plain counter before it counts."""
    room.files = 0
    answer = batch.count_view()

    write_queueable(journal, batch, sent=True)

    with pytest.raises(JournalFull):
        answer()


@pytest.mark.parametrize("sent", [True, False])
def test_a_disk_that_fails_keeps_nothing(
    journal: Journal, batch: Batch, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    """After a failed sync no call is journaled, and unsent ones fail."""
    answer = batch.record(view())
    write_queueable(journal, batch, sent=sent)
    batch.sent = sent
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        journal.sync()

    unmark_journaled(batch)
    unmark_journaled(batch)

    (call,) = batch.guarded()
    assert not call.journaled
    assert call.settled is not sent
    if not sent:
        with pytest.raises(JournalFull):
            answer()


def test_what_the_disk_has_stays_kept(journal: Journal, batch: Batch) -> None:
    """A synced call stays journaled, and is queued if the store fails."""
    answer = batch.record(view())
    write_queueable(journal, batch, sent=True)
    journal.sync()

    unmark_journaled(batch)
    batch.fail(StorageUnavailable("away"))

    assert answer() == Queued()


def test_who_was_counted_is_told_so_also_where_the_disk_has_failed(
    journal: Journal, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed sync does not take back replies of the store."""
    number_of = batch.count_view()
    batch.record(view())
    write_queueable(journal, batch, sent=True)
    batch.sent = True
    count, _ = batch.guarded()
    assert isinstance(count, CountCall)
    count.settle(b"1 1")
    with monkeypatch.context() as broken:
        broken.setattr(SYNC, fails_with(EIO))
        journal.sync()

    unmark_journaled(batch)

    assert number_of() == 1
