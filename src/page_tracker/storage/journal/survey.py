"""A survey: what all journals in a directory hold, also those for other stores."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from page_tracker.storage.journal.journals import Journals, is_in_use


class Found(NamedTuple):
    """A journal as it was found: bytes of its files, views that wait, and since when.

    ``torn`` are bytes that are no whole entry; ``since`` is in seconds of the epoch.
    """

    store: str
    worker: str
    in_use: bool
    size: int
    torn: int
    views: int
    since: int | None


def survey(root: Path) -> Iterator[Found]:
    """Yield what is in each journal; changes nothing.

    The last views of a worker that runs may be on their way to the store.
    """
    for store in sorted(root.glob("*/store")):
        name = store.read_text(encoding="utf-8")
        for journal in Journals(root, name, max_bytes=0, keep=0).look():
            yield Found(
                name,
                journal.worker,
                is_in_use(journal.directory),
                journal.size(),
                journal.torn,
                *journal.waiting(),
            )
