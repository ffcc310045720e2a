"""People who keep coming to the made-up site."""

from datetime import date
from itertools import islice
from random import Random

from page_tracker.demo.live import going_on

TODAY = date(2026, 11, 24)


def test_what_happens_comes_in_order_and_without_end() -> None:
    """Live visits are in order, endless, and never before the start."""
    happened = list(islice(going_on("a.org", TODAY, 1000.0, Random(1)), 500))

    times = [at for at, _ in happened]
    assert len(times) == 500
    assert times == sorted(times)
    assert times[0] > 1000.0


def test_a_visitor_looks_at_some_pages_and_another_comes_soon() -> None:
    """A dashboard that is looked at for a minute has moved."""
    happened = list(islice(going_on("a.org", TODAY, 0.0, Random(1)), 500))

    visitors = {view.visitor[:8] for _, view in happened if view.visitor}
    assert 100 < len(visitors) < 500
    assert happened[-1][0] / len(happened) < 10
