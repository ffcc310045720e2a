"""A thread that syncs a journal, so that a slow disk holds nobody but its own views."""

import logging
import time

from page_tracker.storage import background
from page_tracker.storage.journal.journal import Journal, Ticket

log = logging.getLogger(__name__)

# Seconds that an end waits for a sync.
_PATIENCE = 1.5


class Flusher:
    """Syncs a journal when asked to, and makes its next file before it is needed.

    ``slow`` says that the last sync took longer than ``patience`` seconds.
    """

    def __init__(self, journal: Journal, patience: float) -> None:
        self.slow = False
        self._journal = journal
        self._patience = patience
        self._wanted = background.Signal()
        self._closing = False
        self._ended = background.Signal()
        background.start_thread("flusher", self._run)

    def start(self) -> None:
        """Sync what has been written; returns at once."""
        self._wanted.set()

    @staticmethod
    def wait(ticket: Ticket | None, seconds: float | None) -> bool:
        """Wait for a ticket to be settled; returns whether it is."""
        return ticket is None or ticket.settled.wait(seconds)

    def close(self) -> None:
        """End when the sync that is under way has ended, if that is soon."""
        self._closing = True
        self._wanted.set()
        self._ended.wait(_PATIENCE)

    def _run(self) -> None:
        self._prepare()
        while not self._closing:
            self._wanted.wait()
            self._wanted.clear()
            began = time.monotonic()
            self._journal.sync()
            self.slow = time.monotonic() - began > self._patience
            self._prepare()
        self._ended.set()

    def _prepare(self) -> None:
        try:
            self._journal.prepare()
        except Exception:  # pylint: disable=broad-exception-caught
            # A thread that ends would let everybody wait for the disk for ever.
            log.exception("cannot create the next journal file")
