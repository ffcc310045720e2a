"""The meter: what a process tells of itself, beside its requests."""

from page_tracker.metrics import families
from page_tracker.metrics.instruments import Counter, Gauge, Histogram
from page_tracker.metrics.row import Row


class Meter:  # pylint: disable=too-many-instance-attributes  # as there are families
    """The instruments of a process.

    Any process that shares the memory of ``row`` can tell the sums of all; without one,
    the process tells its own. ``journal_since`` shows a time in seconds of the epoch,
    or 0.
    """

    def __init__(self, row: Row | None = None) -> None:
        self.row = row = row or Row.alone()
        Gauge(row, families.WORKERS).show(1)
        row.cells[row.add(families.STARTS)] += 1
        self.views = Counter(row, families.VIEWS)
        self.errors = Counter(row, families.ERRORS)
        self.store_errors = Counter(row, families.STORE_ERRORS)
        self.batch_size = Histogram(row, families.BATCH_SIZE)
        self.round_trip = Histogram(row, families.ROUND_TRIP)
        self.breaker_open = Gauge(row, families.BREAKER_OPEN)
        self.journal_views = Gauge(row, families.JOURNAL_VIEWS)
        self.journal_bytes = Gauge(row, families.JOURNAL_BYTES)
        self.journal_since = Gauge(row, families.JOURNAL_SINCE)
