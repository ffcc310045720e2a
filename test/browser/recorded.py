"""What the service has recorded of a site, when it has had the time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from support.records import Site
from support.waiting import PATIENCE

# Seconds in which a view too many would have been recorded: more than the script waits
# after a navigation.
_SETTLING = 0.4

Counts = dict[str, int]


class Recorded(Site):
    """The numbers of a site, which are waited for."""

    def has_pages(self, views: Counts) -> None:
        """Check that these are the views by path, and that no more come."""
        _settle(lambda: self.pages, views)

    def has_events(self, events: Counts) -> None:
        """Check that these are the events by name, and that no more come."""
        self.has_top("events", events)

    def has_top(self, dimension: str, views: Counts) -> None:
        """Check the list of a dimension of this month, and that it stays so."""
        month = datetime.now(UTC).date().isoformat()[:7]
        _settle(lambda: self.top(dimension, month), views)

    def has_nothing(self) -> None:
        """Check that nothing at all is recorded, and that it stays so."""
        _settle(lambda: self.totals, {})


def _settle(found: Callable[[], Counts], wanted: Counts) -> None:
    deadline = time.monotonic() + PATIENCE
    while found() != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(_SETTLING)
    assert found() == wanted
