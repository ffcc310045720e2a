"""The meter: what a process tells of itself, beside its requests."""

from time import perf_counter_ns

from page_tracker.metrics import families
from page_tracker.metrics.instruments import Counter, Flags, Gauge, Histogram
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
        self.journal_lost = Counter(row, families.JOURNAL_LOST)
        self._journal_again = row.add(families.JOURNAL_AGAIN)
        self.store_problems = Flags(row, families.STORE_PROBLEMS)

    def settled(
        self, callers: int, began: int, error: BaseException | None = None
    ) -> None:
        """Count a round trip: what it was for, since when, and its failure, if any.

        ``began`` is what ``perf_counter_ns`` said then.
        """
        self.batch_size.observe(callers)
        self.round_trip.observe(perf_counter_ns() - began)
        if error is not None:
            self.store_failed(error)

    def resent(self, views: int) -> None:
        """Count views that the store had, had lost, and got again."""
        with self.row.lock:
            self.row.cells[self._journal_again] += views

    def store_failed(self, error: BaseException) -> None:
        """Count a failure of the store by its cause, the error of the driver."""
        self.store_errors.count_error(error.__cause__ or error)
