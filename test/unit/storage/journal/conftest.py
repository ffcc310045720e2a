"""Journals in a directory of the test's."""

from pathlib import Path

import pytest

from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.ledger import Ledger
from support.journal import Make, Room, ledger_of


@pytest.fixture(name="room")
def fixture_room(tmp_path: Path) -> Room:
    """Room for plenty of files."""
    return Room(tmp_path)


@pytest.fixture(name="make")
def fixture_make(tmp_path: Path, room: Room) -> Make:
    """Make journals that are one after the other in the same directory."""

    def make(keep: float = 60.0) -> Journal:
        journal = Journal(tmp_path, "w", keep, room, lambda: None)
        journal.load()
        return journal

    return make


@pytest.fixture(name="journal")
def fixture_journal(make: Make) -> Journal:
    """A journal with nothing in it."""
    return make()


@pytest.fixture(name="ledger")
def fixture_ledger() -> Ledger:
    """A ledger of ten calls of one view each, of which store A has the first six."""
    return ledger_of(10, has=6)
