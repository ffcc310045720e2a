"""Calls: their answer, or the error that each of their callers is told."""

import pytest

from page_tracker.errors import CounterUnusable, StorageError, StorageResting
from page_tracker.storage import keys
from page_tracker.storage.admission import RefuseCall
from page_tracker.storage.counting import CountCall


def test_a_call_is_open_until_it_is_settled() -> None:
    """An empty answer is one, too."""
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
    """Who had something counted is told what it was, or that it was not."""
    done, failed = RefuseCall("2026-11-23"), RefuseCall("2026-11-23")
    done.settle(b"")
    failed.settle(StorageError("away"))

    assert done.done("bot") == "bot"
    with pytest.raises(StorageError, match="away"):
        failed.done("bot")


def test_what_guards_a_call_goes_before_what_it_does() -> None:
    """guard.lua is the same for all scripts, so its arguments are, too."""
    call = CountCall()
    call.add()

    names, values = call.arguments("w", sequence=7, late_after=1234, floor=0)

    assert names == (keys.applied("w"), keys.PAGE_VIEWS)
    assert values == [7, 1234, 0, b"1"]
