"""The directory with the journals of all workers: create, adopt, discard."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from page_tracker.errors import JournalUnreadable, StartError
from page_tracker.settings import Settings
from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.place import canonical, place_of
from page_tracker.storage.journal.survey import Spot, spots


def claim(root: Path, store: str) -> Iterator[Journal]:
    """Lock and yield the journals for a store, and close each before the next one.

    Journals that a running worker uses and journals that cannot be read are skipped;
    :mod:`page_tracker.storage.journal.survey` reports both.

    Args:
        root: The directory with the journals for all stores.
        store: The place of the store; other names of the same machine match too.
    """
    for spot in spots(root):
        if canonical(spot.store) == canonical(store):
            journal = _claim(spot)
            if journal is not None:
                with closing(journal):
                    yield journal


def _claim(spot: Spot) -> Journal | None:
    directory = spot.directory
    try:
        release = Disk().lock(directory)
    except OSError:
        return None
    journal = Journal(directory, directory.name, 0, lambda _: True, release)
    try:
        journal.load()
    except (OSError, JournalUnreadable):
        release()
        return None
    return journal


log = logging.getLogger(__name__)

# The file that names the store of the journals beside it.
_STORE = "store"

# Seconds between two attempts to read an unreadable journal.
_RETRY_S = 60.0


class JournalDirectory:
    """Creates journals, and adopts those of dead workers.

    Each store has a directory of its own, because views queued for one store must not
    be sent to another. All journals together hold at most ``max_bytes``. ``keep`` is in
    seconds.
    """

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # its place
    def __init__(
        self,
        root: Path,
        store: str,
        max_bytes: int,
        keep: float,
        disk: Disk | None = None,
    ) -> None:
        self._disk = disk or Disk()
        self._logged_at: dict[str, float] = {}  # of unreadable journals
        self._root = root
        self._store = store
        self._directory = root / sha256(store.encode()).hexdigest()[:16]
        self._max_bytes = max_bytes
        self._keep = keep

    @classmethod
    def of(cls, settings: Settings) -> "JournalDirectory | None":
        """Return the configured journals, or None if journals are off."""
        if settings.journal == "off" or settings.redis_url is None:
            return None
        root = settings.data_dir.absolute() / "journal"
        store = place_of(settings.redis_url)
        return cls(root, store, settings.journal_max_bytes, settings.journal_keep)

    def prepare(self) -> None:
        """Create the directory, or raise :class:`StartError`."""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._directory / _STORE).write_text(self._store, encoding="utf-8")
        except OSError as exc:
            raise StartError(
                f"cannot write a journal in {self._root}: {exc.strerror}; set"
                " PAGE_TRACKER_DATA_DIR, or PAGE_TRACKER_JOURNAL=off to run without one"
            ) from exc

    def create(self) -> Journal:
        """Create a journal for a new worker, or raise :class:`StartError`."""
        worker = secrets.token_hex(8)
        try:
            release = self._disk.create_directory(self._directory, worker)
        except OSError as exc:
            raise StartError(f"cannot make a journal: {exc}") from exc
        return self._journal(self._directory / worker, release)

    def adopt(self) -> Iterator[Journal]:
        """Lock and yield the journals of workers that have ended."""
        for name in self._names():
            if time.monotonic() < self._logged_at.get(name, -_RETRY_S) + _RETRY_S:
                continue  # it could not be read a moment ago
            try:
                release = self._disk.lock(self._directory / name)
            except OSError:
                continue  # its worker is alive, or another worker was faster
            adopted = self._journal(self._directory / name, release)
            try:
                adopted.load()
            except (OSError, JournalUnreadable) as exc:
                release()
                self._log_unreadable(name, exc)
                continue
            if not adopted.torn:  # else its owner may want to inspect it
                adopted.trim()
            else:
                fields = {"journal": name, "bytes": adopted.torn}
                log.error(
                    "a journal is damaged; using its intact entries", extra=fields
                )
            yield adopted

    def used(self) -> int:
        """Return the bytes of all journals, including those for other stores."""
        return self._disk.used(self._root)

    def _names(self) -> list[str]:
        names = self._disk.names(self._directory)
        return [each for each in names if each[0] != "." and each != _STORE]

    def _journal(self, directory: Path, release: Callable[[], None]) -> Journal:
        room = (self._keep, self._has_room)
        return Journal(directory, directory.name, *room, release, self._disk)

    def _has_room(self, size: int) -> bool:
        return self.used() + size <= self._max_bytes

    def _log_unreadable(self, name: str, exc: Exception) -> None:
        """Log that a journal cannot be read; the next attempt logs the error again."""
        self._logged_at[name] = time.monotonic()
        fields = {"journal": str(self._directory / name)}
        log.error("cannot read a journal: %s", exc, extra=fields)
