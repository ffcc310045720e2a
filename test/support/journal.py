"""What tests of the journal put into it, and see of it."""

import os
from collections.abc import Callable
from pathlib import Path

from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.entry import Entry, Stream
from page_tracker.storage.journal.journal import Journal, Ticket
from page_tracker.storage.journal.ledger import Ledger
from page_tracker.storage.journal.segments import SEGMENT

AT = 1_795_000_000

FAMILY: Stream = ("record", "a.org")
OTHER: Stream = ("record", "b.org")

# Identities of stores.
A, B = "run 1:data 1", "run 2:data 2"

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


def entry(
    number: int,
    views: int = 1,
    site: str = "a.org",
    size: int = 10,
    *,
    sent: bool = True,
) -> Entry:
    """Make a call that records views of a site; its number is the last of them."""
    head = (number, number - views, AT + number, views, sent)
    return Entry(*head, "record", (site, "2026-11-23"), (b"x" * size,))


def ledger_of(last: int, has: int = 0, store: str = A) -> Ledger:
    """Return a ledger of some calls of a view each, of which a store has the first."""
    ledger = Ledger()
    for number in range(1, last + 1):
        ledger.journaled(entry(number))
    if has:
        ledger.applied(FAMILY, has, store, AT)
    return ledger


def applied(journal: Journal, number: int, store: str = A, at: int = AT) -> None:
    """Note that a store has the calls of a site up to a number."""
    with journal.lock:
        journal.ledger.applied(FAMILY, number, store, at)


def journals_in(directory: Path) -> JournalDirectory:
    """Make journals of a store, with room for some thousand views."""
    made = JournalDirectory(directory / "journal", "the store", 4 * SEGMENT, keep=60)
    made.prepare()
    return made


def append(journal: Journal, *entries: Entry) -> Ticket:
    """Write calls of streams that the ledger knows of."""
    for each in entries:
        journal.ledger.of(each.stream)
    return journal.append(entries)


def numbers(journal: Journal, above: int = 0) -> list[int]:
    """Return the numbers of the calls in files with any above a number."""
    streams = dict.fromkeys(journal.ledger.streams, above)
    return [each.number for each in journal.entries(streams)]


def fails_with(number: int) -> Callable[..., None]:
    """Return what a system call is on a broken disk."""

    def fail(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
