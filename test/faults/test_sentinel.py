"""A service asks Sentinels for its store, and loses no view in failovers in a row."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from faults.account import QUEUED
from faults.pair import Pair
from faults.scene import Scene, SetScene
from support.proxy import Proxy
from support.sentinel import Sentinel
from support.waiting import wait_until

# Milliseconds in which even a busy machine lets a primary answer.
_PATIENCE_MS = 1500


class Watched:
    """A pair of stores, and a Sentinel that the service asks through a proxy."""

    def __init__(self, directory: Path, pair: Pair) -> None:
        self.pair = pair
        pair.follow()
        port = pair.before_primary.port
        self.sentinel = Sentinel(directory / "sentinel", port, _PATIENCE_MS)
        self.sentinel.start()
        self.sentinel.hurry()
        self.front = Proxy(self.sentinel.path)
        wait_until(self.sentinel.knows_replica)

    @property
    def url(self) -> str:
        """How a service finds its store; the first Sentinel is away."""
        return f"redis+sentinel://127.0.0.1:1,127.0.0.1:{self.front.port}/primary"

    def is_followed(self, scene: Scene) -> bool:
        """Return whether the store that is not the primary follows the other one."""
        self.look(scene)
        try:
            found = self.pair.replica.client().info("replication")
        except RedisError:  # it closes all connections when it becomes a replica
            return False
        return found.get("master_link_status") == "up"

    def look(self, scene: Scene) -> None:
        """Note which store the Sentinel says is the primary."""
        pair = self.pair
        if self.sentinel.primary() == pair.before_replica.port:
            pair.primary, pair.replica = pair.replica, pair.primary
            fronts = pair.before_replica, pair.before_primary
            pair.before_primary, pair.before_replica = fronts
        scene.store = pair.primary

    def kill_primary_with_views_of_its_own(self, scene: Scene) -> None:
        """Let the replica miss what is counted last, then kill the primary."""
        primary, replica = self.pair.primary, self.pair.replica
        replica.freeze()
        primary.client().client_kill_filter(_type="replica")
        scene.load.sees(more=100)
        primary.kill()
        replica.thaw()

    def stop(self) -> None:
        """End the Sentinel."""
        self.front.close()
        self.sentinel.stop()


@pytest.fixture(name="watched")
def fixture_watched(tmp_path: Path, pair: Pair) -> Iterator[Watched]:
    """A primary and its replica, with a Sentinel."""
    watched = Watched(tmp_path, pair)
    yield watched
    watched.stop()


@pytest.mark.parametrize(
    "failovers",
    [
        pytest.param(1, id="once"),
        pytest.param(5, id="five times in a row", marks=pytest.mark.long),
    ],
)
def test_failovers_cost_no_view_although_each_replica_lacks_the_last_ones(
    set_scene: SetScene, watched: Watched, failovers: int
) -> None:
    """Failovers to lagging replicas, with old primaries coming back, cost no view."""
    scene = set_scene(watched.pair.primary, url=watched.url)
    scene.load.sees()

    for _ in range(failovers):
        dead, port = watched.pair.primary, watched.pair.before_primary.port
        watched.kill_primary_with_views_of_its_own(scene)
        watched.sentinel.wait_for_another(than=port)
        dead.start()
        scene.load.sees()
        wait_until(lambda: watched.is_followed(scene))

    scene.settle(slack=failovers * scene.load.visitors)


def test_a_primary_that_was_replaced_and_does_not_know_it_keeps_no_view(
    set_scene: SetScene, watched: Watched
) -> None:
    """A replaced primary that still accepts writes keeps no view of the service."""
    scene = set_scene(watched.pair.primary, url=watched.url)
    scene.load.sees()
    old = watched.pair.primary
    for word in ("-replicaof", "-slaveof"):  # it cannot be told to follow
        old.client().execute_command("ACL", "SETUSER", "default", word)

    watched.sentinel.fail_over()
    watched.sentinel.wait_for_another(than=watched.pair.before_primary.port)
    watched.look(scene)
    scene.load.sees(more=1000)

    assert old.client().info("replication")["role"] == "master"
    scene.settle(slack=scene.load.visitors)


@pytest.mark.long
def test_a_service_goes_on_without_its_sentinels(
    set_scene: SetScene, watched: Watched
) -> None:
    """Without Sentinels the service continues; only new connections need them."""
    scene = set_scene(watched.pair.primary, url=watched.url)
    scene.load.sees()

    watched.front.refuse()
    scene.load.sees(more=1000)
    watched.pair.before_primary.cut()
    scene.load.sees(QUEUED)
    watched.front.refusing = False
    scene.load.sees()

    scene.settle(slack=scene.load.visitors)
