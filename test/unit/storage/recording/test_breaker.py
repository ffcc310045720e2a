"""The breaker: who may ask a store that failed."""

import logging

import pytest

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.meter import Meter
from page_tracker.storage.backoff import LONGEST, SHORTEST, Backoff
from page_tracker.storage.recording.group_commit import Breaker

AWAY = StorageUnavailable("nobody answers")


class Clock:
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Return the time in seconds."""
        return self.now


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of breaker and back-off, which only the test moves."""
    clock = Clock()
    monkeypatch.setattr("page_tracker.storage.recording.group_commit.time", clock)
    monkeypatch.setattr("page_tracker.storage.backoff.time", clock)
    return clock


@pytest.mark.parametrize("under_way", [True, False])
def test_a_store_that_has_not_failed_is_open_to_all(under_way: bool) -> None:
    """Many may wait for a store that works, also for one batch behind another."""
    assert not Breaker(Meter().breaker_open).refuses(trial_under_way=under_way)


def test_a_store_that_failed_rests_for_a_moment(clock: Clock) -> None:
    """A store that fails fast is not asked thousands of times a second."""
    breaker = Breaker(Meter().breaker_open)

    breaker.failed(AWAY)

    assert breaker.refuses(trial_under_way=False)
    clock.now += SHORTEST * 0.9
    assert breaker.refuses(trial_under_way=False)


def test_after_the_rest_one_may_try(clock: Clock) -> None:
    """The next caller is the trial, and nobody queues behind it."""
    breaker = Breaker(Meter().breaker_open)
    breaker.failed(AWAY)

    clock.now += LONGEST * 1.1

    assert not breaker.refuses(trial_under_way=False)
    assert breaker.refuses(trial_under_way=True)


def test_a_trial_that_fails_begins_another_rest(clock: Clock) -> None:
    """A failed trial begins another pause."""
    breaker = Breaker(Meter().breaker_open)
    breaker.failed(AWAY)
    clock.now += LONGEST * 1.1

    breaker.failed(AWAY)

    assert breaker.refuses(trial_under_way=False)


def test_a_store_also_rests_after_an_attempt_of_somebody_else(clock: Clock) -> None:
    """The replay of the journal and the loop together make two attempts a second."""
    backoff = Backoff()
    breaker = Breaker(Meter().breaker_open, backoff)
    breaker.failed(AWAY)
    clock.now += LONGEST * 1.1

    backoff.failed()

    assert breaker.refuses(trial_under_way=False)


def test_a_store_that_somebody_else_has_found_to_work_may_be_tried_at_once(
    clock: Clock,
) -> None:
    """If another user of the store succeeded, a trial may begin at once."""
    backoff = Backoff()
    breaker = Breaker(Meter().breaker_open, backoff)
    breaker.failed(AWAY)

    backoff.worked()

    assert clock.now == 1000.0
    assert not breaker.refuses(trial_under_way=False)
    assert breaker.refuses(trial_under_way=True)


@pytest.mark.parametrize("under_way", [True, False])
def test_a_trial_that_works_opens_the_store_to_all(
    clock: Clock, under_way: bool
) -> None:
    """A successful trial closes the breaker without a pause."""
    breaker = Breaker(Meter().breaker_open)
    breaker.failed(AWAY)

    breaker.worked()

    assert clock.now == 1000.0
    assert not breaker.refuses(trial_under_way=under_way)


def test_a_breaker_says_which_failure_is_news(caplog: pytest.LogCaptureFixture) -> None:
    """The breaker reports only the first failure of an outage as news."""
    caplog.set_level(logging.INFO)
    breaker = Breaker(Meter().breaker_open)

    news = [breaker.failed(AWAY) for _ in range(3)]
    breaker.worked()
    breaker.worked()

    assert news == [True, False, False]
    assert caplog.messages == [
        "cannot use the database: nobody answers",
        "the database is back",
    ]
