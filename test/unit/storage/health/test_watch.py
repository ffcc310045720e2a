"""What is wrong with a store is asked seldom, logged once a minute, and shown."""

import logging
import threading
from collections.abc import Sequence

import pytest

from page_tracker.metrics import definitions
from page_tracker.metrics.meter import Meter
from page_tracker.storage.client import domain_error
from page_tracker.storage.health.findings import MESSAGES, Finding, make_finding
from page_tracker.storage.health.watch import (
    FRESH_S,
    LOOK_EVERY_S,
    REMIND_EVERY_S,
    StoreProbe,
    StoreWatch,
)
from support.clock import Clock
from support.waiting import wait_until

# Seconds for what happens at once.
PATIENCE = 10.0


class Store:
    """Finds what the test says; can hang."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.error: Exception | None = None
        self.asked = 0
        self.goes_on = threading.Event()
        self.goes_on.set()

    def diagnose(self) -> Sequence[Finding]:
        """Return what is wrong."""
        self.asked += 1
        assert self.goes_on.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        return [make_finding(name) for name in self.found]


class Scene:
    """A watch over a store, with a clock, metrics and the log."""

    def __init__(self, caplog: pytest.LogCaptureFixture, timeout: float = PATIENCE):
        caplog.set_level(logging.INFO)
        self.caplog = caplog
        self.store, self.clock, self.meter = Store(), Clock(), Meter()
        self.probe = StoreProbe(self.store.diagnose, timeout, self.clock)
        self.watch = StoreWatch(self.probe, self.meter.store_problems, self.clock)

    def log(self) -> list[tuple[str, str]]:
        """Return level and problem of what was logged since the last call."""
        found = [(r.levelname, r.__dict__["problem"]) for r in self.caplog.records]
        self.caplog.clear()
        return found

    def shown(self) -> set[str]:
        """Return the problems that metrics show."""
        row = self.meter.row
        ((family, first),) = [
            each for each in row.families if each[0] is definitions.STORE_PROBLEMS
        ]
        cells = row.cells[first : first + len(family.series)]
        return {
            name for (name,), cell in zip(family.series, cells, strict=True) if cell
        }


@pytest.fixture(name="scene")
def fixture_scene(caplog: pytest.LogCaptureFixture) -> Scene:
    """A watch over a healthy store."""
    return Scene(caplog)


def names(findings: Sequence[Finding]) -> list[str]:
    """Return the names of findings."""
    return [each.name for each in findings]


def test_metrics_have_a_series_for_each_problem() -> None:
    """A finding without a series could not be shown."""
    assert {name for (name,) in definitions.STORE_PROBLEMS.series} == set(MESSAGES)


def test_a_store_is_asked_once_a_second_at_most(scene: Scene) -> None:
    """A store is diagnosed once a second at most, for any number of callers."""
    scene.store.found = ["loading"]
    first = [names(scene.probe.look()) for _ in range(3)]
    scene.store.found = []
    scene.clock.now += FRESH_S / 2
    second = names(scene.probe.look())
    scene.clock.now += FRESH_S

    third = names(scene.probe.look())

    assert (first, second, third) == ([["loading"]] * 3, ["loading"], [])
    assert scene.store.asked == 2


def test_those_who_ask_at_the_same_time_share_an_answer(scene: Scene) -> None:
    """Simultaneous callers share one diagnosis."""
    scene.store.goes_on.clear()
    answers: list[Sequence[Finding]] = []
    asking = [
        threading.Thread(target=lambda: answers.append(scene.probe.look()))
        for _ in range(5)
    ]

    for each in asking:
        each.start()
    scene.store.goes_on.set()
    for each in asking:
        each.join()

    assert answers == [[]] * 5
    assert scene.store.asked == 1


def test_a_store_that_hangs_is_a_finding_and_is_not_asked_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A hanging store is a finding after the timeout, and starts no second thread."""
    scene = Scene(caplog, timeout=0.01)
    scene.store.goes_on.clear()
    first = names(scene.probe.look())
    scene.clock.now += 100

    second = names(scene.probe.look())
    asked = scene.store.asked
    scene.store.goes_on.set()

    assert (first, second) == (["timeout"], ["timeout"])
    assert asked == 1


