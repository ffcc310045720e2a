"""Claims: the journals of workers that have ended, for who sends them by hand."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from page_tracker.errors import JournalUnreadable
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.place import canonical
from page_tracker.storage.journal.survey import Spot, spots


def claim(root: Path, store: str) -> Iterator[Journal]:
    """Yield the journals for a store, each the caller's own until the next one.

    Journals that a worker uses, and those that cannot be read, are left out; a survey
    tells them.

    Args:
        root: The directory with the journals for all stores.
        store: The place of the store; other names of the same machine are included.
    """
    for spot in spots(root):
        if canonical(spot.store) == canonical(store):
            journal = _claim(spot)
            if journal is not None:
                with closing(journal):
                    yield journal


def _claim(spot: Spot) -> Journal | None:
    directory = spot.directory
    try:
        release = Disk().lock(directory)
    except OSError:
        return None
    journal = Journal(directory, directory.name, 0, lambda _: True, release)
    try:
        journal.load()
    except (OSError, JournalUnreadable):
        release()
        return None
    return journal
