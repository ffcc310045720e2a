"""Outages of the store: which failures are news, and that their end is logged."""

import logging
from collections.abc import Callable

import pytest
from redis.exceptions import BusyLoadingError
from redis.exceptions import ConnectionError as ConnectionFailed
from redis.exceptions import ResponseError

from page_tracker.errors import (
    CounterUnusable,
    PageTrackerError,
    StorageError,
    StorageResting,
    StorageUnavailable,
    UnknownPage,
)
from page_tracker.storage.health.outage import Outage, watched
from support.clock import Clock

BEGINS, ENDS = "cannot use the database: nobody answers", "the database is back"


@pytest.fixture(name="clock", autouse=True)
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the process, in the hands of the test."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


@pytest.fixture(name="log", autouse=True)
def fixture_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log, with the end of an outage in it."""
    caplog.set_level(logging.INFO)
    return caplog


def away(cause: Exception | None = None) -> StorageUnavailable:
    """Return the error of a store that does not answer."""
    error = StorageUnavailable("nobody answers")
    error.__cause__ = cause
    return error


def fail(error: Exception) -> Callable[[], None]:
    """Return what raises an error of the driver while the store is watched."""

    def call() -> None:
        with watched():
            raise error

    return call


def errors_of(*calls: Callable[[], None]) -> list[type[Exception] | None]:
    """Return the error that each call raises, or None."""
    found: list[type[Exception] | None] = []
    for call in calls:
        try:
            call()
            found.append(None)
        except PageTrackerError as exc:
            found.append(type(exc))
    return found


def work() -> None:
    """Use a store that answers."""
    with watched():
        pass


def test_an_outage_is_news_when_it_begins_and_each_minute(
    clock: Clock, log: pytest.LogCaptureFixture
) -> None:
    """A store that is asked twice a second for two minutes is logged three times."""
    outage = Outage()

    news = []
    for _ in range(241):
        news.append(outage.failed(away()))
        clock.now += 0.5

    assert [number for number, is_news in enumerate(news) if is_news] == [0, 120, 240]
    assert log.messages == [BEGINS] * 3


def test_a_cause_of_another_kind_is_news_of_its_own() -> None:
    """A store that comes back and loads its data is in another state."""
    outage, loading = Outage(), away(BusyLoadingError())

    news = [outage.failed(each) for each in (away(), loading, away(), loading)]

    assert news == [True, True, False, False]


def test_the_end_of_an_outage_is_logged_once_and_another_one_is_news(
    log: pytest.LogCaptureFixture,
) -> None:
    """The log shows when each outage began and when it was over."""
    outage = Outage()
    outage.ended()
    outage.failed(away())

    outage.ended()
    outage.ended()

    assert outage.failed(away())
    assert log.messages == [BEGINS, ENDS, BEGINS]


def test_a_store_that_fails_every_other_time_does_not_fill_the_log(
    clock: Clock, log: pytest.LogCaptureFixture
) -> None:
    """At most five outages are logged in a minute, each with its end."""
    outage = Outage()
    for _ in range(100):
        outage.failed(away())
        outage.ended()
    first = log.messages[:]
    clock.now += 60

    outage.failed(away())

    assert first == [BEGINS, ENDS] * 5
    assert log.messages[len(first) :] == [BEGINS]


def test_the_first_request_of_an_outage_gets_its_error_in_full(
    log: pytest.LogCaptureFixture,
) -> None:
    """Later requests get an error that is not worth a traceback."""
    lost = fail(ConnectionFailed("nobody answers"))

    found = errors_of(lost, lost, work, lost)

    assert found == [StorageUnavailable, StorageResting, None, StorageUnavailable]
    assert log.messages == [BEGINS, ENDS, BEGINS]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        pytest.param(ResponseError("WRONGTYPE"), CounterUnusable, id="a wrong type"),
        pytest.param(StorageError("no call"), StorageError, id="an error of ours"),
    ],
)
def test_an_error_that_the_store_answers_ends_an_outage(
    log: pytest.LogCaptureFixture, error: Exception, raised: type[Exception]
) -> None:
    """An error that the store itself returns ends an outage."""
    lost = fail(ConnectionFailed("nobody answers"))

    assert errors_of(lost, fail(error)) == [StorageUnavailable, raised]
    assert log.messages == [BEGINS, ENDS]


def test_other_errors_say_nothing_of_the_store(log: pytest.LogCaptureFixture) -> None:
    """A page that is not known neither begins nor ends an outage."""
    lost, unknown = fail(ConnectionFailed("nobody answers")), fail(UnknownPage())

    assert errors_of(unknown, lost, unknown) == [
        UnknownPage,
        StorageUnavailable,
        UnknownPage,
    ]
    assert log.messages == [BEGINS]
