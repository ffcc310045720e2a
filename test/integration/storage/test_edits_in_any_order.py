"""Whatever the owner does, and whenever views come in, every sum stays right."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from page_tracker.errors import InvalidInput, UnknownPage, UnknownSite
from page_tracker.storage.client import connect
from page_tracker.storage.edits import Edits
from support.ledger import enter, wrong_sums
from support.valkey import Valkey

SITE = "example.com"

# A method of the edits, or a view that comes in, and its arguments after the site.
Step = tuple[str, dict[str, Any]]

PATHS = st.sampled_from(["/", "/a", "/b", "(other)"])
DAYS = st.sampled_from(["2026-09-30", "2026-10-01", "2026-10-02"])


def step(name: str, **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """Choose the arguments of a step."""
    return st.tuples(st.just(name), st.fixed_dictionaries(values))


STEPS = st.lists(
    st.one_of(
        step("view", path=PATHS, day=DAYS, new=st.booleans(), views=st.integers(1, 9)),
        step("set_page", path=PATHS, views=st.integers(0, 20)),
        step("reset_page", path=PATHS),
        step("delete_page", path=PATHS),
        step("move_page", old=PATHS, new=PATHS),
        step("reset_site"),
        step("delete_site"),
    ),
    min_size=1,
    max_size=12,
)


@given(steps=STEPS, lists=st.sampled_from([2, 3, 1000]))
# Each example empties the store itself.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_sum_is_right_after_any_edits_and_views(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch, steps: list[Step], lists: int
) -> None:
    """Views of pages make those of the site, and each day and month adds up."""
    monkeypatch.setattr("page_tracker.storage.edits._LISTS", lists)
    client, edits = valkey.client(), Edits(connect(valkey.url, timeout=5))
    client.flushall()
    for path in ("/", "/a"):
        enter(client, SITE, path, "2026-10-01", views=3)

    for name, values in steps:
        take(edits, client, name, values)

        assert wrong_sums(client, SITE) == []


def take(edits: Edits, client: Redis, name: str, values: dict[str, Any]) -> None:
    """Take a step, if the store lets it be taken."""
    if name == "view":
        enter(client, SITE, **values)
    else:
        with suppress(UnknownPage, UnknownSite, InvalidInput):
            getattr(edits, name)(SITE, **values)
