"""The processor time of a process: what others do on the machine does not add to it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.waiting import wait_until


def processor_time(pid: int) -> float:
    """Return the seconds for which the main thread of a process has had a processor.

    The kernel adds the time of a thread that runs only now and then. Call
    :func:`wait_for_rest` before, unless some milliseconds do not matter.
    """
    schedule = Path(f"/proc/{pid}/schedstat").read_text("ascii").split()
    return int(schedule[0]) / 1e9


def wait_for_rest(pid: int) -> None:
    """Wait until the main thread of a process waits for something."""
    wait_until(lambda: _state(pid) == "S")


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """Stop a process: all that happens meanwhile is there when it goes on."""
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(lambda: _state(pid) == "T")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _state(pid: int) -> str:
    """Return the letter of ps for the state of a process."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
