"""Journals of every format that a version has written, for tests that read them all.

``journals/format-N`` is the journal of a worker that was killed. Each holds the same
views; :func:`batches` are those of today's format. When the format gets another number,
write its journal once with that version: ``write(Path("test/support/journals"))``.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from page_tracker.storage.journal.entry import HEADER
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.recording.batch import Batch
from page_tracker.storage.recording.calls import CountCall
from page_tracker.storage.recording.journaling import write_counted, write_queueable
from page_tracker.tracking.view import Ignored
from support.records import AT
from support.rules import RULES
from support.views import view

ROOT = Path(__file__).parent / "journals"

WORKER = "0123456789abcdef"

STORE = "run 1:data 1"
"""The store that has the first batch."""


def batches() -> Iterator[Batch]:
    """Make what the worker was sent, a batch a minute."""
    first = Batch(RULES, 0, AT)
    first.record(view("/a", "ada", title="Page A", referrer="Google", country="FR"))
    first.record(view("/b", "bob", title="Page B", campaign="spring", browser="Chrome"))
    first.record(view("/b", "bob", campaign="spring", browser="Chrome"))
    first.record(view("/b", "bob", event="play"))
    first.ignore(Ignored("a.org", "bot"))
    first.ignore(Ignored("", "unknown_site"))
    for _ in range(2):
        first.count_view()
    yield first
    second = Batch(RULES, 0, AT + 60)
    second.record(view("/a", "", system="Windows", device="mobile", language="de"))
    second.record(view("/a", "eve", site="b.org"))
    second.ignore(Ignored("", "unknown_site"))
    second.count_view()
    yield second


@contextmanager
def at_that_time() -> Iterator[None]:
    """Let the clock be two minutes past the first batch: a journal grows old."""
    with mock.patch.object(time, "time", lambda: AT + 120):
        yield


def write(root: Path) -> None:
    """Write the journal of the format that is today's."""
    number = int(HEADER.split()[-1])
    directory = root / f"format-{number}"
    directory.mkdir(parents=True)
    journal = Journal(directory, WORKER, 60, lambda _: True, lambda: None)
    with at_that_time():
        for place, batch in enumerate(batches()):
            write_queueable(journal, batch, sent=True)
            for call in batch.guarded():
                if isinstance(call, CountCall) or not place:
                    call.settle(b"an answer")
                    with journal.lock:
                        applied = journal.ledger.applied
                        applied(call.stream, call.number, STORE, int(AT))
            write_counted(journal, batch)
            if not place:
                journal.tend(STORE)
        journal.sync()
        journal.close()
