"""A family: numbers of one name, and what tells them apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

SECOND = 1_000_000_000
"""Nanoseconds in one: what is timed is timed in them."""

OTHER = "other"
"""What is counted where a name is not among those that are known."""


class Kind(Enum):
    """What becomes of a family's numbers in time, and when workers are summed."""

    COUNTER = "only grows, and stays when a worker ends"
    HISTOGRAM = "counters by size, and the sum of the sizes"
    GAUGE = "of this moment, and gone with its worker"
    SINCE = "a gauge in seconds of the epoch, shown as the age of the oldest; 0: none"


@dataclass(frozen=True)
class Family:
    """One name in the text that Prometheus reads.

    ``series`` has the values of ``labels`` for each number: all are known before
    anything is counted, so that nobody can make more. A histogram has ``bounds``, the
    highest size of each of its buckets but the last. What is counted in fractions of a
    unit says in ``per_unit`` how many make one.
    """

    name: str
    help: str
    kind: Kind = Kind.COUNTER
    labels: tuple[str, ...] = ()
    series: Sequence[tuple[str, ...]] = ((),)
    bounds: tuple[int, ...] = ()
    per_unit: int = 1

    @property
    def width(self) -> int:
        """How many cells a series takes: a histogram's are its buckets and the sum."""
        return len(self.bounds) + 2 if self.kind is Kind.HISTOGRAM else 1

    @property
    def is_of_this_moment(self) -> bool:
        """Tell whether it means nothing any more when its worker has ended."""
        return self.kind in {Kind.GAUGE, Kind.SINCE}
