"""The inspection after the start: problems of the store, and unreadable journals."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing

from page_tracker.settings import Settings
from page_tracker.storage.client import connect_store
from page_tracker.storage.health.watch import log_finding, probe_store
from page_tracker.storage.journal.strays import Strays, by_store

log = logging.getLogger(__name__)


def inspected(settings: Settings, tend: Callable[[], None]) -> Callable[[], None]:
    """Return a ``tend`` whose first calls also inspect the store and the journals.

    Each call runs one step. The workers have been started by then. A step delays the
    parent by no more than the store's timeout, or the time to read one journal.
    """
    steps = _steps(settings)

    def tend_and_inspect() -> None:
        tend()
        try:
            next(steps, None)
        except Exception:  # pylint: disable=broad-exception-caught
            # The service must go on, whatever the inspection raises.
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
