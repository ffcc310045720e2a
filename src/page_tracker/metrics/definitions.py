"""Every metric of the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

SECOND = 1_000_000_000
"""Nanoseconds in a second: durations are measured in nanoseconds."""

OTHER = "other"
"""The label of everything whose name is not known in advance."""


class MetricKind(Enum):
    """How a family's numbers change over time, and how those of workers are summed."""

    COUNTER = "only grows, and stays when a worker ends"
    HISTOGRAM = "counters by size, and the sum of the sizes"
    GAUGE = "of this moment, and gone with its worker"
    SINCE = "a gauge in seconds of the epoch, shown as the age of the oldest; 0: none"


@dataclass(frozen=True)
class Family:
    """A metric with one name in Prometheus's text format.

    ``series`` has the label values of each number. All are known before anything is
    counted, so that nobody can create more. A histogram has ``bounds``, the upper bound
    of each of its buckets except the last. ``per_unit`` is how many of the counted
    units make one of the published unit.
    """

    name: str
    help: str
    kind: MetricKind = MetricKind.COUNTER
    labels: tuple[str, ...] = ()
    series: Sequence[tuple[str, ...]] = ((),)
    bounds: tuple[int, ...] = ()
    per_unit: int = 1

    @property
    def width(self) -> int:
        """The number of cells of a series: for a histogram, its buckets and the sum."""
        return len(self.bounds) + 2 if self.kind is MetricKind.HISTOGRAM else 1

    @property
    def resets_with_worker(self) -> bool:
        """Whether the value becomes meaningless when its worker ends."""
        return self.kind in {MetricKind.GAUGE, MetricKind.SINCE}


WORKERS = Family(
    "page_tracker_workers", "Worker processes that serve.", kind=MetricKind.GAUGE
)

STARTS = Family("page_tracker_worker_starts_total", "Worker processes started.")

VIEWS = Family(
    "page_tracker_views_total",
    "Views that were sent, by what became of them.",
    labels=("outcome",),
    series=(
        ("counted",),
        ("queued",),
        ("bot",),
        ("prefetch",),
        ("own_visit",),
        ("opted_out",),
        ("unknown_site",),
        ("spam_referrer",),
        ("too_many_sites",),
        ("invalid",),
        ("no_path",),
        (OTHER,),
    ),
)

# By the errors of this service that are answered with 5xx.
ERRORS = Family(
    "page_tracker_errors_total",
    "Requests that failed, by the error.",
    labels=("kind",),
    series=(
        ("CounterUnusable",),
        ("JournalFull",),
        ("Overloaded",),
        ("StorageBehind",),
        ("StorageError",),
        ("StorageRefuses",),
        ("StorageResting",),
        ("StorageUnavailable",),
        (OTHER,),
    ),
)

# By the errors of the driver; an error that is not listed counts as its nearest listed
# base class.
STORE_ERRORS = Family(
    "page_tracker_store_errors_total",
    "Round trips to the store that failed, by the error.",
    labels=("kind",),
    series=(
        ("AuthenticationError",),
        ("BusyLoadingError",),
        ("ConnectionError",),
        ("NoPermissionError",),
        ("OutOfMemoryError",),
        ("ReadOnlyError",),
        ("ResponseError",),
        ("TimeoutError",),
        (OTHER,),
    ),
)

BATCH_SIZE = Family(
    "page_tracker_batch_size",
    "Callers that shared a round trip to the store.",
    MetricKind.HISTOGRAM,
    bounds=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)

ROUND_TRIP = Family(
    "page_tracker_round_trip_seconds",
    "Time from the sending of a batch until its answers were taken.",
    MetricKind.HISTOGRAM,
    bounds=tuple(
        int(each * SECOND) for each in (0.0005, 0.001, 0.005, 0.02, 0.1, 0.5, 1, 5)
    ),
    per_unit=SECOND,
)

BREAKER_OPEN = Family(
    "page_tracker_breaker_open",
    "Workers that rest from the store, which failed a moment ago.",
    MetricKind.GAUGE,
)

JOURNAL_VIEWS = Family(
    "page_tracker_journal_views",
    "Views that are acknowledged and not in the store yet.",
    MetricKind.GAUGE,
)

JOURNAL_BYTES = Family(
    "page_tracker_journal_bytes", "Size of the journals on disk.", MetricKind.GAUGE
)

JOURNAL_SINCE = Family(
    "page_tracker_journal_age_seconds",
    "Age of the oldest view that is not in the store yet; 0 if there is none.",
    MetricKind.SINCE,
)

# By the names of the problems of a store.
STORE_PROBLEMS = Family(
    "page_tracker_store_problem_workers",
    "Workers that see this problem of the store; 0 if there is none.",
    MetricKind.GAUGE,
    labels=("problem",),
    series=(
        ("busy_script",),
        ("cannot_persist",),
        ("evicting",),
        ("failing",),
        ("is_cluster_node",),
        ("is_sentinel",),
        ("loading",),
        ("no_identity",),
        ("no_permission",),
        ("no_primary",),
        ("not_enough_replicas",),
        ("not_redis",),
        ("out_of_memory",),
        ("protected_mode",),
        ("read_only",),
        ("timeout",),
        ("tls_failure",),
        ("too_many_clients",),
        ("unknown_certificate",),
        ("unknown_command",),
        ("unreachable",),
        ("unresolved_host",),
        ("wrong_database",),
        ("wrong_password",),
    ),
)

JOURNAL_AGAIN = Family(
    "page_tracker_journal_resent_views_total",
    "Views that the store had, had lost, and got again.",
)

# By reason; see page_tracker.storage.journal.ledger.Loss.
JOURNAL_LOST = Family(
    "page_tracker_journal_lost_views_total",
    "Views that were acknowledged and are not sent again, by the reason.",
    labels=("reason",),
    series=(("deleted",), ("expired",), ("missing",), (OTHER,)),
)
