"""The inspection at the start: what is wrong with the store, and what waits for it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing

from page_tracker.settings import Settings
from page_tracker.storage.client import connect_store
from page_tracker.storage.health.watch import log_finding, probe_store
from page_tracker.storage.journal.strays import Strays, by_store

log = logging.getLogger(__name__)


def inspected(settings: Settings, tend: Callable[[], None]) -> Callable[[], None]:
    """Return ``tend`` with an inspection in the first calls, one step in each.

    The workers have started then, and the service waits for no step longer than for
    the time-out of the store, or for one journal to be read.
    """
    steps = _steps(settings)

    def tend_and_inspect() -> None:
        tend()
        try:
            next(steps, None)
        except Exception:  # pylint: disable=broad-exception-caught
            # The service must serve, whatever the inspection meets.
            log.exception("cannot inspect the database")

    return tend_and_inspect


def _steps(settings: Settings) -> Iterator[None]:
    with closing(connect_store(settings)) as client:
        for finding in probe_store(client, settings).look():
            log_finding(finding)
    found = []
    for each in Strays.of(settings):
        yield
        found.append(each)
        if each.problem is not None:
            log.error(
                "A journal cannot be read, and the views in it are not counted.",
                extra={"journal": each.worker, "cause": each.problem},
            )
    for stranded in by_store(found):
        log.error(stranded.message)
    yield
