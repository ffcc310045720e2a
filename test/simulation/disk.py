"""A model of the disk: what was not synced may vanish or tear when the machine dies."""

from collections.abc import Callable
from dataclasses import dataclass, field
from errno import EAGAIN, EIO, ENOSPC
from functools import partial
from pathlib import Path

from page_tracker.storage.journal.disk import Disk
from page_tracker.storage.journal.entry import HEADER
from simulation.scheduler import Scheduler


@dataclass
class _File:
    data: bytearray
    synced: bytes
    unsynced: list[tuple[int, bytes]] = field(default_factory=list)

    def crash(self, scheduler: Scheduler) -> None:
        """Keep what was synced, and of each later write all, nothing or a part."""
        data = bytearray(self.synced)
        for offset, written in self.unsynced:
            part = written[: scheduler.random.choice((0, len(written) // 2, None))]
            data[offset : offset + len(part)] = part
        self.data, self.synced, self.unsynced = data, bytes(data), []


class SimulatedDisk(Disk):  # pylint: disable=too-many-instance-attributes  # its faults
    """The disk of a machine. It can be slow, full, or fail for once or for good."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._files: dict[str, _File] = {}
        self._open: dict[int, str] = {}
        self._directories: set[str] = set()
        self._locks: dict[str, object] = {}
        self.room = 1 << 40
        self.failing_syncs = 0
        self.sync_takes = 0.0
        self.damaged = 0

    def names(self, directory: Path) -> list[str]:
        start = f"{directory}/"
        inside = (p for p in (*self._files, *self._directories) if p.startswith(start))
        return sorted({path[len(start) :].split("/")[0] for path in inside})

    def read(self, path: Path) -> bytes:
        self._scheduler.turn()
        if str(path) not in self._files:
            raise FileNotFoundError(path)
        return bytes(self._files[str(path)].data)

    def create(self, path: Path, head: bytes, size: int) -> int:
        if self.used(path) + size > self.room:
            raise OSError(ENOSPC, "full")
        number = len(self._open) + 1
        data = head + bytes(size - len(head))
        self._files[str(path)] = _File(bytearray(data), data)
        self._open[number] = str(path)
        return number

    def write(self, file: int, data: bytes, offset: int) -> None:
        found = self._files.get(self._open[file])
        if found is not None:
            found.data[offset : offset + len(data)] = data
            found.unsynced.append((offset, data))

    def sync(self, file: int) -> None:
        found = self._files.get(self._open[file])
        if found is None:
            return
        data, writes = bytes(found.data), len(found.unsynced)
        self._scheduler.sleep(self.sync_takes)
        self._scheduler.turn()
        if self.failing_syncs:
            self.failing_syncs -= 1
            raise OSError(EIO, "broken")
        found.synced = data
        del found.unsynced[:writes]

    def close(self, file: int, length: int) -> None:
        found = self._files.get(self._open[file])
        if found is not None:
            del found.data[length:]
            found.synced = found.synced[:length]
            found.unsynced = [(at, w) for at, w in found.unsynced if at < length]

    def cut(self, path: Path, length: int) -> None:
        found = self._files[str(path)]
        del found.data[length:]
        found.synced = found.synced[:length]
        found.unsynced = [(at, w) for at, w in found.unsynced if at < length]

    def delete(self, path: Path) -> None:
        self._files.pop(str(path), None)

    def delete_directory(self, path: Path) -> None:
        self._directories.discard(str(path))

    def create_directory(self, parent: Path, name: str) -> Callable[[], None]:
        self._directories.add(str(parent / name))
        return self.lock(parent / name)

    def lock(self, directory: Path) -> Callable[[], None]:
        if str(directory) in self._locks:
            raise OSError(EAGAIN, "locked")
        self._locks[str(directory)] = self._scheduler.owner
        return partial(self._unlock, str(directory))

    def _unlock(self, directory: str) -> None:
        self._locks.pop(directory, None)

    def used(self, root: Path) -> int:
        del root
        return sum(len(file.data) for file in self._files.values())

    def release(self, owner: object) -> None:
        """Free the locks of a process that was killed."""
        for path in [path for path, who in self._locks.items() if who is owner]:
            del self._locks[path]

    def crash(self) -> None:
        """Let the machine die."""
        self._locks.clear()
        for file in self._files.values():
            file.crash(self._scheduler)

    def damage(self) -> None:
        """Flip a bit of something that was written."""
        head = len(HEADER)
        some = [f for f in self._files.values() if any(f.data[head:])]
        if some:
            file = self._scheduler.random.choice(some)
            end = len(file.data.rstrip(b"\0"))
            file.data[self._scheduler.random.randrange(head, end)] ^= 1
            self.damaged += 1

    def count(self) -> int:
        """Return how many files there are."""
        return len(self._files)

    def lacks(self, text: bytes) -> bool:
        """Return whether a text would be nowhere if the machine died now."""
        return not any(text in file.synced for file in self._files.values())

    def holds(self, text: bytes) -> bool:
        """Return whether a text was written to a file that is there."""
        return any(text in file.data for file in self._files.values())
