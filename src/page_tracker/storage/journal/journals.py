"""The journals of all workers that share a directory and a store."""

import fcntl
import logging
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from page_tracker.errors import StartError
from page_tracker.settings import Settings
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.place import place_of

log = logging.getLogger(__name__)

# Says which store the journals beside it are for.
_STORE = "store"


class Journals:
    """Makes journals, and finds those whose worker is dead.

    What was queued for one store is not for another: each has a directory of its own.
    All of them together hold ``max_bytes`` at most. ``keep`` is in seconds.
    """

    def __init__(self, root: Path, store: str, max_bytes: int, keep: float) -> None:
        self._root = root
        self._store = store
        self._directory = root / sha256(store.encode()).hexdigest()[:16]
        self._max_bytes = max_bytes
        self._keep = keep

    @classmethod
    def of(cls, settings: Settings) -> "Journals | None":
        """Return the journals that the settings make; None if there are to be none."""
        if settings.journal == "off" or settings.redis_url is None:
            return None
        root = settings.data_dir.absolute() / "journal"
        store = place_of(settings.redis_url)
        return cls(root, store, settings.journal_max_bytes, settings.journal_keep)

    def prepare(self) -> None:
        """Make the directory; raises :class:`StartError`."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._directory / _STORE).write_text(self._store, encoding="utf-8")
        except OSError as exc:
            raise StartError(
                f"cannot keep a journal in {self._root}: {exc.strerror}; set"
                " PAGE_TRACKER_DATA_DIR, or PAGE_TRACKER_JOURNAL=off to do without"
            ) from exc

    def create(self) -> Journal:
        """Make a journal for a new worker; raises :class:`StartError`."""
        worker = secrets.token_hex(8)
        try:
            # Nobody adopts what begins with a dot: it has its lock before its name.
            made = Path(tempfile.mkdtemp(prefix=".", dir=self._directory))
            lock = _lock(made)
            directory = made.rename(self._directory / worker)
        except OSError as exc:
            raise StartError(f"cannot make a journal: {exc}") from exc
        return self._journal(directory, partial(os.close, lock))

    def adopt(self) -> Iterator[Journal]:
        """Yield the journals of workers that have ended, each now the caller's own."""
        for directory in _directories(self._directory):
            try:
                lock = _lock(directory)
            except OSError:
                continue  # its worker lives, or somebody else was faster
            adopted = self._journal(directory, partial(os.close, lock))
            adopted.load()
            if adopted.torn:
                told = {"journal": str(directory), "bytes": adopted.torn}
                log.error("the end of a journal was torn, and is cut", extra=told)
            yield adopted

    def look(self) -> Iterator[Journal]:
        """Yield all journals as they are now, to be read only."""
        for directory in _directories(self._directory):
            found = self._journal(directory, lambda: None)
            found.load()
            yield found

    def used(self) -> int:
        """Return the bytes of all journals, also those for other stores."""
        return sum(_size(path) for path in self._root.glob("*/*/*"))

    def _journal(self, directory: Path, release: Callable[[], None]) -> Journal:
        room = self._has_room
        return Journal(directory, directory.name, self._keep, room, release)

    def _has_room(self, size: int) -> bool:
        return self.used() + size <= self._max_bytes


def _directories(directory: Path) -> list[Path]:
    try:
        found = sorted(directory.iterdir())
    except FileNotFoundError:
        return []
    return [each for each in found if each.name[0] != "." and each.is_dir()]


def _lock(directory: Path) -> int:
    """Take the lock that ends with this process; raises :class:`OSError`."""
    lock = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