def test_what_a_slow_answer_says_is_known_when_it_has_come(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An answer after the time-out is as good as any other."""
    scene = Scene(caplog, timeout=0.01)
    scene.store.found = ["loading"]
    scene.store.goes_on.clear()
    assert names(scene.probe.look()) == ["timeout"]
    scene.store.goes_on.set()

    wait_until(lambda: names(scene.probe.look()) == ["loading"])

    assert scene.store.asked == 1


def test_a_mistake_of_the_service_is_raised_where_it_is_awaited(scene: Scene) -> None:
    """A bug is not taken for a store that is away, and the next look asks again."""
    scene.store.error = ValueError("a mistake")
    with pytest.raises(ValueError, match="a mistake"):
        scene.probe.look()
    scene.store.error = None
    scene.clock.now += FRESH_S

    assert not scene.probe.look()


def test_a_problem_is_logged_at_once_and_every_minute_and_at_its_end(
    scene: Scene,
) -> None:
    """An outage of an hour takes sixty lines, and not as many as there are requests."""
    scene.store.found = ["out_of_memory", "evicting"]
    scene.watch.findings()
    first = scene.log()
    for _ in range(59):
        scene.clock.now += 1
        scene.watch.tick()
    silent = scene.log()
    scene.clock.now += REMIND_EVERY_S - 59
    scene.watch.tick()
    again = scene.log()
    scene.store.found = []
    scene.clock.now += LOOK_EVERY_S
    scene.watch.tick()

    assert first == again == [("ERROR", "out_of_memory"), ("WARNING", "evicting")]
    assert not silent
    assert sorted(scene.log()) == [("INFO", "evicting"), ("INFO", "out_of_memory")]


def test_a_line_of_the_log_is_the_sentence_with_its_cause(scene: Scene) -> None:
    """The message says what to do, and the cause is what the driver said."""
    scene.watch.note(domain_error(ConnectionError("refused by 10.0.0.1")))

    (record,) = scene.caplog.records
    assert record.getMessage() == MESSAGES["unreachable"]
    assert record.__dict__["cause"] == "refused by 10.0.0.1"


def test_a_store_is_diagnosed_now_and_then_without_being_asked_for(
    scene: Scene,
) -> None:
    """A store that evicts keys shows no error to anybody."""
    scene.watch.tick()
    scene.watch.tick()
    scene.clock.now += LOOK_EVERY_S

    scene.watch.tick()

    assert scene.store.asked == 2


def test_an_error_that_a_caller_met_is_logged_until_a_success(scene: Scene) -> None:
    """A diagnosis that finds nothing does not end it, as it may not ask for it."""
    error = domain_error(ConnectionError("refused"))
    scene.watch.note(error)
    scene.watch.note(error)
    scene.watch.findings()
    lasting = scene.log(), scene.shown()

    scene.watch.note(None)

    assert lasting == ([("ERROR", "unreachable")], {"unreachable"})
    assert (scene.log(), scene.shown()) == ([("INFO", "unreachable")], set())


def test_errors_that_alternate_are_logged_once_each(scene: Scene) -> None:
    """A network that is broken in two ways at once does not fill the log."""
    errors = [ConnectionError("refused"), TimeoutError("slow")]
    for _ in range(5):
        for error in errors:
            scene.watch.note(domain_error(error))

    lasting = scene.log(), scene.shown()
    scene.watch.note(None)

    assert lasting == ([("ERROR", "unreachable"), ("ERROR", "timeout")], {"timeout"})
    assert sorted(scene.log()) == [("INFO", "timeout"), ("INFO", "unreachable")]


def test_a_problem_that_is_noted_and_diagnosed_ends_when_neither_lasts(
    scene: Scene,
) -> None:
    """The same problem from two sources is one problem."""
    scene.watch.note(domain_error(ConnectionError("refused")))
    scene.store.found = ["unreachable"]
    scene.watch.findings()
    scene.watch.note(None)
    lasting = scene.log(), scene.shown()
    scene.store.found = []
    scene.clock.now += FRESH_S

    scene.watch.findings()

    assert lasting == ([("ERROR", "unreachable")], {"unreachable"})
    assert (scene.log(), scene.shown()) == ([("INFO", "unreachable")], set())
