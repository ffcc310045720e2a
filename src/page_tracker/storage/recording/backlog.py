"""The backlog: decides whether new views are sent at once or queued in the journal."""

import logging
from enum import Enum, auto

from redis import Redis

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Wake
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.drainer import Drainer, Watch
from page_tracker.storage.journal.flusher import Flusher
from page_tracker.storage.journal.journal import Waiting

log = logging.getLogger(__name__)

# Seconds that the loop waits in place for the disk.
_PATIENCE = 0.005

# Pending views below which new views are held back instead of queued: a replay of a few
# milliseconds.
_FEW = 1000


class Mode(Enum):
    """What happens to new views."""

    DIRECT = auto()
    """New views are sent to the store at once."""

    QUEUE = auto()
    """New views are acknowledged in the journal, behind the pending ones."""

    JOIN = auto()
    """New views are held back until the store has the last pending ones."""


class Backlog:
    """Decides whether new views wait for pending ones; for the loop's thread."""

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # its parts
    def __init__(
        self,
        journals: JournalDirectory,
        client: Redis,
        timeout: float,
        wake: Wake,
        meter: Meter,
        backoff: Backoff | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.journal = journals.create()
        self.flusher = Flusher(self.journal, _PATIENCE)
        self.mode = Mode.DIRECT
        made = (client, timeout, wake, self._report, meter)
        pace = (backoff or Backoff(), watch)
        self._drainer = Drainer(journals, self.journal, *made, *pace)
        self._drainer.start()

    @property
    def queues(self) -> bool:
        """Whether new views are queued."""
        return self.mode is Mode.QUEUE

    @property
    def joins(self) -> bool:
        """Whether new views are held back."""
        return self.mode is Mode.JOIN

    def waiting(self) -> Waiting:
        """Return the pending views of all journals that this process holds."""
        return self._drainer.waiting()

    def grow(self, reason: StorageUnavailable) -> None:
        """Queue views from now on, because the store does not accept them."""
        if self.mode is Mode.DIRECT:
            log.warning("queueing views in the journal: %s", reason)
        self.mode = Mode.QUEUE
        self._drainer.need()

    def wait(self) -> None:
        """Hold back new views until the store has those just written to the journal.

        This has no effect if views are queued already.
        """
        if self.mode is Mode.DIRECT:
            self.mode = Mode.JOIN
            self._drainer.need()

    def doubt(self) -> None:
        """Request a replay, which checks whether the store has lost calls."""
        self._drainer.need()

    def close(self) -> None:
        """Stop the threads, and leave the pending views to the next worker."""
        self._drainer.close()
        self.flusher.close()
        self.journal.close()

    def _report(self, done: bool) -> None:
        if self.mode is Mode.DIRECT:
            return
        views = self.journal.unblocked()
        if not done:
            self.mode = Mode.QUEUE
        elif not views:
            self.mode = Mode.DIRECT
            log.info("sent all queued views")
        elif views <= _FEW:
            self.mode = Mode.JOIN
        if self.mode is not Mode.DIRECT:
            self._drainer.need()
