"""A replica takes over which lacks the last seconds, and the old primary comes back."""

from pathlib import Path

import pytest

from faults.account import QUEUED
from faults.pair import Pair
from faults.scene import SetScene
from support.sentinel import Sentinel
from support.waiting import wait_until


def test_what_the_new_primary_lacks_is_counted_again(
    set_scene: SetScene, pair: Pair
) -> None:
    """The journal still has the counted views that died with the old primary."""
    scene = set_scene(pair.primary)
    pair.follow()
    scene.load.sees()
    pair.part(scene)

    pair.promote()
    pair.primary.kill()
    pair.take_over(scene)
    scene.load.sees()

    scene.settle(slack=scene.load.visitors)


def test_an_old_primary_that_is_read_only_now_costs_no_view(
    set_scene: SetScene, pair: Pair
) -> None:
    """An old primary that becomes read-only costs no view: views are queued."""
    scene = set_scene(pair.primary)
    pair.follow()
    scene.load.sees()
    pair.part(scene)

    pair.promote()
    pair.primary.client().replicaof("127.0.0.1", pair.before_replica.port)
    scene.load.sees(QUEUED)
    pair.take_over(scene)
    scene.load.sees()

    scene.settle(slack=scene.load.visitors)


@pytest.mark.long
def test_a_failover_by_sentinel_costs_no_view(
    set_scene: SetScene, pair: Pair, tmp_path: Path
) -> None:
    """A failover by Sentinel, which detects the dead primary itself, costs no view."""
    scene = set_scene(pair.primary)
    pair.follow()
    sentinel = Sentinel(tmp_path / "sentinel", pair.before_primary.port)
    sentinel.start()
    wait_until(sentinel.knows_replica)
    pair.part(scene)

    pair.primary.kill()
    scene.load.sees(QUEUED)
    chosen = sentinel.wait_for_another(than=pair.before_primary.port)
    assert chosen == pair.before_replica.port
    pair.take_over(scene)
    scene.load.sees()
    sentinel.stop()

    scene.settle(slack=scene.load.visitors)
