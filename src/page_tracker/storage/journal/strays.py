"""Strays: journals that no worker uses, and that none is going to send."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from page_tracker.settings import Settings
from page_tracker.storage.journal.place import canonical, place_of
from page_tracker.storage.journal.survey import (
    Found,
    Spot,
    fingerprint,
    glance_at,
    look_at,
    spots,
)

# Seconds between looks at all journals.
REFRESH_S = 10.0


class Strays:
    """Finds journals for other stores with views that wait, and unreadable journals.

    A worker adopts the others. A journal that does not change is read once. Not for use
    by two threads at once.
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
        self._known: dict[Path, tuple[object, Found]] = {}

    @classmethod
    def of(cls, settings: Settings) -> "Strays":
        """Return the strays among the journals that the settings lead to."""
        url = settings.redis_url if settings.journal == "on" else None
        root = settings.data_dir.absolute() / "journal"
        return cls(root, None if url is None else place_of(url))

    def __iter__(self) -> Iterator[Found]:
        """Yield the strays as they are now; may take long if there are many views."""
        known, self._known = self._known, {}
        for spot in spots(self._root):
            found = self._look_at(spot, known.get(spot.directory))
            if found.problem is not None or found.views:
                yield found

    def _look_at(self, spot: Spot, known: tuple[object, Found] | None) -> Found:
        found = glance_at(spot)
        # A worker that fails to read a journal may have its lock all the same.
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
    """Looks for strays in the background, for callers that must not wait.

    ``is_looking`` while it does.
    """

    def __init__(
        self, strays: Strays, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._strays = strays
        self._clock = clock
        self._lock = threading.Lock()
        self.is_looking = False
        self._due = 0.0
        self._latest: Sequence[Found] = ()

    def latest(self) -> Sequence[Found]:
        """Return what was found last, and look again if that is due."""
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
