"""Other threads and signal handlers wake the loop, whenever they come."""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from page_tracker.app import Application
from page_tracker.server import sockets
from page_tracker.server.loop import Loop
from page_tracker.server.poller import Poller
from page_tracker.server.waker import Waker
from page_tracker.settings import Settings
from page_tracker.storage.background import Wake
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.recording.group_commit import GroupCommit
from page_tracker.storage.recording.recorder import Recorder
from page_tracker.web.router import Router
from support.rules import RULES
from support.service import Service, Start
from support.valkey import Valkey
from support.waiting import wait_until


class HastyRecorder(Recorder):
    """Wakes the loop from another thread before the loop knows its group."""

    wake: Wake
    woken = 0

    def attach(
        self, wake: Wake, journals: JournalDirectory | None = None
    ) -> GroupCommit:
        """Attach the loop, and wake it at once, as a thread of the journal may."""
        self.wake = wake
        thread = threading.Thread(target=wake, args=[self.note])
        thread.start()
        thread.join()
        return super().attach(wake, None)

    def note(self) -> None:
        """Count a callback that ran on the loop."""
        self.woken += 1


def test_a_thread_may_wake_the_loop_before_and_after_its_life(tmp_path: Path) -> None:
    """A wake-up before the first turn is kept, and one after the last is ignored."""
    settings = Settings(port=0, data_dir=tmp_path, grace_period=0)
    recorder = HastyRecorder(Redis(), 1, RULES)
    with sockets.listening(settings, 1) as (listening,):
        loop = Loop(Application(Router([]), recorder), listening, settings)
        recorder.wake(loop.stop)

        loop.run()
        recorder.wake(recorder.note)
        loop.stop()

    assert recorder.woken == 1


def test_a_waker_that_nobody_reads_never_blocks() -> None:
    """A signal handler runs on the very thread that would have to read it."""
    waiting = Poller()
    waker = Waker(waiting)

    for _ in range(100_000):
        waker.wake()
    (ready,) = waiting.poll(5)
    waker.close()

    assert ready[1] is waker


def test_a_closed_waker_leaves_the_next_owner_of_its_descriptor_alone() -> None:
    """A number is given to the file that is opened next."""
    waker = Waker(Poller())
    waker.close()
    read, write = os.pipe()
    os.set_blocking(read, False)

    waker.wake()

    with pytest.raises(BlockingIOError):
        os.read(read, 1)
    os.close(read)
    os.close(write)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_that_is_repeated_to_the_end_still_exits_with_0(
    serve: Start, valkey: Valkey, number: signal.Signals
) -> None:
    """A stop may come before a worker is ready, and again when all of them have ended.

    Neither is a failure of the service or of a worker.
    """
    service = serve(valkey.url, workers="2")

    stop_until_it_ends(service, number)

    assert service.wait() == 0
    assert {entry["level"] for entry in service.logs()} <= {"info"}


def stop_until_it_ends(service: Service, number: signal.Signals) -> None:
    """Send a signal to the parent again and again."""

    def has_ended() -> bool:
        with suppress(ProcessLookupError):
            service.send(number)
        return service.poll() is not None

    wait_until(has_ended)
