"""What a worker has left that ended while its store was away."""

import json
from pathlib import Path

from page_tracker.storage import keys
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.entry import Entry
from page_tracker.storage.journal.journal import Journal
from support.journal import append
from support.rules import RULES


def entries() -> list[Entry]:
    """Make two calls: one with three views of a site, and one that was refused."""
    batch = {
        "at": 1_795_000_000,
        "day": "2026-11-18",
        "hour": "10",
        "pages": ["/"],
        "counts": [3],
        "titles": [""],
        "views": [1, 1, 1],
        "lists": {each: {"": 3} for each in keys.DIMENSIONS[2:-1]} | {"events": {}},
        "events": 0,
        "ignored": {},
        "limits": RULES.limits,
    }
    values = (json.dumps(batch).encode(), bytes(48))
    about = ("a.org", "2026-11-18")
    return [
        Entry(3, 0, 1_795_000_000, 3, False, "record", about, values),
        Entry(1, 0, 1_795_000_060, 1, False, "refuse", (), (b"2026-11-18:bot", b"1")),
    ]


def begin(directory: Path, store: str) -> Journal:
    """Make the journal of a worker that lives, with four views that wait.

    ``directory`` is the data directory of the service, and ``store`` the place of the
    store.
    """
    journals = JournalDirectory(directory / "journal", store, 2**30, 60)
    journals.prepare()
    journal = journals.create()
    append(journal, *entries())
    return journal


def leave(directory: Path, store: str) -> Journal:
    """Make such a journal, and end its worker."""
    journal = begin(directory, store)
    journal.close()
    return journal
