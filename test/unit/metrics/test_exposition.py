"""The text: what all processes count, summed."""

import pytest

from page_tracker.metrics.exposition import text
from page_tracker.metrics.meter import Meter
from page_tracker.metrics.shared_memory import SharedCells
from support.metrics import Samples

NOW = 1_795_512_600.0

AGE = "page_tracker_journal_age_seconds"


@pytest.fixture(name="meters")
def fixture_meters(monkeypatch: pytest.MonkeyPatch) -> list[Meter]:
    """Two workers of one service."""
    monkeypatch.setattr("time.time", lambda: NOW)
    rows = SharedCells(2)
    return [Meter(rows.lend()[1]) for _ in range(2)]


def test_every_worker_tells_the_sum_of_all(meters: list[Meter]) -> None:
    """Whichever of them a scraper happens to reach."""
    for meter in meters:
        meter.views.count(["counted"] * 3)
        meter.journal_views.show(5)
        meter.journal_bytes.show(70)
        meter.batch_size.observe(4)

    first, second = (Samples(text(meter.row)) for meter in meters)

    for samples in (first, second):
        assert samples("page_tracker_views_total", outcome="counted") == 6
        assert samples("page_tracker_journal_views") == 10
        assert samples("page_tracker_journal_bytes") == 140
        assert samples("page_tracker_batch_size_count") == 2
        assert samples("page_tracker_workers") == 2
        assert samples("page_tracker_worker_starts_total") == 2


@pytest.mark.parametrize(
    ("since", "age"),
    [
        pytest.param((0, 0), 0, id="no view waits"),
        pytest.param((int(NOW) - 30, 0), 30, id="one worker's wait"),
        pytest.param((int(NOW) - 30, int(NOW) - 40), 40, id="the oldest of two"),
        pytest.param((int(NOW) + 30, 0), 0, id="a clock that was set back"),
    ],
)
def test_the_age_is_that_of_the_oldest_view_that_waits(
    meters: list[Meter], since: tuple[int, int], age: float
) -> None:
    """The age of the oldest pending view grows, even if the worker hangs."""
    for meter, each in zip(meters, since, strict=True):
        meter.journal_since.show(each)

    assert Samples(text(meters[0].row))(AGE) == age


def test_a_breaker_is_open_for_as_long_as_it_is(meters: list[Meter]) -> None:
    """The metric shows how many workers have an open breaker."""
    name = "page_tracker_breaker_open"
    seen = []

    for number in (1, 0):
        meters[0].breaker_open.show(number)
        seen.append(Samples(text(meters[1].row))(name))

    assert seen == [1, 0]
