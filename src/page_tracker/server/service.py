"""The whole service: a store, listening sockets, and workers on them."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from page_tracker.server import sockets
from page_tracker.server.announcement import announce, is_for_person, quiet_database_log
from page_tracker.server.inspection import inspected
from page_tracker.server.signals import handled
from page_tracker.server.supervisor import Supervisor
from page_tracker.server.worker import freeze_heap, work
from page_tracker.settings import Settings
from page_tracker.storage.embedded import Embedded
from page_tracker.storage.journal.directory import JournalDirectory
from page_tracker.storage.journal.place import place_of
from page_tracker.storage.journal.strays import gather
from page_tracker.storage.tls import tls_options
from page_tracker.tracking.warming import warm_up

log = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Serve until a signal stops the service; return the exit status.

    Raises :class:`StartError`.
    """
    tls_options(settings)  # before the workers, which would fail one after the other
    count = _count(settings.workers)
    quiet_database_log(settings)
    with handled() as signals, sockets.listening(settings, count) as listening:
        with _store(settings) as (completed, tend):
            if journals := JournalDirectory.of(completed):
                journals.prepare()
                gather(
                    completed.data_dir.absolute() / "journal",
                    place_of(completed.redis_url or ""),
                )
            announce(settings, listening[0], count)
            # Here, because each worker would log it again.
            if not settings.sites and not is_for_person(settings):
                log.info("recording any site", extra={"limit": settings.max_sites})
            worker = partial(work, completed)
            grace, tend = settings.grace_period, inspected(completed, tend)
            warm_up()
            freeze_heap()  # the heap that the workers share
            return Supervisor(listening, worker, signals, grace, tend).run()


@contextmanager
def _store(settings: Settings) -> Iterator[tuple[Settings, Callable[[], None]]]:
    """Yield settings that name a store, and a function that keeps it running."""
    if settings.redis_url:
        yield settings, lambda: None
        return
    embedded = Embedded(settings.data_dir)
    try:
        embedded.start()
        yield replace(settings, redis_url=embedded.url), embedded.ensure
    finally:
        embedded.stop()


def _count(workers: int | str) -> int:
    """Return how many workers to start: for "auto", one for each available core."""
    return workers if isinstance(workers, int) else len(os.sched_getaffinity(0))
