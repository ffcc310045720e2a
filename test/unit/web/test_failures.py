"""The log of failed requests: a flood of failures is no flood of tracebacks."""

import logging
from contextlib import suppress

import pytest
from redis.exceptions import ConnectionError as ConnectionFailed

from page_tracker.errors import (
    CounterUnusable,
    JournalFull,
    Overloaded,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.web.problems import FailureLog
from support.clock import Clock


@pytest.fixture(name="clock", autouse=True)
def fixture_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the process, in the hands of the test."""
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock)
    return clock


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """Return an error with a traceback, as if it had been raised and caught."""
    with suppress(type(error)):
        raise error from cause
    return error


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: raised(KeyError("a")), id="a mistake"),
        pytest.param(lambda: raised(CounterUnusable("WRONGTYPE")), id="a wrong type"),
        pytest.param(lambda: raised(Overloaded("later")), id="too much"),
        pytest.param(lambda: KeyError("a"), id="never raised"),
        pytest.param(
            lambda: raised(StorageUnavailable("away"), ConnectionFailed()), id="away"
        ),
    ],
)
def test_failures_of_one_kind_are_one_traceback_a_minute(
    clock: Clock, caplog: pytest.LogCaptureFixture, make: object
) -> None:
    """The next traceback says how many were left out; those are short debug lines."""
    assert callable(make)
    caplog.set_level(logging.DEBUG)
    failures = FailureLog()

    for _ in range(50):
        failures.add(make(), "GET", "/a")
    clock.now += 60
    failures.add(make(), "GET", "/b")

    first, *others, last = caplog.records
    assert first.levelname == last.levelname == "ERROR"
    assert first.exc_info and last.exc_info
    assert not hasattr(first, "left_out")
    assert (vars(last)["left_out"], vars(last)["path"]) == (49, "/b")
    assert {(each.levelname, each.exc_info) for each in others} == {("DEBUG", None)}
    assert all(len(each.getMessage()) < 80 for each in others)


def test_failures_of_different_kinds_are_logged_each(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Type, cause and place make a kind; the text of an error does not."""
    failures = FailureLog()
    kinds = [
        raised(KeyError("a")),
        raised(ValueError("a")),
        raised(StorageUnavailable("a")),
        raised(StorageUnavailable("a"), ConnectionFailed()),
        raised(StorageUnavailable("a"), OSError()),
    ]
    try:
        raise KeyError("a")
    except KeyError as exc:
        kinds.append(exc)

    for each in (*kinds, raised(KeyError("b")), raised(ValueError("b"))):
        failures.add(each, "GET", "/")

    assert len(caplog.records) == len(kinds)


@pytest.mark.parametrize("error", [StorageResting("rests"), JournalFull("full")])
def test_a_failure_that_was_logged_when_it_began_is_a_debug_line(
    caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """The line says what is the matter, and has no traceback."""
    caplog.set_level(logging.DEBUG)

    FailureLog().add(raised(error), "GET", "/")

    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("DEBUG", None)
    assert str(error) in record.getMessage()
