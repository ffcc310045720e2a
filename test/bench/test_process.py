"""Starting processes, looking at them, and ending them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.waiting import wait_until

from . import session
from .errors import NotMeasured
from .process import Process

BUSY_PAIR = "import os\nos.fork()\nopen(str(os.getpid()), 'w').close()\nwhile 1: pass"


@pytest.fixture(name="pair")
def start_pair(tmp_path: Path) -> Iterator[Process]:
    """Start a parent and a child that compute until they are ended."""
    with Process([sys.executable, "-c", BUSY_PAIR], {}, tmp_path) as process:
        process.wait_until(lambda: len(list(tmp_path.glob("[0-9]*"))) == 2)
        yield process


def test_children_belong_to_the_session(pair: Process) -> None:
    """A process and its child are found together; both have memory."""
    assert len(session.members(pair.session)) == 2
    largest = session.largest_resident_bytes(pair.session)
    assert 1e6 < session.proportional_bytes(pair.session) < 2 * largest


def test_work_takes_processor_time(pair: Process) -> None:
    """The time of a session grows while its processes compute."""
    before = session.cpu_seconds(pair.session)
    wait_until(lambda: session.cpu_seconds(pair.session) > before)


def test_the_end_leaves_no_child_behind(pair: Process) -> None:
    """Ending the parent ends what it has started."""
    pair.end()
    wait_until(lambda: session.largest_resident_bytes(pair.session) == 0)


def test_a_process_that_ends_early_is_reported(tmp_path: Path) -> None:
    """What it wrote is in the error, so that a missing package can be seen."""
    with Process([sys.executable, "-c", "import nothing_here"], {}, tmp_path) as gone:
        with pytest.raises(NotMeasured, match="No module named 'nothing_here'"):
            gone.wait_until(lambda: False)
    assert gone.start_up == 0
