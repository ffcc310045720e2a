"""Reasons: why views wait in a journal, and what sends them."""

from collections.abc import Sequence

from page_tracker.storage.findings import Finding
from page_tracker.storage.journal.place import canonical
from page_tracker.storage.journal.stranded import Stranded, waiting
from page_tracker.storage.journal.survey import Found


def reason_of(found: Found, store: str, condition: Sequence[Finding]) -> str | None:
    """Return a sentence about the views that wait in a journal.

    Args:
        found: The journal.
        store: The canonical place of the configured store.
        condition: What is wrong with that store.

    Returns:
        Why they wait and what to do, or None if none wait.
    """
    if found.problem is not None:
        return (
            f"The journal cannot be read ({found.problem}), and its views are not"
            " counted. Make its files readable, run the version that wrote them, or"
            " move its directory away."
        )
    if found.since is None:
        return None
    beginning = waiting(found.views, found.since)
    if canonical(found.store) == store:
        return beginning + _of_configured(found, condition)
    if found.in_use:
        return f"{beginning} for another store. A running worker sends them there."
    return Stranded(found.store, found.views, found.since).message


def _of_configured(found: Found, condition: Sequence[Finding]) -> str:
    for finding in condition:
        if finding.refuses_writes:
            return f": {finding.message}"
    if found.in_use:
        return ", or are on their way. A running worker sends them."
    return (
        ". The worker has ended, and the next worker of the service sends them. To send"
        " them now, run: page-tracker journal --drain"
    )
