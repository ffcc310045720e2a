"""The best of some lists, from their heads."""

from typing import Any

import pytest
from redis import Redis

from page_tracker.storage.client import connect
from page_tracker.storage.reports.lists import WeightedList
from page_tracker.storage.reports.pipeline import ask, run
from page_tracker.storage.reports.top_k import (
    RankedPairs,
    head_commands,
    top_k_of_prefixes,
)
from support.valkey import Valkey
from support.waiting import PATIENCE

# A list is its weight and its members.
Lists = list[tuple[int, dict[str, int]]]


@pytest.fixture(name="store")
def fixture_store(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """A store of whose lists two members are read."""
    monkeypatch.setattr("page_tracker.storage.reports.top_k._LEAST", 2)
    monkeypatch.setattr("page_tracker.storage.reports.top_k._TIMES", 1)
    return connect(valkey.url, timeout=PATIENCE)


def stored(store: Redis, lists: Lists) -> list[WeightedList]:
    """Store some lists."""
    found = []
    for place, (weight, members) in enumerate(lists):
        scores: Any = members
        store.zadd(f"list{place}", scores)
        found.append(WeightedList(f"list{place}", weight))
    return found


def best_of(store: Redis, lists: list[WeightedList]) -> RankedPairs | None:
    """Return the first member of the sum, if heads tell it."""
    heads = ask(store, *head_commands(lists, 1))
    return run(store, top_k_of_prefixes(lists, heads, 1))


@pytest.mark.parametrize(
    ("lists", "best"),
    [
        pytest.param(
            [(1, {"a": 9}), (1, {"b": 3, "a": 2})], [(b"a", 11)], id="all is head"
        ),
        pytest.param(
            [(1, {"a": 9, "b": 2, "c": 1}), (1, {"a": 8, "d": 2, "e": 1})],
            [(b"a", 17)],
            id="one leads them all",
        ),
        pytest.param(
            [(1, {"b": 5, "c": 5, "a": 4}), (1, {"d": 5, "e": 5, "a": 4})],
            None,
            id="the best leads nowhere",
        ),
        pytest.param(
            [(1, {"z": 8, "c": 4, "a": 4}), (1, {"e": 4, "d": 4, "a": 4})],
            None,
            id="as good a one leads nowhere, and comes first by its name",
        ),
        pytest.param(
            [(1, {"a": 10, "b": 9, "c": 8}), (-1, {"a": 5, "b": 5, "d": 5})],
            None,
            id="of the best nothing is taken off",
        ),
    ],
)
def test_the_top_members_are_found_if_the_heads_determine_them(
    store: Redis, lists: Lists, best: RankedPairs | None
) -> None:
    """The top members are found if, and only if, the heads determine them."""
    assert best_of(store, stored(store, lists)) == best


def test_of_those_that_are_as_good_the_first_by_name_is_the_best(
    store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of equal sums the first by name wins, even if others were looked up before."""
    monkeypatch.setattr("page_tracker.storage.reports.top_k._LEAST", 4)
    likely = {"likely": 12, "z": 9, "a": 9, "b": 1, "c": 1}
    taken_off = {"d": 7, "e": 7, "f": 7, "g": 7, "likely": 5}
    lists = stored(store, [(1, likely), (-1, taken_off)])

    best = best_of(store, lists)

    assert best == [(b"a", 9)]
