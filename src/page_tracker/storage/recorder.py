"""The recorder: counts views exactly once, many callers in one round trip."""

import threading
import time

from redis import Redis

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.background import Wake
from page_tracker.storage.group import Group
from page_tracker.storage.lane import Lane


class Recorder:
    """Counts views for any thread, and for the loop of a server that attaches itself.

    ``timeout`` is how many seconds a caller waits at most.
    """

    def __init__(self, client: Redis, timeout: float) -> None:
        self._client = client
        self._timeout = timeout
        self._alone = Lane(client)
        self._lock = threading.Lock()
        self._group: Group | None = None

    def count_view(self) -> int:
        """Count one view of the plain counter and return its number.

        Raises :class:`StorageError` when it was not counted.
        """
        if self._group is not None and self._group.is_caller():
            return self._group.count_view()
        return self._count_alone()

    def attach(self, wake: Wake) -> Group:
        """Make the caller's greenlet the hub of a loop: its greenlets share batches.

        ``wake`` runs a callable on the loop's thread; it is called from other threads.
        """
        self._group = Group(Lane(self._client), self._timeout, wake)
        return self._group

    def _count_alone(self) -> int:
        deadline = time.monotonic() + self._timeout
        # pylint: disable-next=consider-using-with  # it takes no time-out
        if not self._lock.acquire(timeout=self._timeout):
            raise StorageUnavailable("the store is busy with the calls before this one")
        try:
            return self._alone.settle(self._alone.batch(1, deadline)).number(0)
        finally:
            self._lock.release()
