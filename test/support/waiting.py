"""Waiting for a state, with one deadline for all tests."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which a state that was not reached is a failure.

Generous on purpose: a test that passes does not wait for it, and no busy machine needs
as long: not even a virtual one that stands still for half a minute.
"""


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Fail if a condition does not become true within some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not become true in time"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):  # also while it is looked at
        return False
