"""Instruments count from any thread, and nothing gets lost."""

import sys
from collections.abc import Iterator
from threading import Thread

import pytest
from redis.exceptions import AuthenticationWrongNumberOfArgsError

from page_tracker.metrics import definitions
from page_tracker.metrics.definitions import Family, MetricKind
from page_tracker.metrics.exposition import text
from page_tracker.metrics.instruments import Counter, Flags, Histogram
from page_tracker.metrics.meter import Meter
from page_tracker.metrics.shared_memory import ProcessCells
from support.metrics import Samples

VIEWS = "page_tracker_views_total"
FAILED = "page_tracker_store_errors_total"


@pytest.fixture(name="impatient")
def fixture_impatient() -> Iterator[None]:
    """Let threads interrupt each other as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("impatient")
def test_threads_that_count_at_once_lose_nothing() -> None:
    """Concurrent threads lose no count."""
    row = ProcessCells.alone()
    counter, histogram = Counter(row, definitions.VIEWS), Histogram(
        row, definitions.ROUND_TRIP
    )

    def count() -> None:
        for _ in range(2000):
            counter.count(["counted", "bot"])
            histogram.observe(1)

    threads = [Thread(target=count) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    samples = Samples(text(row))
    assert samples(VIEWS, outcome="counted") == samples(VIEWS, outcome="bot") == 8000
    assert samples("page_tracker_round_trip_seconds_count") == 8000
    assert samples("page_tracker_round_trip_seconds_sum") == 8e-6


def test_a_name_that_is_not_known_makes_no_new_series() -> None:
    """An unknown name counts as OTHER."""
    meter = Meter()
    before = len(Samples(text(meter.row)))

    meter.views.count(["counted", "\n", 'a"b', "é" * 1000])

    samples = Samples(text(meter.row))
    assert len(samples) == before
    assert samples(VIEWS, outcome="other") == 3


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(ConnectionRefusedError(), "ConnectionError", id="by its base"),
        pytest.param(
            AuthenticationWrongNumberOfArgsError(), "ResponseError", id="of the driver"
        ),
        pytest.param(TimeoutError(), "TimeoutError", id="by itself"),
        pytest.param(ZeroDivisionError(), "other", id="an unknown one"),
    ],
)
def test_an_error_counts_as_the_nearest_that_is_known(
    error: Exception, kind: str
) -> None:
    """An error counts as its nearest known base class."""
    meter = Meter()

    meter.store_errors.count_error(error)

    samples = Samples(text(meter.row))
    assert samples(FAILED, kind=kind) == samples.total(FAILED) == 1


@pytest.mark.parametrize(
    ("size", "bucket"),
    [
        pytest.param(1, "1.0", id="the least"),
        pytest.param(2, "2.0", id="a bound"),
        pytest.param(3, "5.0", id="above a bound"),
        pytest.param(500, "500.0", id="the last bound"),
        pytest.param(501, "+Inf", id="above all bounds"),
    ],
)
def test_a_size_is_in_the_first_bucket_that_reaches_it(size: int, bucket: str) -> None:
    """A size counts in the first bucket that includes it."""
    meter = Meter()

    meter.batch_size.observe(size)

    samples = Samples(text(meter.row))
    name = "page_tracker_batch_size_bucket"
    inside = [labels["le"] for labels, value in samples.of(name) if value]
    assert inside[0] == bucket
    assert inside[-1] == "+Inf"
    assert samples("page_tracker_batch_size_sum") == size


def test_flags_show_the_names_that_are_true_and_no_others() -> None:
    """Setting flags clears those that are not named."""
    row = ProcessCells.alone()
    family = Family("f", "", MetricKind.GAUGE, ("x",), [("a",), ("b",), ("c",)])
    flags = Flags(row, family)
    ((_, first),) = row.families

    flags.show(["a", "b"])
    before = list(row.cells[first : first + 3])
    flags.show(["b", "c"])

    assert before == [1, 1, 0]
    assert list(row.cells[first : first + 3]) == [0, 1, 1]
    with pytest.raises(KeyError):
        flags.show(["d"])
