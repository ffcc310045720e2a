"""Stranded views: what waits in journals for a store that is not configured."""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from page_tracker.storage.journal.place import canonical, url_of
from page_tracker.storage.journal.survey import Found, held, spots

log = logging.getLogger(__name__)


class Stranded(NamedTuple):
    """Views that wait for one store, and the second of the epoch of the oldest."""

    store: str
    views: int
    since: int

    @property
    def message(self) -> str:
        """What waits, and the commands that send it; with the place of the store."""
        return (
            f"{waiting(self.views, self.since)} in the journal for {self.store}, which"
            " is not the configured store. Send them there with 'page-tracker journal"
            f" --drain --redis-url {url_of(self.store)}', or count them in the"
            " configured store with 'page-tracker journal --drain --from"
            f" {self.store}'."
        )


def by_store(found: Iterable[Found]) -> list[Stranded]:
    """Return the views of all journals that can be read, summed by store."""
    views: dict[str, int] = {}
    since: dict[str, int] = {}
    for each in found:
        if each.since is not None:
            views[each.store] = views.get(each.store, 0) + each.views
            since[each.store] = min(since.get(each.store, each.since), each.since)
    return [Stranded(store, views[store], since[store]) for store in sorted(views)]


def waiting(views: int, since: int) -> str:
    """Return the beginning of a sentence about views that wait."""
    subject = "1 view waits" if views == 1 else f"{views} views wait"
    return f"{subject} since {datetime.fromtimestamp(since, UTC):%F %T}Z"


def gather(root: Path, store: str) -> int:
    """Move the journals for other names of a store to where its workers look.

    Older versions had a directory for each name of the same machine. A journal that a
    worker uses stays where it is.

    Args:
        root: The directory with the journals for all stores.
        store: The canonical place of the store; its directory exists.

    Returns:
        How many journals were moved.
    """
    target = root / sha256(store.encode()).hexdigest()[:16]
    moved = 0
    for directory, place in spots(root):
        if directory.parent != target and canonical(place) == store:
            moved += _move(directory, target / directory.name)
    return moved


def _move(directory: Path, target: Path) -> bool:
    """Rename a journal under its lock, so that nobody adopts it meanwhile."""
    with held(directory) as is_free:
        if not is_free:
            return False
        try:
            directory.rename(target)
        except OSError as exc:
            log.error("a journal cannot be moved: %s", exc)
            return False
    log.info("a journal was moved", extra={"journal": str(target)})
    return True
