"""The ledger decides what is given up, what may go, and what a mark says."""

import pytest

from page_tracker.storage.journal.entry import Entry, Mark, Tried
from page_tracker.storage.journal.ledger import (
    GUARD_LIFE,
    MARKED,
    NOTED_EVERY,
    Known,
    Ledger,
    Loss,
)
from support.journal import AT, FAMILY, OTHER, A, B, entry, ledger_of

WEEK_LATER = AT + GUARD_LIFE


def known(ledger: Ledger) -> Known:
    """Return up to which number which store is known to have the calls."""
    progress = ledger.of(FAMILY)
    return Known(progress.store, progress.applied)


def test_a_young_call_was_never_there_if_there_is_no_guard(ledger: Ledger) -> None:
    """A guard lives for a week, so the store would know."""
    assert ledger.forgotten(FAMILY, AT) == 0
    assert not ledger.is_forgotten(entry(3), AT + 3)


def test_what_was_applied_long_ago_may_be_there_without_a_guard(ledger: Ledger) -> None:
    """The store has had the calls up to that number."""
    assert ledger.forgotten(FAMILY, WEEK_LATER) == 6


def test_a_broken_guard_tells_nothing_of_what_was_ever_sent(ledger: Ledger) -> None:
    """With a broken guard, every sent call may have been counted."""
    ledger.of(FAMILY).sent = 8

    assert ledger.forgotten(FAMILY, AT, broken=True) == 8


def test_a_broken_guard_tells_nothing_of_what_was_applied(ledger: Ledger) -> None:
    """With a broken guard, every applied call may have been counted."""
    ledger.refused(FAMILY, 2)

    assert ledger.forgotten(FAMILY, AT, broken=True) == 6


def test_an_old_call_that_was_sent_may_have_been_counted(ledger: Ledger) -> None:
    """An old call that was sent may have been counted: its guard has expired."""
    assert ledger.is_forgotten(entry(9), AT + 9 + GUARD_LIFE)


def test_an_old_call_that_was_never_sent_was_not_counted() -> None:
    """An old call that was never sent was not counted."""
    ledger = Ledger()
    queued = entry(1, sent=False)
    ledger.journaled(queued)

    assert not ledger.is_forgotten(queued, 2 * WEEK_LATER)


def test_a_call_is_as_young_as_the_last_replay(ledger: Ledger) -> None:
    """The store has said then what it had, so only what was sent since is unknown."""
    ledger.tried(Tried(WEEK_LATER, (FAMILY,)))

    assert not ledger.is_forgotten(entry(9), WEEK_LATER + GUARD_LIFE - 1)
    assert ledger.is_forgotten(entry(9), WEEK_LATER + GUARD_LIFE)


def test_a_call_behind_one_that_was_refused_was_not_counted(ledger: Ledger) -> None:
    """The store takes the calls of a stream in order, or not at all."""
    ledger.refused(FAMILY, 8)

    later = AT + 9 + GUARD_LIFE
    assert ledger.is_forgotten(entry(8), later)
    assert not ledger.is_forgotten(entry(9), later)


def test_a_refusal_makes_nothing_sent_that_was_not() -> None:
    """A rejection never raises the number of sent calls."""
    ledger = Ledger()
    ledger.journaled(entry(1, sent=False))

    ledger.refused(FAMILY, 5)

    assert ledger.of(FAMILY).sent == 0


def test_calls_that_were_sent_at_once_need_no_note(ledger: Ledger) -> None:
    """Calls that were sent at once need no mark."""
    ledger.of(FAMILY).tried = AT

    assert not ledger.untried({FAMILY: 10}, AT)


def test_calls_that_were_queued_are_noted_before_they_are_sent() -> None:
    """Queued calls are marked before they are sent."""
    ledger = Ledger()
    ledger.journaled(entry(1, sent=False))
    ledger.journaled(entry(1, site="b.org", sent=False))
    ledger.of(FAMILY).tried = ledger.of(OTHER).tried = AT

    found = ledger.untried({FAMILY: 1, OTHER: 0}, AT)
    ledger.tried(Tried(AT, tuple(found)))

    assert found == [FAMILY]
    assert ledger.of(FAMILY).sent == 1
    assert not ledger.untried({FAMILY: 1}, AT)


def test_an_outage_writes_one_note_an_hour(ledger: Ledger) -> None:
    """Two attempts a second would fill the journal with notes."""
    ledger.tried(Tried(AT, (FAMILY,)))

    asked = [AT, AT + NOTED_EVERY, AT + NOTED_EVERY + 1]
    noted = [bool(ledger.untried({FAMILY: 10}, now)) for now in asked]

    assert noted == [False, False, True]


def test_calls_that_are_given_up_wait_no_more(ledger: Ledger) -> None:
    """The next call does not name them, so the store takes it."""
    loss = ledger.gives_up(FAMILY, 8, after=6, reason="missing")

    assert loss == Loss(FAMILY, 2, "missing")
    assert ledger.of(FAMILY).floor == 8
    assert ledger.of(FAMILY).waiting == 2


