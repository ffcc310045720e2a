"""A thread that brings to the store what waits in journals."""

import logging
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from redis import Redis

from page_tracker.errors import StorageError
from page_tracker.metrics.meter import Meter
from page_tracker.storage.background import Wake
from page_tracker.storage.connection import translated
from page_tracker.storage.journal.journal import Journal
from page_tracker.storage.journal.journals import Journals
from page_tracker.storage.journal.replay import Replay
from page_tracker.storage.script_connection import ScriptConnection

log = logging.getLogger(__name__)

# Seconds between looks for what is no longer needed, and for workers that have ended.
_TICK = 1.0

# Seconds that an end waits for a replay: who takes longer to end is killed.
_PATIENCE = 1.5

# Seconds between attempts to reach the store, so that an outage is no storm.
_PAUSE = 0.1


# pylint: disable-next=too-many-instance-attributes  # two ends, and what lies between
class Drainer:
    """Replays a worker's own journal when asked to, and those of dead workers.

    ``report`` is told on the loop's thread whether the store took all that was there.
    """

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # likewise
    def __init__(
        self,
        journals: Journals,
        own: Journal,
        client: Redis,
        timeout: float,
        wake: Wake,
        report: Callable[[bool], None],
        meter: Meter,
    ) -> None:
        self._meter = meter
        self._journals = journals
        self._own = own
        self._adopted: list[Journal] = []
        self._client = client
        self._timeout = timeout
        self._wake = wake
        self._report = report
        self._connection: ScriptConnection | None = None
        self._needed = Event()
        self._everything = Event()
        self._closing = False
        self._thread = Thread(target=self._run, name="drainer", daemon=True)

    def start(self) -> None:
        """Begin, with the journals that are there."""
        self._thread.start()

    def need(self, *, everything: bool = False) -> None:
        """Ask for a replay; of ``everything`` if the store may have forgotten some."""
        if everything:
            self._everything.set()
        self._needed.set()

    def close(self) -> None:
        """End after the replay that is under way, if that does not take too long."""
        self._closing = True
        self._needed.set()
        self._thread.join(_PATIENCE)
        if not self._thread.is_alive():
            for each in self._adopted:
                each.close()

    def _run(self) -> None:
        again = False
        while not self._closing:
            again = self._round(again)
        self._disconnect()

    def _round(self, again: bool) -> bool:
        """Look after the journals, and replay them if asked to or to try ``again``.

        Returns whether that has failed.
        """
        try:
            self._tend()
            self._show()
            wanted = self._needed.wait(_PAUSE if again else _TICK)
            if self._closing or not (wanted or again):
                return False
            self._needed.clear()
            return not self._replay_all()
        except Exception:  # pylint: disable=broad-exception-caught
            # A thread that ends would leave views in the journal for ever.
            log.exception("the journals cannot be looked after")
            time.sleep(_TICK)
            return True

    def _replay_all(self) -> bool:
        """Replay all journals; tells whether the store took what was in them."""
        everything = self._everything.is_set()
        self._everything.clear()
        done = False
        try:
            for each in (self._own, *self._adopted):
                self._replay(each, everything)
            done = True
        except StorageError as exc:
            self._meter.store_failed(exc)
            log.debug("the store takes nothing: %s", exc)
        finally:
            if not done:
                self._disconnect()
            self._wake(partial(self._report, done))
        return done

    def _replay(self, journal: Journal, everything: bool) -> None:
        if self._connection is None:
            with translated():
                self._connection = ScriptConnection(self._client, self._timeout)
            # Whoever answers now may not be who answered before.
            self._everything.set()
            self._needed.set()
        Replay(self._connection, journal, self._timeout, everything).run()

    def _tend(self) -> None:
        for found in self._journals.adopt():
            log.info("adopted a journal", extra={"views": found.waiting().views})
            self._adopted.append(found)
            self.need(everything=True)
        for each in (self._own, *self._adopted):
            each.tend()
        for each in [each for each in self._adopted if each.is_empty()]:
            self._adopted.remove(each)
            each.close()

    def _show(self) -> None:
        """Let metrics show what waits here, and since when."""
        journals = (self._own, *self._adopted)
        waiting = [each.waiting() for each in journals]
        since = [each.since for each in waiting if each.since is not None]
        self._meter.journal_views.show(sum(each.views for each in waiting))
        self._meter.journal_since.show(min(since, default=0))
        self._meter.journal_bytes.show(sum(each.size() for each in journals))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
