"""The store dies, hangs, refuses or forgets, and comes back with what it has."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from faults import mishaps
from faults.account import COUNTED, QUEUED
from faults.mishaps import Mishap
from faults.numbers import all_views
from faults.scene import SetScene
from faults.visitor import SITES
from page_tracker.storage.journal.replay import LOSSES
from support.records import Site
from support.sums import wrong_sums
from support.valkey import Valkey
from support.waiting import wait_until

# Makes each sync of a file take longer, by microseconds.
SLOW_DISK = (
    *("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync"),
    *("-e", "inject=fdatasync:delay_enter={}"),
)


def has_unwritten(store: Valkey) -> bool:
    """Return whether the store has counted what its append-only file does not have."""
    told: Any = store.client().info("persistence")
    return int(told["aof_buffer_length"]) > 4096


@pytest.mark.parametrize(
    "mishap",
    [
        pytest.param(mishaps.store_killed, id="it is killed"),
        pytest.param(mishaps.store_hung, id="it hangs"),
        pytest.param(
            mishaps.scripts_forgotten,
            id="it forgets all scripts",
            marks=pytest.mark.long,
        ),
        pytest.param(
            mishaps.disk_full_at_once,
            id="it ends as its disk is full",
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_store_that_was_away_and_has_kept_everything_costs_no_view(
    set_scene: SetScene, mishap: Mishap
) -> None:
    """Views are queued meanwhile; no number is given twice."""
    scene = set_scene()

    scene.outlives(mishap, slack=scene.load.visitors)


@pytest.mark.parametrize(
    "mishap",
    [
        pytest.param(mishaps.memory_full, id="its memory is full"),
        pytest.param(
            mishaps.disk_full,
            id="its append-only file cannot grow",
            marks=pytest.mark.long,
        ),
        pytest.param(
            mishaps.demoted, id="it is a read-only replica", marks=pytest.mark.long
        ),
    ],
)
def test_a_store_that_refuses_writes_costs_no_view(
    set_scene: SetScene, mishap: Mishap
) -> None:
    """Views that the store rejected are counted once it accepts writes again."""
    scene = set_scene()

    scene.outlives(mishap)


def test_a_store_that_comes_back_empty_is_made_whole(
    set_scene: SetScene, tmp_path: Path
) -> None:
    """A store that comes back empty gets all views from the journal."""
    scene = set_scene(Valkey(tmp_path / "v"))
    scene.load.sees()

    mishaps.store_killed(scene)
    scene.load.sees()

    scene.settle(slack=scene.load.visitors)


def test_a_flushed_store_is_an_alarm_and_counts_what_comes_after(
    set_scene: SetScene,
) -> None:
    """A flushed store is logged as an error, and counts only later views."""
    scene = set_scene()
    scene.load.sees()
    client, load = scene.store.client(), scene.load

    most = load.acknowledged()
    client.flushall()
    least = load.acknowledged() + 3 * load.visitors  # three views each are in flight
    load.sees(more=500)
    acknowledged = load.stop().total(COUNTED, QUEUED)
    scene.service.wait_for(LOSSES["deleted"])

    assert acknowledged - least <= all_views(client) <= acknowledged - most
    for name in SITES:
        assert not wrong_sums(Site(client, name))


@pytest.mark.long
@pytest.mark.parametrize(
    ("policy", "delay", "forgets"),
    [
        pytest.param("always", 100_000, False, id="always"),
        pytest.param("everysec", 2_000_000, True, id="every second"),
    ],
)
def test_a_store_with_a_slow_disk_that_is_killed_costs_no_view(
    set_scene: SetScene, tmp_path: Path, policy: str, delay: int, forgets: bool
) -> None:
    """A store with a slow disk that is killed under everysec costs no view."""
    assert shutil.which("strace"), "run `apt-get install -y strace`"
    store = Valkey(tmp_path / "v", appendonly="yes", appendfsync=policy)
    store.under = tuple(word.format(delay) for word in SLOW_DISK)
    scene = set_scene(store, redis_timeout="5")
    scene.load.sees(more=100)

    if forgets:
        wait_until(lambda: has_unwritten(store))
    counted = all_views(store.client())
    store.kill()
    scene.proxy.refuse()
    store.under = ()
    found = all_views(store.start().client())
    scene.load.sees(QUEUED)
    scene.proxy.refusing = False
    scene.load.sees()

    account = scene.settle(slack=scene.load.visitors)
    assert (found < counted) == forgets
    assert forgets or not account.given_twice()
