"""The background thread: jobs go out, and what follows comes back to the loop."""

from queue import Queue
from threading import Thread, current_thread
from threading import enumerate as all_threads

import pytest

from page_tracker.storage.background import Background, Callback

PATIENCE = 10  # seconds; reached only when a test fails


@pytest.fixture(name="woken")
def fixture_woken() -> "Queue[Callback]":
    """What the loop was woken for."""
    return Queue()


@pytest.fixture(name="background")
def fixture_background(woken: "Queue[Callback]") -> Background:
    """A background whose loop is the test."""
    return Background(woken.put)


def test_a_job_runs_on_another_thread_and_what_follows_on_the_loop(
    background: Background, woken: "Queue[Callback]"
) -> None:
    """The loop goes on during the job, and is the only one to touch its own things."""
    threads: list[Thread] = []

    def job() -> Callback:
        threads.append(current_thread())
        return lambda: threads.append(current_thread())

    background.run(job)
    woken.get(timeout=PATIENCE)()

    assert len(threads) == 2
    assert threads[1] is current_thread()
    assert threads[0] is not current_thread()
    assert threads[0].daemon, "it would keep a process that ends"


def test_it_is_busy_until_the_loop_takes_over_again(
    background: Background, woken: "Queue[Callback]"
) -> None:
    """A job counts as running until its callback runs on the loop."""
    seen: list[bool] = []

    before = background.busy
    background.run(lambda: lambda: seen.append(background.busy))
    during = background.busy
    woken.get(timeout=PATIENCE)()

    assert (before, during, background.busy) == (False, True, False)
    assert seen == [False], "what follows could not start the next job"


def test_all_jobs_share_one_thread_that_starts_with_the_first(
    woken: "Queue[Callback]",
) -> None:
    """A service whose store always answers at once never starts it."""
    before = set(all_threads())
    background = Background(woken.put)
    assert set(all_threads()) == before

    for _ in range(3):
        background.run(lambda: lambda: None)
        woken.get(timeout=PATIENCE)

    assert len(set(all_threads()) - before) == 1
