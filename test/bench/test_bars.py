"""Holding figures against the bars."""

from dataclasses import replace

from .bars import judge
from .contender import FLASK_SYNC, OURS
from .measurement import Measurement, middle, miscounted

FLASK = Measurement(2000, 0.015, 0.02, 4e-4, 5e7, 4e7, 0.3, errors=0, miscounted=0)
FAST = Measurement(18000, 0.001, 0.003, 5e-5, 3e7, 3e7, 0.3, errors=0, miscounted=0)


def broken(results: dict[str, Measurement]) -> list[str]:
    """Return the promises that do not hold."""
    return [one.promise for one in judge(results) if not one.holds]


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


def test_a_bar_without_its_contender_is_left_out() -> None:
    """A rival that was not measured breaks no promise and keeps none."""
    assert not any(FLASK_SYNC in one.promise for one in judge({OURS: FAST}))


def test_rounds_are_summed_up_by_the_median_but_for_flaws() -> None:
    """One odd round does not move a figure; one lost view is not forgotten."""
    odd = replace(FAST, rate=90_000, miscounted=3)
    assert middle([FAST, odd, FAST]) == replace(FAST, miscounted=3)


def test_requests_under_way_at_the_end_are_not_miscounted() -> None:
    """Two a connection may be in Redis without an answer that wrk has seen."""
    assert miscounted(answered=1000, views=1064, connections=32) == 0
    assert miscounted(answered=1000, views=1065, connections=32) == 1
    assert miscounted(answered=1000, views=999, connections=32) == 1
