"""The ledger decides what a store still has to get, from what stores have said."""

import pytest

from page_tracker.storage.identity import UNNAMED
from page_tracker.storage.journal.entry import Entry
from page_tracker.storage.journal.ledger import (
    GUARD_LIFE,
    Known,
    Ledger,
    Loss,
    StreamProgress,
)
from support.journal import AT, FAMILY, A, B, entry, ledger_of

WEEK_LATER = AT + GUARD_LIFE


def ask(ledger: Ledger, guard: int, store: str = A, now: int = AT) -> Loss | None:
    """Let a store be asked for its guard, with nothing happening meanwhile."""
    before = ledger.in_need(store).get(FAMILY) or known(ledger)
    return ledger.learn(FAMILY, guard, store, before, now)


def known(ledger: Ledger) -> Known:
    """Return up to which number which store is known to have the calls."""
    progress = ledger.of(FAMILY)
    return Known(progress.store, progress.applied)


def test_a_family_without_calls_waits_for_nothing() -> None:
    """A stream without calls has nothing pending."""
    assert Ledger().of(FAMILY) == StreamProgress()
    assert not StreamProgress().waiting


def test_a_call_waits_until_the_store_has_it(ledger: Ledger) -> None:
    """The views that wait are those above the number that was applied."""
    waiting = [ledger.of(FAMILY).waiting]

    for number in (8, 10):
        ledger.applied(FAMILY, number, A, AT)
        waiting.append(ledger.of(FAMILY).waiting)

    assert waiting == [4, 2, 0]


def test_what_was_applied_is_not_unlearned_by_an_older_answer(ledger: Ledger) -> None:
    """Two threads may note answers of one store in the wrong order."""
    ledger.applied(FAMILY, 3, A, AT)

    assert known(ledger) == (A, 6)


def test_what_another_store_has_applied_replaces_what_was_known(ledger: Ledger) -> None:
    """What another store has applied replaces the previous knowledge."""
    ledger.applied(FAMILY, 3, B, AT)

    assert known(ledger) == (B, 3)
    assert ledger.of(FAMILY).waiting == 7


def test_the_age_of_what_waits_is_that_of_its_oldest_call() -> None:
    """The age of pending views is that of the oldest call, and none without any."""
    ledger = ledger_of(3)
    ages = [ledger.of(FAMILY).since]

    for number, at in ((2, AT + 20), (3, AT + 30)):
        ledger.applied(FAMILY, number, A, at)
        ages.append(ledger.of(FAMILY).since)

    assert ages == [AT + 1, AT + 20, None]


def test_an_applied_call_ends_a_refusal_of_its_family(ledger: Ledger) -> None:
    """An applied call ends the block of its stream."""
    ledger.blocks(FAMILY)

    ledger.applied(FAMILY, 7, A, AT)

    assert not ledger.of(FAMILY).blocked


def test_a_worker_numbers_on_behind_what_it_finds_in_the_journal() -> None:
    """A number that was given out once is never given to another call."""
    ledger = ledger_of(0)
    ledger.of(FAMILY).assigned = 7

    ledger.journaled(entry(5))
    ledger.journaled(entry(9))

    assert ledger.of(FAMILY).assigned == 9


@pytest.mark.parametrize(("floor", "previous"), [(0, 10), (9, 10), (10, 0)])
def test_a_call_names_the_one_before_it_as_long_as_that_is_missed(
    ledger: Ledger, floor: int, previous: int
) -> None:
    """The store refuses a call whose predecessor it lacks; 0 stands for none."""
    ledger.of(FAMILY).floor = floor

    assert ledger.of(FAMILY).previous == previous


def test_a_store_is_asked_for_what_waits(ledger: Ledger) -> None:
    """Pending streams are queried, with what was known before."""
    assert ledger.in_need(A) == {FAMILY: Known(A, 6)}


def test_a_store_that_has_all_is_asked_for_nothing(ledger: Ledger) -> None:
    """A store that has everything is not queried."""
    ledger.applied(FAMILY, 10, A, AT)

    assert not ledger.in_need(A)


def test_a_store_that_has_become_another_is_asked_for_all(ledger: Ledger) -> None:
    """A store with a new identity is queried for all streams."""
    ledger.applied(FAMILY, 10, A, AT)

    assert ledger.in_need(B) == {FAMILY: Known(A, 10)}


def test_a_store_that_lacks_something_is_asked(ledger: Ledger) -> None:
    """A store that reported a gap is queried."""
    ledger.applied(FAMILY, 10, A, AT)
    ledger.doubts(FAMILY)
    asked = ledger.in_need(A)

    ask(ledger, 10)

    assert asked == {FAMILY: Known(A, 10)}
    assert not ledger.in_need(A)


@pytest.mark.parametrize("store", ["", UNNAMED])
def test_a_store_that_does_not_say_who_it_is_is_asked_on_each_connection(
    ledger: Ledger, store: str
) -> None:
    """A store without an identity is queried on each connection."""
    ledger.applied(FAMILY, 10, store, AT)

    ledger.connected(store, now=1)

    assert ledger.in_need(store) == {FAMILY: Known(store, 10)}


def test_a_store_with_a_name_is_not_asked_on_each_connection(ledger: Ledger) -> None:
    """A lost connection is no reason to doubt what the same store has."""
    ledger.applied(FAMILY, 10, A, AT)

    ledger.connected(A, now=1)

    assert not ledger.in_need(A)


