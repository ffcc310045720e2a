"""The order of members."""

import pytest

from page_tracker.storage.reports.top_k import RankedPairs, rank

SUMS = {b"/b": 2, b"/a": 2, b"/gone": 0, b"/most": 7, b"/": 1, b"/less": -1}


@pytest.mark.parametrize(
    ("count", "members"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(2, [(b"/most", 7), (b"/a", 2)], id="some"),
        pytest.param(9, [(b"/most", 7), (b"/a", 2), (b"/b", 2), (b"/", 1)], id="all"),
    ],
)
def test_members_are_sorted_by_views_and_then_by_name(
    count: int, members: RankedPairs
) -> None:
    """Members are sorted by views and then by name, without zeros."""
    assert rank(SUMS, count) == members
