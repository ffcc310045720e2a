"""Failures: the answers to clients, and the lines in the log."""

import json
import logging
from collections.abc import Callable

import pytest
from webtest import TestResponse

from page_tracker.errors import (
    CounterUnusable,
    PageTrackerError,
    StorageError,
    StorageResting,
    StorageUnavailable,
)

SORRY = "Sorry, something went wrong 😔".encode()

Ask = Callable[..., TestResponse]


EVERY_FAILURE = pytest.mark.parametrize(
    "error",
    [
        pytest.param(StorageError("secret"), id="a storage error"),
        pytest.param(StorageUnavailable("secret"), id="a store that is away"),
        pytest.param(StorageResting("secret"), id="a store that rests"),
        pytest.param(CounterUnusable("secret"), id="a counter that is a text"),
        pytest.param(PageTrackerError("secret"), id="an error of ours without a row"),
        pytest.param(ValueError("secret"), id="a mistake of ours"),
        pytest.param(RecursionError("secret"), id="a mistake of the interpreter"),
    ],
)


@EVERY_FAILURE
def test_a_failure_is_an_apology_and_nothing_of_its_cause(
    ask: Ask, error: Exception
) -> None:
    """The client cannot mend it; the text is always the same, in UTF-8."""
    response = ask(error)

    assert response.status_code == 500
    assert response.body == SORRY
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "secret" not in str(response.headers)


@EVERY_FAILURE
def test_a_failure_is_an_apology_in_json_to_who_asks_for_json(
    ask: Ask, error: Exception
) -> None:
    """The problem details of RFC 9457, with no more of the cause than the text."""
    response = ask(error, Accept="application/json")

    assert response.status_code == 500
    assert json.loads(response.body) == {
        "title": "Internal Server Error",
        "status": 500,
        "detail": SORRY.decode(),
    }


def test_the_cause_of_a_failure_is_logged_once_with_its_traceback(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """The cause of a failure is logged once, with its traceback."""
    caplog.set_level(logging.DEBUG)
    error = StorageUnavailable("the cable is cut")

    ask(error)

    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "request failed")
    assert record.exc_info is not None and record.exc_info[1] is error
    assert record.exc_info[2] is not None
    assert vars(record)["method"] == "GET"
    assert vars(record)["path"] == "/page"


def test_a_resting_store_is_one_debug_line(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that keeps failing is one debug line for each request."""
    caplog.set_level(logging.DEBUG)

    ask(StorageResting("the store failed a moment ago"))

    (record,) = caplog.records
    assert record.levelname == "DEBUG"
    assert "the store failed a moment ago" in record.getMessage()
    assert not record.exc_info