def test_a_store_is_there_since_it_was_first_seen(ledger: Ledger) -> None:
    """The ledger remembers when the store was first seen."""
    times = []
    for store, now in ((A, 1.0), (A, 2.0), (B, 3.0), (A, 4.0)):
        ledger.connected(store, now)
        times.append((ledger.store, ledger.store_since))

    assert times == [(A, 1.0), (A, 1.0), (B, 3.0), (A, 4.0)]


def test_a_store_may_have_more_than_was_known(ledger: Ledger) -> None:
    """A guard beyond the known progress advances it."""
    assert ask(ledger, 9) is None

    assert known(ledger) == (A, 9)
    assert ledger.of(FAMILY).waiting == 1


def test_a_store_that_has_what_was_known_changes_nothing(ledger: Ledger) -> None:
    """A guard equal to the known progress changes nothing."""
    assert ask(ledger, 6) is None

    assert known(ledger) == (A, 6)


def test_a_store_that_was_rolled_back_gets_again_what_it_has_lost(
    ledger: Ledger,
) -> None:
    """Another identity, an older state: nothing was deleted, and nothing is lost."""
    assert ask(ledger, 4, B) is None

    assert known(ledger) == (B, 4)
    assert ledger.of(FAMILY).floor == 0
    assert ledger.of(FAMILY).waiting == 6
    assert ledger.of(FAMILY).since == AT


@pytest.mark.parametrize("guard", [0, 4])
def test_between_two_stores_nothing_is_given_up(ledger: Ledger, guard: int) -> None:
    """A store that returns after another one loses nothing."""
    losses = [ask(ledger, 2, B), ask(ledger, guard, A)]

    assert losses == [None, None]
    assert known(ledger) == (A, guard)
    assert ledger.of(FAMILY).floor == 0
    assert ledger.of(FAMILY).waiting == 10 - guard


def test_a_store_that_is_back_may_still_have_all_that_it_had(ledger: Ledger) -> None:
    """A store that returns with all of its data lacks only what came meanwhile."""
    ask(ledger, 2, B)
    ledger.applied(FAMILY, 10, B, AT)

    assert ask(ledger, 6, A) is None
    assert known(ledger) == (A, 6)


def test_what_this_very_store_had_and_has_not_was_deleted(ledger: Ledger) -> None:
    """If the same store lacks applied calls, somebody has deleted them."""
    loss = ask(ledger, 0)

    assert loss == Loss(FAMILY, 6, "deleted")
    assert ledger.of(FAMILY).floor == 6
    assert ledger.of(FAMILY).waiting == 4


def test_what_was_deleted_is_given_up_once(ledger: Ledger) -> None:
    """The same store says the same the next time, and nothing more is lost."""
    ask(ledger, 0)

    assert ask(ledger, 0) is None
    assert ledger.of(FAMILY).floor == 6


def test_an_older_state_of_this_very_store_was_put_there_by_somebody(
    ledger: Ledger,
) -> None:
    """If the same store has an older guard, the views above it were deleted."""
    assert ask(ledger, 4) == Loss(FAMILY, 2, "deleted")


@pytest.mark.parametrize("store", ["", UNNAMED])
def test_a_store_that_does_not_say_who_it_is_gets_again_what_it_has_not(
    store: str,
) -> None:
    """Better counted twice than lost: nobody knows whether it was deleted."""
    ledger = ledger_of(10, has=6, store=store)

    assert ask(ledger, 2, store) is None

    assert known(ledger) == (store, 2)
    assert ledger.of(FAMILY).waiting == 8


def test_a_guard_that_has_expired_is_no_deletion(ledger: Ledger) -> None:
    """The store forgets after a week without calls; the views are there."""
    assert ask(ledger, 0, now=WEEK_LATER) is None

    assert ledger.of(FAMILY).floor == 6
    assert ledger.of(FAMILY).waiting == 4


def test_a_guard_that_may_not_have_expired_yet_was_deleted(ledger: Ledger) -> None:
    """A second before the week is over, the store still knows."""
    assert ask(ledger, 0, now=WEEK_LATER - 1) == Loss(FAMILY, 6, "deleted")


def test_a_number_that_was_never_given_out_is_not_given_out_later(
    ledger: Ledger,
) -> None:
    """A cut journal, or a changed guard: the next call needs a higher number."""
    ask(ledger, 25)

    assert ledger.of(FAMILY).assigned == 25
    assert ledger.of(FAMILY).waiting == 0


def test_what_was_answered_while_the_store_was_asked_counts(ledger: Ledger) -> None:
    """The loop's answer from this store is newer than the guard that was read."""
    before = ledger.in_need(B)[FAMILY]
    ledger.applied(FAMILY, 10, B, AT)

    assert ledger.learn(FAMILY, 5, B, before, AT) is None
    assert known(ledger) == (B, 10)


def test_what_was_answered_while_the_same_store_was_asked_counts(
    ledger: Ledger,
) -> None:
    """A guard is never taken for a rollback of what came after it was read."""
    before = ledger.in_need(A)[FAMILY]
    ledger.applied(FAMILY, 10, A, AT)

    assert ledger.learn(FAMILY, 6, A, before, AT) is None
    assert known(ledger) == (A, 10)


def test_views_that_were_counted_before_they_were_journaled_wait_if_they_are_lost() -> (
    None
):
    """The plain counter's: as many wait as the store has lost."""
    ledger = Ledger()
    stream = ("count",)
    for number in range(1, 6):
        ledger.applied(stream, number, A, AT)
        ledger.journaled(Entry(number, number - 1, AT, 1, True, "count", (), (b"1",)))
    before = ledger.of(stream).waiting

    ledger.learn(stream, 2, B, ledger.in_need(B)[stream], AT)

    assert before == 0
    assert ledger.of(stream).waiting == 3
