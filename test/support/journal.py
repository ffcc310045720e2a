"""What tests of the journal put into it, and see of it."""

import os
from collections.abc import Callable
from pathlib import Path

from page_tracker.storage.journal.files import SEGMENT
from page_tracker.storage.journal.journal import Draft, Journal
from page_tracker.storage.journal.journals import Journals

AT = 1_795_000_000

# Makes a journal in the test's directory.
Make = Callable[..., Journal]


class Room:
    """Says how many files there may be."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files = 1000
        self.asked = 0

    def __call__(self, _size: int) -> bool:
        self.asked += 1
        return len(list(self.directory.iterdir())) < self.files


def draft(sequence: int, views: int = 1, site: str = "a.org", size: int = 10) -> Draft:
    """Make a call that records views of a site."""
    about = (site, "2026-11-23")
    return Draft(sequence, AT + sequence, views, "record", about, (b"x" * size,))


def journals_in(directory: Path) -> Journals:
    """Make journals of a store, with room for some thousand views."""
    made = Journals(directory / "journal", "the store", 4 * SEGMENT, keep=60)
    made.prepare()
    return made


def numbers(journal: Journal, *, everything: bool = True) -> list[int]:
    """Return the numbers of the calls that are kept."""
    return [entry.sequence for entry in journal.entries(everything=everything)]


def fails_with(number: int) -> Callable[..., None]:
    """Return what a system call is on a broken disk."""

    def fail(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
