"""A thread that sends journaled views to the store."""

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

# Seconds between two rounds of maintenance: query the store's identity, adopt journals
# of dead workers, and delete files that are no longer needed.
_TICK = 1.0

# Seconds to pause after a replay that sent nothing, for example while a sync is
# pending.
_REST = 0.005

# Seconds that :meth:`Drainer.close` waits for a replay: a process that takes longer to
# end is killed.
_PATIENCE = 1.5


class Watch(Protocol):
    """Logs problems of the store; it is called about once a second."""

    def note(self, exc: Exception | None) -> None:
        """Note an error of the store, or None after a success."""

    def tick(self) -> None:
        """Examine the store if that is due, and repeat reports of lasting problems."""


# pylint: disable-next=too-many-instance-attributes  # two ends, and what lies between
class Drainer:
    """Replays a worker's own journal and the adopted journals of dead workers.

    A replay runs after :meth:`need`, and when the identity of the store has changed.
    The identity is queried once a second while a journal holds any entry. ``report`` is
    called on the loop's thread; its argument says whether the store has all replayed
    views.
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
        """Start the thread; its first step replays the existing journals."""
        background.start_thread("drainer", self._run)

    def need(self) -> None:
        """Request a replay."""
        self._needed.set()

    def waiting(self) -> Waiting:
        """Return the pending views of all journals that this process holds."""
        every = [each.waiting() for each in self._held()]
        since = [each.since for each in every if each.since is not None]
        return Waiting(sum(each.views for each in every), min(since, default=None))

    def close(self) -> None:
        """Stop the thread, and wait for a running replay for a limited time."""
        self._closing = True
        self._needed.set()
        if self._ended.wait(_PATIENCE):
            for each in self._adopted:
                each.close()

    def step(self) -> float:
        """Maintain the journals once; return the seconds until the next step is due."""
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
                # If this thread ended, views would stay in the journal for ever.
                if self._reminder.due(type(exc).__name__) is not None:
                    log.exception("cannot maintain the journals")
                self._disconnect()
                self._backoff.failed()
                self._needed.set()
                pause = _TICK
            # Pause even if a replay was requested: after a failure, or if nothing could
            # be sent.
            rest = max(self._backoff.left(), _REST if self._idle else 0)
            if not self._closing:
                time.sleep(rest)
            self._needed.wait(max(pause - rest, 0))
        self._disconnect()
        self._ended.set()

    def _replay_all(self) -> bool:
        """Replay all journals; return whether the store has all durable views."""
        try:
            connection = self._connected()
            done = [self._replay(connection, each) for each in self._held()]
        except JournalFull as exc:  # already logged; nothing is sent without a mark
            log.debug("cannot replay the journal: %s", exc)
            self._backoff.failed()
            return False
        except StorageError as exc:
            self._meter.store_failed(exc)
            self._note(exc)
            self._disconnect()
            self._backoff.failed()
            self._tend(None)
            return False
        self._idle = not any(each.views for each in done)
        self._note(None)
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

    def _note(self, error: StorageError | None) -> None:
        if self._watch is not None:
            cause = error.__cause__ if error is not None else None
            self._watch.note(cause if isinstance(cause, Exception) else error)

    def _connected(self) -> ScriptConnection:
        """Return a connection to a primary whose identity has just been queried.

        Raises :class:`StorageError` for a replica too: the data of a replica does not
        show which calls the primary has applied.
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
        # An open connection to a store without an identity may lead to an earlier
        # store.
        self._disconnect()
        self._connection = ScriptConnection(self._client, self._timeout)
        return self._connection

    def _held(self) -> Iterator[Journal]:
        yield self._own
        yield from list(self._adopted)

    def _adopt(self) -> None:
        for found in self._journals.adopt():
            views = found.waiting().views
            # Each unclean end leaves a journal; the store already has most of its
            # views.
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
        """Delete a file of a dead worker's journal, to make room for new views."""
        if any(each.make_room(store) for each in self._adopted):
            log.warning(
                "the journal is full: deleted a file before"
                " PAGE_TRACKER_JOURNAL_KEEP had passed"
            )

    def _show(self) -> None:
        """Update the gauges of pending views."""
        views, since = self.waiting()
        self._meter.journal_views.show(views)
        self._meter.journal_since.show(since or 0)
        self._meter.journal_bytes.show(sum(each.size() for each in self._held()))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
