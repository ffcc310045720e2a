"""The metrics of a process, including those of requests."""

from bisect import bisect_left
from collections.abc import Sequence
from time import perf_counter_ns

from page_tracker.metrics import definitions
from page_tracker.metrics.definitions import OTHER, SECOND, Family, MetricKind
from page_tracker.metrics.instruments import Counter, Flags, Gauge, Histogram
from page_tracker.metrics.shared_memory import ProcessCells

UNMATCHED = (OTHER, "unmatched")
"""Method and route of a request that matches no route; its number is 0."""

STATUSES = (
    *("200", "202", "302", "303", "304"),
    *("400", "401", "403", "404", "405", "408", "411", "413", "414", "415", "417"),
    *("429", "431", "500", "501", "503", "505"),
    OTHER,
)

_BOUNDS = tuple(
    int(seconds * SECOND)
    for seconds in (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
)
_SUM = len(_BOUNDS) + 1
_WIDTH = _SUM + 1

_AT = {status: at for at, status in enumerate(STATUSES)}
_OTHER = _AT[OTHER]


class Requests:
    """Counts requests; each costs about a microsecond.

    ``routes`` has the method and pattern of each route; the path is not used, because
    strangers choose it. The number of a route is its index there, from 1.
    """

    def __init__(self, row: ProcessCells, routes: Sequence[tuple[str, str]]) -> None:
        series = [UNMATCHED, *routes]
        labels = ("method", "route")
        self._row = row
        self._answers = row.add(
            Family(
                "page_tracker_requests_total",
                "Requests by route and status.",
                labels=(*labels, "status"),
                series=[(*each, status) for each in series for status in STATUSES],
            )
        )
        self._times = row.add(
            Family(
                "page_tracker_request_seconds",
                "Time from the call of the application to its answer.",
                MetricKind.HISTOGRAM,
                labels,
                series,
                _BOUNDS,
                SECOND,
            )
        )

    def count(self, number: int, status: str, nanoseconds: int) -> None:
        """Count a request of a route; ``status`` begins with its three digits."""
        answer = number * len(STATUSES) + _AT.get(status[:3], _OTHER)
        time = self._times + number * _WIDTH
        cells = self._row.cells
        with self._row.lock:
            cells[self._answers + answer] += 1
            cells[time + bisect_left(_BOUNDS, nanoseconds)] += 1
            cells[time + _SUM] += nanoseconds


class Meter:  # pylint: disable=too-many-instance-attributes  # as there are definitions
    """The instruments of a process.

    Any process that shares the memory of ``row`` can report the sums of all processes.
    Without a row, the process reports only its own numbers. ``journal_since`` shows a
    time in seconds of the epoch, or 0.
    """

    def __init__(self, row: ProcessCells | None = None) -> None:
        self.row = row = row or ProcessCells.alone()
        Gauge(row, definitions.WORKERS).show(1)
        row.cells[row.add(definitions.STARTS)] += 1
        self.views = Counter(row, definitions.VIEWS)
        self.errors = Counter(row, definitions.ERRORS)
        self.store_errors = Counter(row, definitions.STORE_ERRORS)
        self.batch_size = Histogram(row, definitions.BATCH_SIZE)
        self.round_trip = Histogram(row, definitions.ROUND_TRIP)
        self.breaker_open = Gauge(row, definitions.BREAKER_OPEN)
        self.journal_views = Gauge(row, definitions.JOURNAL_VIEWS)
        self.journal_bytes = Gauge(row, definitions.JOURNAL_BYTES)
        self.journal_since = Gauge(row, definitions.JOURNAL_SINCE)
        self.journal_lost = Counter(row, definitions.JOURNAL_LOST)
        self._journal_again = row.add(definitions.JOURNAL_AGAIN)
        self.store_problems = Flags(row, definitions.STORE_PROBLEMS)

    def settled(
        self, callers: int, began: int, error: BaseException | None = None
    ) -> None:
        """Count a round trip: its callers, its duration, and its failure, if any.

        ``began`` is the value of ``perf_counter_ns`` at its start.
        """
        self.batch_size.observe(callers)
        self.round_trip.observe(perf_counter_ns() - began)
        if error is not None:
            self.store_failed(error)

    def resent(self, views: int) -> None:
        """Count views that the store had lost and received again."""
        with self.row.lock:
            self.row.cells[self._journal_again] += views

    def store_failed(self, error: BaseException) -> None:
        """Count a failure of the store by its cause, the error of the driver."""
        self.store_errors.count_error(error.__cause__ or error)
