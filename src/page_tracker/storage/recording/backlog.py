"""The backlog: views that wait in the journal, while there are any."""

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

# Views that may still wait when new ones are held back for them: a replay of a few
# milliseconds. While there are more, new ones are queued behind them.
_FEW = 1000


class Mode(Enum):
    """What becomes of new views."""

    DIRECT = auto()
    """They are sent to the store at once."""

    QUEUE = auto()
    """They are acknowledged in the journal, behind others that wait there."""

    JOIN = auto()
    """They are held back until the last ones before them are in the store."""


class Backlog:
    """Knows whether new views have to wait behind others; for the loop's thread."""

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
        """Return what waits in all journals that this process has."""
        return self._drainer.waiting()

    def grow(self, reason: StorageUnavailable) -> None:
        """Queue views from now on, as the store does not take them."""
        if self.mode is Mode.DIRECT:
            log.warning("keeping views in the journal: %s", reason)
        self.mode = Mode.QUEUE
        self._drainer.need()

    def wait(self) -> None:
        """Hold new views back behind those that were just written to the journal.

        They may come when nothing had waited there any more.
        """
        if self.mode is Mode.DIRECT:
            self.mode = Mode.JOIN
            self._drainer.need()

    def doubt(self) -> None:
        """Have the store asked whether it has all that it had."""
        self._drainer.need()

    def close(self) -> None:
        """Leave what waits to the next worker."""
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
