"""The back-off: when a store that fails may be tried again."""

import pytest

from page_tracker.storage.backoff import LONGEST, SHORTEST, Backoff
from support.clock import Clock


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The back-off's clock, which only the test moves."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def test_a_store_that_has_not_failed_may_be_tried_at_once(clock: Clock) -> None:
    """The first attempt needs no pause."""
    assert clock() == 1000.0
    assert Backoff().left() == 0


def test_after_a_failure_a_pause_passes_by(clock: Clock) -> None:
    """The next attempt is due when the pause is over, and not before."""
    backoff = Backoff()

    backoff.failed()
    first = backoff.left()
    clock.now += SHORTEST * 0.9
    almost = backoff.left()
    clock.now += LONGEST

    assert SHORTEST <= first <= LONGEST
    assert 0 < almost < first
    assert backoff.left() == 0


def test_the_pause_counts_from_the_last_failure(clock: Clock) -> None:
    """Each attempt that fails begins a pause of its own."""
    backoff = Backoff()
    backoff.failed()
    clock.now += LONGEST

    backoff.failed()

    assert backoff.left() >= SHORTEST


def test_a_store_that_works_may_be_tried_at_once(clock: Clock) -> None:
    """A pause ends as soon as anybody was answered."""
    backoff = Backoff()
    backoff.failed()

    backoff.worked()

    assert clock() == 1000.0
    assert backoff.left() == 0


def test_workers_do_not_all_come_at_the_same_moment(clock: Clock) -> None:
    """The pause is drawn at random between two bounds."""
    backoff = Backoff()
    pauses = set()

    for _ in range(20):
        backoff.failed()
        pauses.add(backoff.left())

    assert clock() == 1000.0
    assert len(pauses) > 10
