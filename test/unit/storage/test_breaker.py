"""The breaker: who may ask a store that failed."""

import logging

import pytest
from redis.exceptions import BusyLoadingError

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.meter import Meter
from page_tracker.storage.backoff import LONGEST, SHORTEST, Backoff
from page_tracker.storage.breaker import Breaker

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
    monkeypatch.setattr("page_tracker.storage.breaker.time", clock)
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
    """The rest counts from the last failure."""
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
    """One at a time, as only an answer to the breaker's own calls ends the outage."""
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
    """At once, without a rest: the clock has not moved."""
    breaker = Breaker(Meter().breaker_open)
    breaker.failed(AWAY)

    breaker.worked()

    assert clock.now == 1000.0
    assert not breaker.refuses(trial_under_way=under_way)


def test_an_outage_is_worth_a_line_when_it_begins_and_each_minute(clock: Clock) -> None:
    """Not twenty times a second."""
    breaker = Breaker(Meter().breaker_open)

    told = []
    for _ in range(241):
        told.append(breaker.failed(AWAY))
        clock.now += 0.5

    assert [number for number, is_told in enumerate(told) if is_told] == [0, 120, 240]


def test_a_cause_of_another_kind_is_worth_a_line_of_its_own(clock: Clock) -> None:
    """A store that comes back and loads its data is another state of affairs."""
    breaker = Breaker(Meter().breaker_open)
    loading = StorageUnavailable("loading")
    loading.__cause__ = BusyLoadingError()

    told = [breaker.failed(each) for each in (AWAY, loading, AWAY, loading)]

    assert clock.now == 1000.0
    assert told == [True, True, False, False]


def test_the_end_of_an_outage_is_logged_once_and_another_one_is_news(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Who reads the log sees when it was over."""
    caplog.set_level(logging.INFO)
    breaker = Breaker(Meter().breaker_open)
    breaker.failed(AWAY)

    breaker.worked()
    breaker.worked()

    assert caplog.messages == ["the store works again"]
    assert clock.now == 1000.0
    assert breaker.failed(AWAY)
