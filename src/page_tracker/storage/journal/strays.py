"""Views in journals that no worker can replay, and the reason for each."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from page_tracker.settings import Settings
from page_tracker.storage.health.findings import Finding
from page_tracker.storage.journal.place import canonical, place_of, url_of
from page_tracker.storage.journal.survey import (
    JournalStatus,
    Spot,
    fingerprint,
    glance_at,
    held,
    look_at,
    spots,
)

log = logging.getLogger(__name__)


class Stranded(NamedTuple):
    """The pending views for one store, and the time of the oldest.

    ``since`` is in seconds of the epoch.
    """

    store: str
    views: int
    since: int

    @property
    def message(self) -> str:
        """The number of pending views, and the commands that send them."""
        return (
            f"{waiting(self.views, self.since)} in the journal for {self.store}, which"
            " is not the configured store. Send them there with 'page-tracker journal"
            f" --drain --redis-url {url_of(self.store)}', or count them in the"
            " configured store with 'page-tracker journal --drain --from"
            f" {self.store}'."
        )


def by_store(found: Iterable[JournalStatus]) -> list[Stranded]:
    """Return the pending views of all readable journals, summed by store."""
    views: dict[str, int] = {}
    since: dict[str, int] = {}
    for each in found:
        if each.since is not None:
            views[each.store] = views.get(each.store, 0) + each.views
            since[each.store] = min(since.get(each.store, each.since), each.since)
    return [Stranded(store, views[store], since[store]) for store in sorted(views)]


def waiting(views: int, since: int) -> str:
    """Return the beginning of a sentence about pending views."""
    subject = "1 view waits" if views == 1 else f"{views} views wait"
    return f"{subject} since {datetime.fromtimestamp(since, UTC):%F %T}Z"


def gather(root: Path, store: str) -> int:
    """Move the journals for other names of a store to the directory its workers search.

    Older versions had a directory for each name of the same machine. A journal that a
    worker uses stays where it is.

    Args:
        root: The directory with the journals for all stores.
        store: The canonical place of the store; its directory exists.

    Returns:
        The number of journals that were moved.
    """
    target = root / sha256(store.encode()).hexdigest()[:16]
    moved = 0
    for directory, place in spots(root):
        if directory.parent != target and canonical(place) == store:
            moved += _move(directory, target / directory.name)
    return moved


def _move(directory: Path, target: Path) -> bool:
    """Rename a journal under its lock, so that no worker adopts it meanwhile."""
    with held(directory) as is_free:
        if not is_free:
            return False
        try:
            directory.rename(target)
        except OSError as exc:
            log.error("cannot move a journal: %s", exc)
            return False
    log.info("moved a journal", extra={"journal": str(target)})
    return True


# Seconds between two searches of all journals.
REFRESH_S = 10.0


class Strays:
    """Finds unreadable journals, and journals with pending views for other stores.

    A worker adopts the other journals. A journal that does not change is read once. Not
    thread-safe.
    """

    def __init__(self, root: Path, store: str | None) -> None:
        """Read nothing yet.

        Args:
            root: The directory with the journals for all stores.
            store: The canonical place of the store whose journals workers adopt, or
                None if they adopt none.
        """
        self._root = root
        self._store = store
        self._known: dict[Path, tuple[object, JournalStatus]] = {}

    @classmethod
    def of(cls, settings: Settings) -> "Strays":
        """Return the strays among the journals of the configured directory."""
        url = settings.redis_url if settings.journal == "on" else None
        root = settings.data_dir.absolute() / "journal"
        return cls(root, None if url is None else place_of(url))

    def __iter__(self) -> Iterator[JournalStatus]:
        """Yield the current strays; this is slow if there are many views."""
        known, self._known = self._known, {}
        for spot in spots(self._root):
            found = self._look_at(spot, known.get(spot.directory))
            if found.problem is not None or found.views:
                yield found

    def _look_at(
        self, spot: Spot, known: tuple[object, JournalStatus] | None
    ) -> JournalStatus:
        found = glance_at(spot)
        # A worker that fails to read a journal may still hold its lock.
        if found.in_use or found.problem is not None:
            return found
        if canonical(spot.store) == self._store:
            return found
        state = fingerprint(spot.directory)
        if known is None or known[0] != state:
            known = state, look_at(spot)
        self._known[spot.directory] = known
        return known[1]


class StrayWatch:
    """Searches for strays in a background thread, for callers that must not wait.

    ``is_looking`` is true while a search runs.
    """

    def __init__(
        self, strays: Strays, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._strays = strays
        self._clock = clock
        self._lock = threading.Lock()
        self.is_looking = False
        self._due = 0.0
        self._latest: Sequence[JournalStatus] = ()

    def latest(self) -> Sequence[JournalStatus]:
        """Return the result of the last search, and start another if it is due."""
        with self._lock:
            if not self.is_looking and self._clock() >= self._due:
                self.is_looking = True
                threading.Thread(target=self._look, name="strays", daemon=True).start()
            return self._latest

    def _look(self) -> None:
        try:
            self._latest = list(self._strays)
        finally:
            with self._lock:
                self.is_looking, self._due = False, self._clock() + REFRESH_S


def reason_of(
    found: JournalStatus, store: str, condition: Sequence[Finding]
) -> str | None:
    """Return a sentence about the pending views of a journal.

    Args:
        found: The journal.
        store: The canonical place of the configured store.
        condition: The problems of that store.

    Returns:
        Why the views are pending and what to do, or None if there are none.
    """
    if found.problem is not None:
        return (
            f"The journal cannot be read ({found.problem}), and its views are not"
            " counted. Make its files readable, run the version that wrote them, or"
            " move its directory away."
        )
    if found.since is None:
        return None
    beginning = waiting(found.views, found.since)
    if canonical(found.store) == store:
        return beginning + _of_configured(found, condition)
    if found.in_use:
        return f"{beginning} for another store. A running worker sends them there."
    return Stranded(found.store, found.views, found.since).message


def _of_configured(found: JournalStatus, condition: Sequence[Finding]) -> str:
    for finding in condition:
        if finding.refuses_writes:
            return f": {finding.message}"
    if found.in_use:
        return ", or are on their way. A running worker sends them."
    return (
        ". The worker has ended, and the next worker of the service sends them. To send"
        " them now, run: page-tracker journal --drain"
    )
