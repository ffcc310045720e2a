"""A disk that takes long holds the loop once, and only those whose views it keeps."""

import os
import time
from collections.abc import Iterator
from errno import EIO
from pathlib import Path
from threading import Event

import pytest
from redis import Redis

from page_tracker.storage.journal import segment
from support.journal import journals_in
from support.loop import Loop
from support.records import Site
from support.valkey import Valkey
from support.views import view

# Seconds that are too long for a turn of the loop.
LONG = 0.02


class Disk:
    """Syncs at once, or after some time, or not before it may, or never."""

    def __init__(self) -> None:
        self.takes = 0.0
        self.may = Event()
        self.may.set()
        self.asked = Event()
        self.broken = False

    def sync(self, file: int) -> None:
        """Let what was written be on the disk."""
        self.asked.set()
        time.sleep(self.takes)
        assert self.may.wait(10), "the loop waits for the disk"
        if self.broken:
            raise OSError(EIO, "broken")
        os.fdatasync(file)


@pytest.fixture(name="disk")
def fixture_disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """The disk of the journal, in the hands of the test."""
    disk = Disk()
    monkeypatch.setattr(segment, "_sync", disk.sync)
    return disk


@pytest.fixture(name="loop")
def fixture_loop(valkey: Valkey, tmp_path: Path, disk: Disk) -> Iterator[Loop]:
    """A loop with a journal, which has just seen that the disk takes long."""
    loop = Loop(valkey.url, journals_in(tmp_path))
    loop.ask(view())
    loop.run()
    disk.takes = LONG
    loop.ask(view())
    loop.run()
    disk.asked.clear()
    yield loop
    loop.group.close()


def test_the_loop_goes_on_while_the_disk_works(
    loop: Loop, disk: Disk, client: Redis
) -> None:
    """Nobody is told that a view is counted before it is on disk."""
    disk.may.clear()
    loop.ask(view())

    loop.group.commit()
    assert disk.asked.wait(10)
    loop.ask(view())
    loop.group.commit()
    told = loop.seen()
    disk.may.set()
    loop.run()

    assert told == [1, 2]
    assert loop.seen() == [1, 2, 3, 4]
    assert Site(client).totals == {"views": 4, "visitors": 1}


def test_when_the_disk_is_quick_again_it_is_waited_for_in_place(
    loop: Loop, disk: Disk
) -> None:
    """That takes less work."""
    disk.takes = 0
    loop.ask(view())
    loop.run()

    loop.ask(view())
    loop.group.commit()

    assert disk.asked.is_set()
    assert loop.group.pending(), "it is in the background"
    loop.run()
    assert loop.seen() == [1, 2, 3, 4]


def test_what_the_disk_fails_to_keep_counts_if_the_store_has_it(
    loop: Loop, disk: Disk, client: Redis
) -> None:
    """In the background as well as in place."""
    disk.broken = True
    loop.ask(view())

    loop.run()

    assert loop.seen() == [1, 2, 3]
    assert Site(client).totals == {"views": 3, "visitors": 1}
    assert loop.backlog is not None
    assert loop.backlog.journal.waiting().views == 0
