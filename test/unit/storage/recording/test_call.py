"""Calls: their answer, or the error that each of their callers gets."""

import pytest

from page_tracker.errors import (
    CounterUnusable,
    JournalFull,
    StorageBehind,
    StorageError,
    StorageResting,
)
from page_tracker.storage import keys
from page_tracker.storage.recording.calls import CountCall, RefuseCall


def test_a_call_is_open_until_it_is_settled() -> None:
    """A call is open until it is settled, even by an empty reply."""
    waiting, answered, failed = RefuseCall("2026-11-23"), CountCall(), CountCall()

    answered.settle(b"")
    failed.settle(StorageError("away"))

    assert [each.settled for each in (waiting, answered, failed)] == [False, True, True]
    assert answered.answer() == b""
    assert answered.error is None


def test_all_who_ask_are_told_of_an_error_and_the_first_of_its_cause() -> None:
    """The first is logged with its traceback; a thousand copies would hide it."""
    call, error = CountCall(), CounterUnusable("holds a text")
    call.settle(error)

    with pytest.raises(CounterUnusable) as first:
        call.answer()
    with pytest.raises(StorageResting, match="^holds a text$"):
        call.answer()
    with pytest.raises(StorageResting, match="^holds a text$"):
        call.answer()

    assert first.value is error
    assert call.error is error


def test_a_call_that_was_never_made_has_no_answer() -> None:
    """A mistake of ours is an error, and not a number out of nowhere."""
    with pytest.raises(StorageError, match="not made"):
        CountCall().answer()


def test_what_was_to_be_done_is_returned_once_it_is_done() -> None:
    """done() returns the result after success, and raises otherwise."""
    done, failed = RefuseCall("2026-11-23"), RefuseCall("2026-11-23")
    done.settle(b"")
    failed.settle(StorageError("away"))

    assert done.done("bot") == "bot"
    with pytest.raises(StorageError, match="away"):
        failed.done("bot")


def test_what_guards_a_call_goes_before_what_it_does() -> None:
    """The guard takes the first three arguments of each script that counts."""
    call = CountCall()
    call.add()
    call.number, call.previous = 7, 6

    names, values = call.arguments("w", late_after=1234, floor=5)

    assert names == (keys.applied("w"), keys.PAGE_VIEWS)
    assert values == [7, 1234, 6, b"1"]


def test_a_call_that_is_in_the_journal_is_never_too_late() -> None:
    """The store counts a kept call whenever it comes: its sender has been answered."""
    call = CountCall()
    call.add()
    call.number, call.journaled = 7, True

    _, values = call.arguments("w", late_after=1234, floor=0)

    assert values == [7, 0, 0, b"1"]


@pytest.mark.parametrize(("floor", "named"), [(5, 6), (6, 0), (7, 0)])
def test_a_call_does_not_ask_for_one_that_was_given_up(floor: int, named: int) -> None:
    """The call before it is named only if its number is above the floor."""
    call = CountCall()
    call.add()
    call.number, call.previous = 8, 6

    _, values = call.arguments("w", late_after=0, floor=floor)

    assert values[2] == named


def test_nothing_can_be_added_to_a_call_once_its_arguments_were_asked_for() -> None:
    """A call that is sent again says the same as the first time."""
    call = CountCall()
    call.add()
    before = call.arguments("w", late_after=0, floor=0)

    call.add()

    assert call.arguments("w", late_after=0, floor=0) == before


@pytest.mark.parametrize(
    ("kept", "outcome", "queued"),
    [
        pytest.param(True, StorageBehind("behind"), True, id="kept, and not counted"),
        pytest.param(True, b"", False, id="kept and counted"),
        pytest.param(True, None, False, id="kept, and on its way"),
        pytest.param(False, StorageBehind("behind"), False, id="not kept"),
    ],
)
def test_a_call_is_queued_if_the_journal_has_it_and_the_store_does_not(
    kept: bool, outcome: bytes | StorageError | None, queued: bool
) -> None:
    """The journal alone makes a view that failed one that will be counted."""
    call = RefuseCall("2026-11-23")
    call.journaled = kept

    if outcome is not None:
        call.settle(outcome)

    assert call.queued is queued


def test_what_is_queued_is_as_good_as_done() -> None:
    """The sender of a queued view gets no error."""
    call = RefuseCall("2026-11-23")
    call.journaled = True
    call.settle(StorageError("away"))

    assert call.done("bot") == "bot"


def test_each_caller_is_told_in_full_that_the_journal_has_no_room() -> None:
    """Every caller gets the full error if the journal has no room."""
    call = RefuseCall("2026-11-23")
    call.settle(JournalFull("no room"))

    for _ in range(2):
        with pytest.raises(JournalFull, match="no room"):
            call.answer()
