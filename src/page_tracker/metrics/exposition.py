"""The exposition: the sums of all workers in Prometheus's text format."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from page_tracker.metrics.definitions import Family, MetricKind
from page_tracker.metrics.shared_memory import ProcessCells

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

# The values of a series: for each of its cells, the numbers of all workers.
Columns = Sequence[Sequence[int]]


def text(row: ProcessCells) -> str:
    """Return the text for all processes that share the memory of a row."""
    return generate_latest(_Sums(row)).decode()


class _Sums(Collector):
    """Sums the rows of all workers at each scrape."""

    def __init__(self, row: ProcessCells) -> None:
        self._row = row

    def collect(self) -> Iterable[Metric]:
        """Yield the families, in order."""
        for family, first in self._row.families:
            number = family.width * len(family.series)
            columns = self._row.columns(first, number)
            yield _metric(family, list(_by_series(family, columns)))


def _by_series(
    family: Family, columns: Columns
) -> Iterator[tuple[tuple[str, ...], Columns]]:
    for at, values in enumerate(family.series):
        yield values, columns[at * family.width : (at + 1) * family.width]


def _metric(
    family: Family, series: Sequence[tuple[tuple[str, ...], Columns]]
) -> Metric:
    if family.kind is MetricKind.HISTOGRAM:
        return _histogram(family, series)
    of_kind = (
        CounterMetricFamily if family.kind is MetricKind.COUNTER else GaugeMetricFamily
    )
    metric = of_kind(family.name, family.help, labels=family.labels)
    for values, (column,) in series:
        number = _age(column) if family.kind is MetricKind.SINCE else sum(column)
        if number or len(family.labels) < 2:  # most combinations never occur
            metric.add_metric(values, number)
    return metric


def _histogram(
    family: Family, series: Sequence[tuple[tuple[str, ...], Columns]]
) -> Metric:
    metric = HistogramMetricFamily(family.name, family.help, labels=family.labels)
    bounds = [str(bound / family.per_unit) for bound in family.bounds]
    for values, columns in series:
        *buckets, total = map(sum, columns)
        if any(buckets) or not family.labels:
            counts = zip([*bounds, "+Inf"], accumulate(buckets), strict=True)
            metric.add_metric(values, list(counts), total / family.per_unit)
    return metric


def _age(times: Sequence[int]) -> float:
    known = [each for each in times if each]
    return max(0.0, time.time() - min(known)) if known else 0.0
