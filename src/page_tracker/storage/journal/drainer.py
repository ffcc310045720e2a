"""A thread that brings to the store what waits in journals."""

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from redis import Redis

from page_tracker.errors import JournalFull, StorageError
from page_tracker.metrics.meter import Meter
from page_tracker.storage import background
from page_tracker.storage.background import Wake
from page_tracker.storage.backoff import Backoff
from page_tracker.storage.client import domain_errors
from page_tracker.storage.identity import named
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.journal import Journal, Waiting
from page_tracker.storage.journal.replay import Outcome, Replay
from page_tracker.storage.reminder import Reminder
from page_tracker.storage.scripts import ScriptConnection

log = logging.getLogger(__name__)

# Seconds between two times that the store is asked who it is, and that journals of
# workers that have ended, and files that are no longer needed, are looked for.
_TICK = 1.0

# Seconds after a replay that had nothing to send, as when the disk is waited for.
_REST = 0.005

# Seconds that an end waits for a replay: who takes longer to end is killed.
_PATIENCE = 1.5


class Watch(Protocol):
    """Who tells people of what is wrong with the store, once a second if need be."""

    def note(self, exc: Exception | None) -> None:
        """Note an error of the store, or None for a success."""

    def tick(self) -> None:
        """Look at the store if that is due, and remind of what lasts."""


# pylint: disable-next=too-many-instance-attributes  # two ends, and what lies between
class Drainer:
    """Replays a worker's own journal, and those of dead workers.

    A replay follows a call of :meth:`need`, or another identity of the store, which is
    asked for once a second while a journal holds anything. ``report`` is called on the
    loop's thread with whether the store took all that was there.
    """

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments  # its parts
    def __init__(
        self,
        journals: JournalDirectory,
        own: Journal,
        client: Redis,
        timeout: float,
        wake: Wake,
        report: Callable[[bool], None],
        meter: Meter,
        backoff: Backoff,
        watch: Watch | None = None,
    ) -> None:
        self._meter = meter
        self._watch = watch
        self._journals = journals
        self._own = own
        self._adopted: list[Journal] = []
        self._client = client
        self._timeout = timeout
        self._wake = wake
        self._report = report
        self._backoff = backoff
        self._connection: ScriptConnection | None = None
        self._needed = background.Signal()
        self._ended = background.Signal()
        self._closing = False
        self._idle = True  # the last replay had nothing to send
        self._reminder = Reminder()

    def start(self) -> None:
        """Begin, with the journals that are there."""
        background.start_thread("drainer", self._run)

    def need(self) -> None:
        """Ask for a replay."""
        self._needed.set()

    def waiting(self) -> Waiting:
        """Return what waits in all journals that this process has."""
        every = [each.waiting() for each in self._held()]
        since = [each.since for each in every if each.since is not None]
        return Waiting(sum(each.views for each in every), min(since, default=None))

    def close(self) -> None:
        """End after the replay that is under way, if that does not take too long."""
        self._closing = True
        self._needed.set()
        if self._ended.wait(_PATIENCE):
            for each in self._adopted:
                each.close()

    def step(self) -> float:
        """Look after the journals once; returns the seconds until it is due again."""
        asked = self._needed.is_set()
        self._needed.clear()
        self._adopt()
        self._show()
        if self._watch is not None:
            self._watch.tick()
        pause = self._backoff.left()
        if pause:
            self._tend(None)
            if asked:
                self._needed.set()
            return pause
        if asked or any(not each.is_empty() for each in self._held()):
            done = self._replay_all()
            if asked or not done:
                self._wake(partial(self._report, done))
        return _TICK

    def _run(self) -> None:
        while not self._closing:
            try:
                pause = self.step()
            except Exception as exc:  # pylint: disable=broad-exception-caught
                # A thread that ends would leave views in the journal for ever.
                if self._reminder.due(type(exc).__name__) is not None:
                    log.exception("cannot maintain the journals")
                self._disconnect()
                self._backoff.failed()
                self._needed.set()
                pause = _TICK
            # Not at once, even if it is needed: after a failure, or with nothing to do.
            rest = max(self._backoff.left(), _REST if self._idle else 0)
            if not self._closing:
                time.sleep(rest)
            self._needed.wait(max(pause - rest, 0))
        self._disconnect()
        self._ended.set()

    def _replay_all(self) -> bool:
        """Replay all journals; returns whether the store took what was in them."""
        try:
            connection = self._connected()
            done = [self._replay(connection, each) for each in self._held()]
        except JournalFull as exc:  # which was logged; nothing is sent without a note
            log.debug("cannot replay the journal: %s", exc)
            self._backoff.failed()
            return False
        except StorageError as exc:
            self._meter.store_failed(exc)
            self._tell(exc)
            self._disconnect()
            self._backoff.failed()
            self._tend(None)
            return False
        self._idle = not any(each.views for each in done)
        self._tell(None)
        self._backoff.worked()
        self._tend(connection.store)
        return True

    def _replay(self, connection: ScriptConnection, journal: Journal) -> Outcome:
        replay = Replay(connection, journal, self._timeout)
        try:
            return replay.run()
        finally:
            self._meter.resent(replay.outcome.again)
            for loss in replay.outcome.losses:
                self._meter.journal_lost.add(loss.reason, loss.views)

    def _tell(self, error: StorageError | None) -> None:
        if self._watch is not None:
            cause = error.__cause__ if error is not None else None
            self._watch.note(cause if isinstance(cause, Exception) else error)

    def _connected(self) -> ScriptConnection:
        """Return a connection whose store has just said who it is.

        Raises :class:`StorageError` also for a replica: what it has tells nothing of
        what the primary has kept.
        """
        now = time.monotonic()
        with domain_errors():
            connection = self._identified()
            connection.require_primary()
        for each in self._held():
            with each.lock:
                each.ledger.connected(connection.store, now)
        return connection

    def _identified(self) -> ScriptConnection:
        connection = self._connection
        if connection is not None and named(connection.store):
            if connection.is_still_primary():
                connection.identify(self._timeout)
                return connection
        # An open connection to who has no name may lead to who was there before.
        self._disconnect()
        self._connection = ScriptConnection(self._client, self._timeout)
        return self._connection

    def _held(self) -> Iterator[Journal]:
        yield self._own
        yield from list(self._adopted)

    def _adopt(self) -> None:
        for found in self._journals.adopt():
            views = found.waiting().views
            # Each unclean end leaves a journal, mostly of what the store has.
            level = logging.INFO if views else logging.DEBUG
            log.log(level, "adopted a journal", extra={"views": views})
            self._adopted.append(found)

    def _tend(self, store: str | None) -> None:
        for each in self._held():
            each.tend(store)
        if store is not None and self._own.is_short:
            self._make_room(store)
        for each in [each for each in self._adopted if each.is_empty()]:
            self._adopted.remove(each)
            each.close()

    def _make_room(self, store: str) -> None:
        """Delete a file of a dead worker, so that new views need not be refused."""
        if any(each.make_room(store) for each in self._adopted):
            log.warning(
                "the journal has no room: a file is deleted before"
                " PAGE_TRACKER_JOURNAL_KEEP is over"
            )

    def _show(self) -> None:
        """Show in the metrics what waits here, and since when."""
        views, since = self.waiting()
        self._meter.journal_views.show(views)
        self._meter.journal_since.show(since or 0)
        self._meter.journal_bytes.show(sum(each.size() for each in self._held()))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
