"""Lists that are added up whole."""

from typing import Any

import pytest
from redis import Redis

from page_tracker.storage.client import connect
from page_tracker.storage.reports.lists import WeightedList
from page_tracker.storage.reports.pipeline import run
from page_tracker.storage.reports.top_k import sum_all
from support.valkey import Valkey
from support.waiting import PATIENCE

# Long enough for the store to keep them like very long ones.
LISTS = {
    "week": (1, {f"/{place}": place + 1 for place in range(200)}),
    "weekend": (1, {f"/{place}": 5 for place in range(150, 400)}),
    "sunday": (-1, {f"/{place}": 3 for place in range(150, 300)}),
    "empty": (1, {}),
}
SUMS = {
    f"/{place}".encode(): (place + 1) * (place < 200)
    + 5 * (place >= 150)
    - 3 * (150 <= place < 300)
    for place in range(400)
}


@pytest.fixture(name="store")
def fixture_store(valkey: Valkey) -> Redis:
    """A store with some lists."""
    client = connect(valkey.url, timeout=PATIENCE)
    for key, (_, views) in LISTS.items():
        scores: Any = views
        if scores:
            client.zadd(key, scores)
    client.zunionstore("known", list(LISTS))
    return client


@pytest.mark.parametrize("known", [None, "known"])
@pytest.mark.parametrize(
    "most",
    [
        pytest.param(100_000, id="at once"),
        pytest.param(2_500, id="in pieces"),
        pytest.param(1_200, id="in pieces, and some in parts"),
        pytest.param(100, id="all in parts"),
        pytest.param(-1, id="all in parts, even what is empty"),
    ],
)
def test_the_sums_are_the_same_in_whatever_steps(
    store: Redis, monkeypatch: pytest.MonkeyPatch, most: int, known: str | None
) -> None:
    """Large lists are not read at once, and no member is lost between two steps."""
    monkeypatch.setattr("page_tracker.storage.reports.top_k._MOST_MEMBERS", most)
    monkeypatch.setattr("page_tracker.storage.reports.top_k._PART", 20)
    lists = [WeightedList(key, weight) for key, (weight, _) in LISTS.items()]

    assert run(store, sum_all(lists, known)) == SUMS
