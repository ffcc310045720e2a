"""Everything that may happen, at random, one after the other, under one load."""

import random
import time
from functools import partial

import pytest

from faults import mishaps
from faults.mishaps import Mishap
from faults.pair import Pair
from faults.scene import Scene, SetScene
from support.proxy import late

MISHAPS: list[Mishap] = [
    mishaps.clock_moved,
    mishaps.connections_refused,
    mishaps.connections_silent,
    mishaps.demoted,
    mishaps.disk_full,
    mishaps.disk_full_at_once,
    mishaps.journal_on_a_full_disk,
    mishaps.memory_full,
    mishaps.replies_late,
    mishaps.replies_lost,
    mishaps.scripts_forgotten,
    mishaps.service_killed,
    mishaps.service_killed_with_a_queue,
    mishaps.service_stopped,
    mishaps.service_stopped_with_a_queue,
    mishaps.store_hung,
    mishaps.store_killed,
    mishaps.store_rolled_back,
    mishaps.workers_killed,
    mishaps.workers_killed_before_the_store_knew,
    mishaps.workers_killed_before_they_knew,
    mishaps.workers_killed_while_they_caught_up,
    mishaps.workers_replaced,
]


def failed_over(pair: Pair, scene: Scene) -> None:
    """The replica takes over without the last views, and the primary is its replica."""
    pair.part(scene)
    pair.promote()
    pair.primary.kill()
    pair.take_over(scene)
    pair.replica.start()
    pair.follow()


def flapping(pair: Pair, scene: Scene) -> None:
    """The replica takes over, and the old primary again while views are sent anew."""
    pair.part(scene)
    pair.promote()
    scene.proxy.meddle = late(0.05)  # so that a replay takes long
    pair.take_over(scene)
    scene.load.sees(more=10)
    pair.follow()
    pair.part(scene)
    pair.promote()
    pair.take_over(scene)
    scene.proxy.meddle = bytes
    pair.follow()


@pytest.mark.long
def test_no_view_is_lost_whatever_happens(
    set_scene: SetScene, pair: Pair, pytestconfig: pytest.Config
) -> None:
    """The seed that is printed makes the same happen again; `--seed` takes it."""
    seed = pytestconfig.getoption("--seed") or random.randrange(1, 10**6)
    ends_at = time.monotonic() + 60 * pytestconfig.getoption("--minutes")
    print(f"\n--seed {seed}")
    choice = random.Random(seed)
    scene = set_scene(pair.primary)
    pair.follow()
    most = pytestconfig.getoption("--mishaps")
    of_two = [partial(each, pair) for each in (failed_over, flapping)]
    everything: list[Mishap] = [*MISHAPS, *of_two]

    happened = 0
    while happened < most if most else time.monotonic() < ends_at:
        scene.load.sees(more=choice.randrange(50, 500))
        mishap = choice.choice(everything)
        name = getattr(mishap, "func", mishap).__name__
        print(f"{scene.load.acknowledged():9} {name}")
        mishap(scene)
        happened += 1
    scene.load.sees()

    account = scene.settle(slack=happened * scene.load.visitors)
    print(account)
