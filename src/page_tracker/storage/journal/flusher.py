"""A thread that syncs a journal, so that a slow disk does not block the loop."""

import logging
import time

from page_tracker.storage import background
from page_tracker.storage.journal.journal import Journal, Ticket

log = logging.getLogger(__name__)

# Seconds that :meth:`Flusher.close` waits for a sync.
_PATIENCE = 1.5


class Flusher:
    """Syncs a journal on request, and creates its next file before the file is needed.

    ``slow`` is true if the last sync took longer than ``patience`` seconds.
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
        """Request a sync of everything written so far; return at once."""
        self._wanted.set()

    @staticmethod
    def wait(ticket: Ticket | None, seconds: float | None) -> bool:
        """Wait until a ticket is settled; return whether it is."""
        return ticket is None or ticket.settled.wait(seconds)

    def close(self) -> None:
        """Stop the thread, and wait for a running sync for a limited time."""
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
            # If this thread ended, every caller would wait for the disk for ever.
            log.exception("cannot create the next journal file")
