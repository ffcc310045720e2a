"""Columns of charts: days with views, and maybe visitors."""

from datetime import date, timedelta

import pytest

from page_tracker.svg.columns import Columns


def columns(views: list[int], visitors: list[int] | None = None) -> Columns:
    """Make columns of the days until the 24th of November."""
    last = date(2026, 11, 24)
    days = [last - timedelta(days=ago) for ago in reversed(range(len(views)))]
    return Columns([day.isoformat() for day in days], views, visitors)


def every_shape(most_bars: int) -> pytest.MarkDecorator:
    """Parametrize a test by ``some`` columns of each kind; more are an area."""
    more = most_bars + 1
    return pytest.mark.parametrize(
        "some",
        [
            pytest.param(columns([]), id="nothing"),
            pytest.param(columns([], []), id="nothing of two kinds"),
            pytest.param(columns([0], [0]), id="one without a view"),
            pytest.param(columns([7], [3]), id="one"),
            pytest.param(columns([0] * 30, [0] * 30), id="no views"),
            pytest.param(columns([1] * most_bars, [1] * most_bars), id="bars"),
            pytest.param(columns([1] * more, [1] * more), id="an area"),
            pytest.param(columns([n % 50 for n in range(2000)]), id="very many"),
            pytest.param(columns([2**63 - 1, 1], [2**62, 0]), id="huge numbers"),
        ],
    )
