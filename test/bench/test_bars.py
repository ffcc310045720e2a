"""Holding figures against the bars."""

from dataclasses import replace

import pytest

from .bars import judge
from .contender import FLASK_SYNC, OURS, VIEWS
from .measurement import Measurement, middle, miscounted
from .reading import EVEN, UNEVEN, Reading

FLASK = Measurement(2000, 0.015, 0.02, 4e-4, 5e7, 4e7, 0.3, errors=0, miscounted=0)
FAST = Measurement(18000, 0.001, 0.003, 5e-5, 3e7, 3e7, 0.3, errors=0, miscounted=0)
READING = Reading(
    pages=UNEVEN,
    memory=0,
    report=0.03,
    command=0.012,
    longest="ZUNION",
    alone=0.004,
    beside=0.008,
    reports=40,
    errors=0,
    miscounted=0,
)


def broken(results: dict[str, Measurement]) -> list[str]:
    """Return the promises that do not hold."""
    return [one.promise for one in judge(results, {}) if not one.holds]


def test_a_fast_tracker_passes() -> None:
    """Figures over every bar break no promise."""
    assert not broken({OURS: FAST, FLASK_SYNC: FLASK})


def test_a_slow_tracker_fails_by_its_ratio() -> None:
    """Less than six times the tutorial's requests per second is a failure."""
    slow = replace(FAST, rate=11_900)
    promise = "page-tracker: at least 6.0 times the requests/s of flask-sync"
    assert broken({OURS: slow, FLASK_SYNC: FLASK}) == [promise]


def test_a_lost_view_fails() -> None:
    """One view that is missing in Redis is a failure, however fast the rest was."""
    assert broken({OURS: replace(FAST, miscounted=1)})


def test_slow_recording_of_views_fails_by_its_ratio() -> None:
    """Less than half of the plain counter's requests per second is a failure."""
    promise = "page-tracker-views: at least 0.5 times the requests/s of page-tracker"

    assert not broken({OURS: FAST, VIEWS: replace(FAST, rate=9_001)})
    assert broken({OURS: FAST, VIEWS: replace(FAST, rate=8_999)}) == [promise]


def test_quick_reports_that_hold_nobody_up_pass() -> None:
    """Figures of reading under every bar break no promise."""
    assert all(one.holds for one in judge({}, {"reading": READING}))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"report": 0.051}, id="a slow report"),
        pytest.param({"command": 0.026}, id="a store that is held up"),
        pytest.param({"beside": 0.0121}, id="recording that is held up"),
        pytest.param({"errors": 1}, id="a failed request"),
        pytest.param({"miscounted": 1}, id="a lost view"),
    ],
)
def test_each_figure_of_reading_can_fail(changed: dict[str, float]) -> None:
    """One figure over its bar is one failure."""
    slow = replace(READING, **changed)  # type: ignore[arg-type]  # some are whole
    assert len([one for one in judge({}, {"reading": slow}) if not one.holds]) == 1


def test_pages_seen_alike_are_for_information() -> None:
    """A slow report of the harder past breaks no promise, but a lost view does."""
    slow = replace(READING, pages=EVEN, report=1)

    assert all(one.holds for one in judge({}, {"reading-even": slow}))
    lost = judge({}, {"reading-even": replace(slow, miscounted=1)})
    assert not all(one.holds for one in lost)


def test_a_bar_without_its_contender_is_left_out() -> None:
    """A rival that was not measured breaks no promise and keeps none."""
    assert not any(FLASK_SYNC in one.promise for one in judge({OURS: FAST}, {}))


def test_rounds_are_summed_up_by_the_median_but_for_flaws() -> None:
    """One odd round does not move a figure; one lost view is not forgotten."""
    odd = replace(FAST, rate=90_000, miscounted=3)
    assert middle([FAST, odd, FAST]) == replace(FAST, miscounted=3)


def test_requests_under_way_at_the_end_are_not_miscounted() -> None:
    """Two a connection may be in Redis without an answer that wrk has seen."""
    assert miscounted(answered=1000, views=1064, connections=32) == 0
    assert miscounted(answered=1000, views=1065, connections=32) == 1
    assert miscounted(answered=1000, views=999, connections=32) == 1