def test_what_was_given_up_before_is_not_lost_once_more(ledger: Ledger) -> None:
    """Views are lost at most once."""
    ledger.gives_up(FAMILY, 8, after=6, reason="missing")

    assert ledger.gives_up(FAMILY, 9, after=6, reason="missing").views == 1
    assert ledger.gives_up(FAMILY, 7, after=6, reason="missing").views == 0
    assert ledger.of(FAMILY).floor == 9


def test_nothing_waits_where_all_was_given_up(ledger: Ledger) -> None:
    """A stream whose calls were given up has nothing pending."""
    ledger.gives_up(FAMILY, 10, after=6, reason="missing")

    assert ledger.of(FAMILY).waiting == 0
    assert ledger.of(FAMILY).since is None


@pytest.mark.parametrize(
    ("store", "number", "has"),
    [
        pytest.param(A, 6, True, id="the store that has them"),
        pytest.param(A, 7, False, id="the store that does not have all"),
        pytest.param(B, 6, False, id="another store"),
        pytest.param(None, 6, True, id="any store"),
        pytest.param(None, 7, False, id="no store"),
    ],
)
def test_a_store_has_what_it_has_said_to_have(
    ledger: Ledger, store: str | None, number: int, has: bool
) -> None:
    """A store has what it reported; None means any store."""
    assert ledger.has(store, {FAMILY: number}) is has


def test_a_store_must_have_the_calls_of_all_families(ledger: Ledger) -> None:
    """A file may go only if the store has the calls of all of its streams."""
    ledger.journaled(entry(1, site="b.org"))

    assert not ledger.has(A, {FAMILY: 6, OTHER: 1})


def test_what_was_given_up_is_missed_in_no_store(ledger: Ledger) -> None:
    """Calls that were given up count as applied in every store."""
    ledger.gives_up(FAMILY, 8, after=6, reason="missing")

    assert ledger.has(B, {FAMILY: 8})


def test_what_nobody_knows_of_may_go(ledger: Ledger) -> None:
    """A file with only notes may go."""
    assert ledger.has(A, {})
    assert ledger.has(A, {OTHER: 3})


def test_a_mark_says_what_was_known(ledger: Ledger) -> None:
    """A ledger that takes up the mark of another decides as that would."""
    ledger.of(FAMILY).floor = 3
    heir = ledger_of(10)

    for mark in ledger.marks(AT + 9):
        heir.marked(mark)

    assert known(heir) == known(ledger)
    assert heir.of(FAMILY).floor == 3
    assert heir.of(FAMILY).applied_at == AT + 9


def test_a_mark_never_lowers_what_was_given_up(ledger: Ledger) -> None:
    """An older mark may come after a newer one when a file was lost."""
    ledger.of(FAMILY).floor = 3

    ledger.marked(Mark(AT, A, ((FAMILY, 6, 1),)))

    assert ledger.of(FAMILY).floor == 3


def test_each_store_has_a_mark_of_its_own(ledger: Ledger) -> None:
    """Each store has a mark of its own."""
    ledger.journaled(entry(5, 5, site="b.org"))
    ledger.applied(OTHER, 5, B, AT)

    marks = ledger.marks(AT)

    assert marks == [
        Mark(AT, A, ((FAMILY, 6, 0),)),
        Mark(AT, B, ((OTHER, 5, 0),)),
    ]


def test_only_news_are_marked(ledger: Ledger) -> None:
    """Only changed progress is marked."""
    marks = [ledger.marks(AT), ledger.marks(AT)]
    ledger.applied(FAMILY, 7, A, AT)
    marks.append(ledger.marks(AT))

    assert [len(each) for each in marks] == [1, 0, 1]


def test_a_mark_tells_of_a_bounded_number_of_families() -> None:
    """The rest is marked the next time: the bound is that of a small note."""
    ledger = Ledger()
    for number in range(MARKED + 3):
        stream = ("record", f"{number}.org")
        ledger.journaled(entry(1, site=f"{number}.org"))
        ledger.applied(stream, 1, A, AT)

    sizes = [[len(mark.streams) for mark in ledger.marks(AT)] for _ in range(3)]

    assert sizes == [[MARKED], [3], []]


def test_a_call_that_was_sent_may_be_in_the_store() -> None:
    """The next process asks for it before it counts on."""
    ledger = Ledger()

    ledger.journaled(entry(4, 4))
    ledger.journaled(entry(6, 2, sent=False))

    assert ledger.of(FAMILY).sent == 4
    assert entry(6, 2) == Entry(6, 4, AT + 6, 2, True, *entry(1)[5:])


def test_in_a_damaged_journal_any_call_may_have_been_sent() -> None:
    """The note that it was may be what is damaged: it is not counted twice."""
    ledger = Ledger()
    ledger.journaled(entry(3, 3, sent=False))

    before = ledger.is_forgotten(entry(3, 3), AT + 2 * GUARD_LIFE)
    ledger.damaged()
    after = ledger.is_forgotten(entry(3, 3), AT + 2 * GUARD_LIFE)

    assert (before, after) == (False, True)
