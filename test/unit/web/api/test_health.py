"""Health and readiness: what orchestrators are answered."""

from pathlib import Path

import pytest
from webtest import TestApp
from werkzeug.wrappers import Request

from page_tracker.metrics.meter import Meter
from page_tracker.storage.health.findings import (
    MESSAGES,
    WARNINGS,
    Finding,
    make_finding,
)
from page_tracker.storage.health.watch import StoreProbe, StoreWatch
from page_tracker.storage.journal.journal import Waiting
from page_tracker.storage.journal.strays import Strays, StrayWatch
from page_tracker.storage.journal.survey import JournalStatus
from page_tracker.web.api.health import Readiness, alive
from support.memory import MemoryRecorder

SINCE = 1_795_000_000


class Recorder(MemoryRecorder):
    """Has some views that wait in its journals."""

    views = 0

    def waiting(self) -> Waiting:
        """Return what waits, as the test says."""
        return Waiting(self.views, SINCE if self.views else None)


class Known(StrayWatch):
    """Knows of the journals that the test names."""

    def __init__(self, *found: JournalStatus) -> None:
        super().__init__(Strays(Path("/nowhere"), None))
        self._latest = found

    def latest(self) -> tuple[JournalStatus, ...]:
        """Return them."""
        return tuple(self._latest)


def readiness(
    *problems: str, views: int = 0, strays: tuple[JournalStatus, ...] = ()
) -> TestApp:
    """Make a site that is the readiness of a process whose store has problems."""
    found = [make_finding(name, "the words of 10.0.0.1") for name in problems]
    watch = StoreWatch(StoreProbe(lambda: found, 10), Meter().store_problems)
    recorder = Recorder()
    recorder.views = views
    endpoint = Readiness(watch, recorder, Known(*strays))
    return TestApp(lambda environ, start: endpoint.get(environ)(environ, start))


def told(name: str) -> dict[str, str]:
    """Return a problem as the answer shows it."""
    return {"problem": name, "message": MESSAGES[name]}


def test_a_process_that_serves_is_alive() -> None:
    """Liveness answers 200 without asking the store."""
    site = TestApp(lambda environ, start: alive(environ)(environ, start))

    response = site.get("/")

    assert response.json == {"status": "ok"}
    assert response.content_type == "application/json"


def test_a_process_whose_store_takes_writes_is_ready() -> None:
    """A process is ready if its store accepts writes."""
    assert readiness().get("/", status=200).json == {"status": "ok"}


@pytest.mark.parametrize("name", sorted(MESSAGES.keys() - WARNINGS))
def test_a_process_whose_store_refuses_writes_is_not_ready_and_says_why(
    name: str,
) -> None:
    """The answer has a word for programs and a sentence for people."""
    response = readiness(name).get("/", status=503)

    assert response.json == {"status": "unavailable", **told(name)}
    assert response.content_type == "application/json"


def test_strangers_see_no_words_of_the_store() -> None:
    """Addresses and names of users are for the log."""
    assert "10.0.0.1" not in readiness("unreachable", "evicting").get("/", status=503)


@pytest.mark.parametrize("name", sorted(WARNINGS))
def test_a_warning_leaves_a_process_ready(name: str) -> None:
    """A store that evicts keys, or does not say who it is, takes writes."""
    response = readiness(name).get("/", status=200)

    assert response.json == {"status": "ok", "warnings": [told(name)]}


def test_further_problems_are_reported_as_warnings() -> None:
    """Readiness reports the first problem, and the others as warnings."""
    response = readiness("out_of_memory", "no_permission", "evicting").get(
        "/", status=503
    )

    assert response.json == {
        "status": "unavailable",
        **told("out_of_memory"),
        "warnings": [told("no_permission"), told("evicting")],
    }


def test_pending_views_are_reported_with_their_age() -> None:
    """Pending views are reported with their age, also while the store works."""
    queued = {"views": 3, "since": "2026-11-18T11:06:40+00:00"}

    assert readiness(views=3).get("/").json == {"status": "ok", "queued": queued}
    away = readiness("timeout", views=3).get("/", status=503)
    assert away.json["queued"] == queued


def test_stranded_journals_are_warnings_without_addresses() -> None:
    """Views for another store, and journals that cannot be read."""
    stranded = JournalStatus("redis.internal:6379/0", "w", False, 1, 0, 12, SINCE)
    broken = JournalStatus(
        "redis.internal:6379/0", "w", False, 1, 0, 0, None, "I/O error"
    )

    response = readiness(strays=(stranded, broken, stranded)).get("/", status=200)

    views, journals = response.json["warnings"]
    assert (views["problem"], journals["problem"]) == (
        "stranded_views",
        "unreadable_journals",
    )
    assert views["message"].startswith("24 views wait since 2026-11-18 11:06:40Z")
    assert journals["message"].startswith("1 of the journals cannot be read")
    assert "internal" not in response


@pytest.mark.parametrize("problems", [(), ("loading",)], ids=["ready", "not ready"])
def test_no_cache_keeps_the_state_of_a_process(problems: tuple[str, ...]) -> None:
    """An answer of a minute ago would send views to a process that is gone."""
    response = readiness(*problems).get("/", expect_errors=True)

    assert response.headers["Cache-Control"] == "no-store"


def test_a_mistake_of_ours_is_not_taken_for_a_store_that_is_away() -> None:
    """A bug in the health check is not reported as an unreachable store."""

    def fail() -> list[Finding]:
        raise ValueError("a mistake")

    watch = StoreWatch(StoreProbe(fail, 10), Meter().store_problems)
    endpoint = Readiness(watch, MemoryRecorder(), Known())

    with pytest.raises(ValueError, match="a mistake"):
        endpoint.get(Request.from_values().environ)
