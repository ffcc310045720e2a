"""The backlog: views that wait in the journal, while there are any."""

import logging

from redis import Redis

from page_tracker.errors import StorageUnavailable
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Wake
from page_tracker.storage.journal.drainer import Drainer
from page_tracker.storage.journal.journals import Journals

log = logging.getLogger(__name__)


class Backlog:
    """Knows whether new views have to wait behind others; lives on the loop's thread.

    ``queues`` says that they do. ``joins`` says that the last ones are on their way to
    the store, and that new ones are about to be sent directly again.
    """

    def __init__(
        self,
        journals: Journals,
        client: Redis,
        timeout: float,
        wake: Wake,
        meter: Meter,
    ) -> None:
        self.journal = journals.create()
        self.queues = False
        self.joins = False
        self._drainer = Drainer(
            journals, self.journal, client, timeout, wake, self._report, meter
        )
        self._drainer.start()

    def grow(self, reason: StorageUnavailable) -> None:
        """Let views wait from now on, as the store does not take them."""
        if not (self.queues or self.joins):
            log.warning("views are queued in the journal: %s", reason)
        self.queues, self.joins = True, False
        self._drainer.need(everything=True)

    def wait(self) -> None:
        """Let new views wait behind those that were just put into the journal.

        They may come when nothing had waited there any more.
        """
        if not (self.queues or self.joins):
            self.joins = True
            self._drainer.need()

    def doubt(self) -> None:
        """Have it looked at whether the store has all that it had."""
        self._drainer.need(everything=True)

    def close(self) -> None:
        """Leave what waits to the next worker."""
        self._drainer.close()
        self.journal.close()

    def _report(self, done: bool) -> None:
        if not (self.queues or self.joins):
            return
        if not done:
            self.queues, self.joins = True, False
        elif self.journal.waiting().views:
            self.queues, self.joins = False, True
            self._drainer.need()
        else:
            self.queues = self.joins = False
            log.info("nothing is queued any more")
