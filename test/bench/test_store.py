"""The store of a run."""

import pytest

from .store import Store

SLOW = "local last = 0 for place = 1, 3000000 do last = place end return last"


def test_the_longest_command_is_found(store: Store) -> None:
    """The store names the command that held it up, and its time."""
    store.client.eval(SLOW, 0)
    store.watch_commands()
    _, before = store.longest_command()
    store.watch_commands()
    store.client.eval(SLOW, 0)
    seconds, name = store.longest_command()

    assert before != "EVAL"  # it was not watched
    assert name == "EVAL"
    assert 0.001 < seconds < 10


def test_deleting_frees_memory(store: Store) -> None:
    """What keys take is known when they are gone; one that was not there is nothing."""
    store.client.set("large", "x" * 1_000_000)
    assert store.delete(["large", "missing"]) == pytest.approx(1e6, rel=0.05)
    assert abs(store.delete(["missing"])) < 50_000
