"""Transfer: counts the pending views of a journal in another store than its own."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice

from redis.exceptions import ResponseError

from page_tracker.storage import keys
from page_tracker.storage.client import domain_errors
from page_tracker.storage.journal.entry import Entry, Stream
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.scripts import ScriptConnection

# Calls in one round trip.
_CHUNK = 64


def transfer(connection: ScriptConnection, journal: Journal, timeout: float) -> int:
    """Send the pending views of a journal to a store, and delete the journal.

    Calls that the journal's own store is known to have are not sent: they were counted
    there. The calls keep their numbers, so that repeating an interrupted transfer
    counts nothing twice.

    Args:
        connection: Leads to the store that is to count the views.
        journal: A journal that the caller holds and closes.
        timeout: Seconds that each reply may take.

    Returns:
        The number of views that were sent.

    Raises:
        StorageError: The store rejects a call; the journal stays as it is.
    """
    views = 0
    last: dict[Stream, int] = {}
    with domain_errors():
        for chunk in _chunks(_waiting(journal)):
            _send(connection, [_call(each, journal, last) for each in chunk], chunk)
            _read(connection, len(chunk) + 1, timeout)
            views += sum(each.views for each in chunk)
    journal.discard()
    return views


Call = tuple[str, list[str], list[str | bytes | int]]


def _waiting(journal: Journal) -> Iterator[Entry]:
    """Yield the calls that the journal's own store is not known to have."""
    streams = journal.ledger.streams.items()
    there = {stream: progress.done for stream, progress in streams}
    for entry in journal.entries(there):
        if entry.number > there[entry.stream]:
            yield entry


def _call(entry: Entry, journal: Journal, last: dict[Stream, int]) -> Call:
    names = keys.of_call(entry.script, entry.key_parts, journal.worker)
    previous = last.get(entry.stream, 0)
    last[entry.stream] = entry.number
    return entry.script, [*names], [entry.number, 0, previous, *entry.values]


def _send(connection: ScriptConnection, calls: list[Call], chunk: list[Entry]) -> None:
    sites = {entry.key_parts[0]: None for entry in chunk if entry.key_parts}
    # The site was counted against the limit when its views were acknowledged.
    admit: Call = "admit", [keys.SITES], [sys.maxsize, *sites]
    connection.send([admit, *calls])


def _read(connection: ScriptConnection, answers: int, timeout: float) -> None:
    """Read all replies; raise the first error but STALE: a repeated call."""
    failure: ResponseError | None = None
    for _ in range(answers):
        try:
            connection.read(timeout)
        except ResponseError as exc:
            if not str(exc).startswith("STALE"):
                failure = failure or exc
    if failure is not None:
        raise failure


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
