"""The requests of a process: of which route, how answered, in what time."""

from bisect import bisect_left
from collections.abc import Sequence

from page_tracker.metrics.family import OTHER, SECOND, Family, Kind
from page_tracker.metrics.row import Row

UNMATCHED = (OTHER, "unmatched")
"""Method and route of a request that no route takes; its number is 0."""

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

    ``routes`` are method and pattern of each: not the path, which a stranger makes up.
    The number of a route is its place there, from 1.
    """

    def __init__(self, row: Row, routes: Sequence[tuple[str, str]]) -> None:
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
                Kind.HISTOGRAM,
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
