"""The reminder: how often lines of one kind are logged."""

import pytest

from page_tracker.storage.reminder import MAX_KINDS, SILENCE_S, Reminder
from support.clock import Clock


@pytest.fixture(name="clock", autouse=True)
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the process, in the hands of the test."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def test_a_kind_is_due_at_first_and_then_once_a_minute(clock: Clock) -> None:
    """The line that is logged says how many were left out before it."""
    reminder = Reminder()

    due = []
    for _ in range(7):
        due.append(reminder.due("a"))
        clock.now += SILENCE_S / 3

    assert due == [0, None, None, 2, None, None, 2]


def test_kinds_are_told_apart() -> None:
    """A kind that is logged now does not hide another."""
    reminder = Reminder()

    assert [reminder.due(kind) for kind in "abab"] == [0, 0, None, None]


def test_after_a_reset_each_kind_is_due() -> None:
    """Lines that were left out before the reset are forgotten."""
    reminder = Reminder()
    reminder.due("a")
    reminder.due("a")

    reminder.reset()

    assert reminder.due("a") == 0


def test_more_kinds_than_there_is_room_for_count_as_one(clock: Clock) -> None:
    """Memory and log stay bounded, whatever the kinds are made of."""
    reminder = Reminder()
    for kind in range(MAX_KINDS):
        assert reminder.due(kind) == 0

    further = [reminder.due(f"further {number}") for number in range(1000)]
    known = reminder.due(0)
    clock.now += SILENCE_S

    assert further == [0] + [None] * 999
    assert known is None
    assert reminder.due("further 0") == 0
