"""Health and readiness: what orchestrators are answered."""

import logging
from collections.abc import Callable

import pytest
from webtest import TestApp
from werkzeug.wrappers import Request

from page_tracker.endpoints.health import Readiness, alive
from page_tracker.errors import (
    CounterUnusable,
    StorageError,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.storage.connection import connect
from page_tracker.storage.reports import Reports
from support.memory import MemoryRecorder


class Store(Reports):
    """A store that answers, or fails with a given error."""

    error: StorageError | None = None

    def ping(self) -> None:
        """Answer, or fail."""
        if self.error is not None:
            raise self.error


Ready = Callable[[StorageError | None], TestApp]


@pytest.fixture(name="ready")
def fixture_ready() -> Ready:
    """Make a site that is the readiness of a store."""

    def ready(error: StorageError | None) -> TestApp:
        store = Store(connect("redis://store.invalid", timeout=0.1))
        store.error = error
        readiness = Readiness(store, MemoryRecorder())
        return TestApp(lambda environ, start: readiness.get(environ)(environ, start))

    return ready


def test_a_process_that_serves_is_alive() -> None:
    """It asks nobody, so that a slow store gets no process restarted."""
    site = TestApp(lambda environ, start: alive(environ)(environ, start))

    response = site.get("/")

    assert response.json == {"status": "ok"}
    assert response.content_type == "application/json"


def test_a_process_whose_store_answers_is_ready(ready: Ready) -> None:
    """Views may come."""
    assert ready(None).get("/", status=200).json == {"status": "ok"}


@pytest.mark.parametrize(
    "error",
    [StorageUnavailable("secret"), CounterUnusable("secret")],
    ids=["away", "unusable"],
)
def test_a_process_whose_store_fails_is_not_ready_and_says_no_more(
    ready: Ready, error: StorageError
) -> None:
    """Why is for the log: the answer is open to strangers."""
    response = ready(error).get("/", status=503)

    assert response.json == {"status": "unavailable"}
    assert response.content_type == "application/json"


@pytest.mark.parametrize(
    "error", [None, StorageUnavailable("away")], ids=["ready", "not ready"]
)
def test_no_cache_keeps_the_state_of_a_process(
    ready: Ready, error: StorageError | None
) -> None:
    """An answer of a minute ago would send views to a process that is gone."""
    response = ready(error).get("/", expect_errors=True)

    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "level"),
    [
        pytest.param(StorageUnavailable("away"), "WARNING", id="when it begins"),
        pytest.param(StorageResting("away"), "DEBUG", id="while it lasts"),
    ],
)
def test_an_outage_is_a_warning_for_who_asks_first(
    ready: Ready, caplog: pytest.LogCaptureFixture, error: StorageError, level: str
) -> None:
    """Anybody may ask whether the process is ready, as often as they like."""
    caplog.set_level(logging.DEBUG)

    ready(error).get("/", status=503)

    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == (level, "not ready: away")


def test_a_mistake_of_ours_is_not_taken_for_a_store_that_is_away() -> None:
    """Only the errors of the store make a process not ready."""

    class Broken(Store):
        """A store with a mistake in it."""

        def ping(self) -> None:
            """Make the mistake."""
            raise ValueError("a mistake")

    readiness = Readiness(
        Broken(connect("redis://store.invalid", timeout=0.1)), MemoryRecorder()
    )

    with pytest.raises(ValueError, match="a mistake"):
        readiness.get(Request.from_values().environ)
