"""A survey of all journals in a directory, including those for other stores."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from page_tracker.errors import JournalUnreadable
from page_tracker.storage.journal.entry import problem_of
from page_tracker.storage.journal.journal import Journal

# The file that names the store of the journals beside it.
_STORE = "store"

_UNKNOWN = "unknown"

# Bytes of a file that identify its format.
_HEAD = 64


class JournalStatus(NamedTuple):
    """The state of a journal on disk.

    Attributes:
        store: The place of the store that the journal is for.
        worker: The id of the worker that wrote the journal; the name of its directory.
        in_use: Whether a running worker holds the journal.
        size: Bytes of its files.
        torn: Bytes that belong to no intact entry.
        views: Acknowledged views that the store lacks; 0 with a problem.
        since: When the oldest of them happened, in seconds of the epoch, or None.
        problem: Why the journal cannot be read; None if it can.
    """

    store: str
    worker: str
    in_use: bool
    size: int
    torn: int
    views: int
    since: int | None
    problem: str | None = None


class Spot(NamedTuple):
    """The directory of a journal, and the place of its store."""

    directory: Path
    store: str


def survey(root: Path) -> Iterator[JournalStatus]:
    """Yield the state of each journal; changes nothing, and raises no OSError.

    The last views of a running worker may be on their way to the store.
    """
    for spot in spots(root):
        yield look_at(spot)


def spots(root: Path) -> Iterator[Spot]:
    """Yield all journals below ``root``, and directories that cannot be listed."""
    for beside in _directories(root):
        try:
            store = (beside / _STORE).read_text(encoding="utf-8")
        except (OSError, ValueError):
            store = _UNKNOWN
        for directory in _directories(beside):
            yield Spot(directory, store)


def look_at(spot: Spot) -> JournalStatus:
    """Return the state of a journal; changes nothing, and raises no OSError."""
    directory, store = spot
    with held(directory) as is_free:
        in_use = not is_free
    problem = "the name of its store cannot be read" if store == _UNKNOWN else None
    journal = Journal(directory, directory.name, 0, lambda _: False, lambda: None)
    try:
        journal.load()
        size = journal.size()
    except (OSError, JournalUnreadable) as exc:
        problem, size = _reason(exc), sum(map(_size, _files(directory)))
    head = (store, directory.name, in_use, size, journal.torn)
    return JournalStatus(*head, *journal.waiting(), problem)


def glance_at(spot: Spot) -> JournalStatus:
    """Return whether a journal is in use and readable, without reading its entries."""
    problem: str | None = None
    with held(spot.directory) as is_free:
        pass
    try:
        for file in (
            each for each in sorted(spot.directory.iterdir()) if _is_ours(each)
        ):
            with suppress(FileNotFoundError):  # its worker has just deleted it
                with file.open("rb") as opened:
                    problem = problem or problem_of(opened.read(_HEAD))
    except OSError as exc:
        problem = _reason(exc)
    worker = spot.directory.name
    return JournalStatus(spot.store, worker, not is_free, 0, 0, 0, None, problem)


@contextmanager
def held(directory: Path) -> Iterator[bool]:
    """Hold the lock of a journal if it is free, and yield whether it was."""
    try:
        lock = os.open(directory, os.O_RDONLY)
    except OSError:
        yield True  # no worker can hold a directory that cannot be opened
        return
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_free = True
        except OSError:
            is_free = False
        yield is_free
    finally:
        os.close(lock)


def fingerprint(directory: Path) -> tuple[tuple[str, int, int], ...]:
    """Return names, sizes and times of the files: they change with the journal."""
    return tuple((file.name, _size(file), _changed(file)) for file in _files(directory))


def _reason(exc: Exception) -> str:
    if not isinstance(exc, OSError):
        return str(exc)
    file = f"{Path(exc.filename).name}: " if exc.filename else ""
    return f"{file}{exc.strerror}"


def _directories(directory: Path) -> list[Path]:
    """Return the subdirectories, or ``directory`` itself if it cannot be listed."""
    try:
        found = sorted(directory.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError:
        return [directory]
    return [each for each in found if each.name[0] != "." and each.is_dir()]


def _is_ours(file: Path) -> bool:
    return file.name.isdigit()


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(file for file in directory.iterdir() if file.name.isdigit())
    except OSError:
        return []


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _changed(file: Path) -> int:
    try:
        return file.lstat().st_mtime_ns
    except OSError:
        return 0
