"""A primary and its replica, of which either may take over."""

from pathlib import Path

from faults.numbers import all_views
from faults.scene import Scene
from support.proxy import Proxy
from support.valkey import Valkey
from support.waiting import wait_until


class Pair:
    """Two stores with a proxy before each, by which they see each other.

    Both are started; ``options`` are theirs.
    """

    def __init__(self, directory: Path, **options: str) -> None:
        places = [directory / name for name in ("one", "two")]
        self.before_primary, self.before_replica = (Proxy(at / "s") for at in places)
        self.primary = _announced(places[0], self.before_primary, options).start()
        self.replica = _announced(places[1], self.before_replica, options).start()

    def follow(self) -> None:
        """Make the replica one, and wait until it has everything."""
        client = self.replica.client()
        client.replicaof("127.0.0.1", self.before_primary.port)
        wait_until(lambda: client.info("replication")["master_link_status"] == "up")

    def part(self, scene: Scene) -> None:
        """Let the replica miss what is counted from now on, until more was counted."""
        self.before_primary.replies.hold()
        scene.load.sees()

    def promote(self) -> None:
        """Make the replica the primary; it must lack something."""
        counted = all_views(self.primary.client())
        self.replica.client().replicaof("NO", "ONE")
        assert all_views(self.replica.client()) < counted

    def take_over(self, scene: Scene) -> None:
        """Have the service find its store where the replica is, which is none now."""
        scene.store = self.replica
        scene.proxy.lead_to(self.replica.path)
        self.before_primary.replies.release()
        self.primary, self.replica = self.replica, self.primary
        fronts = self.before_replica, self.before_primary
        self.before_primary, self.before_replica = fronts

    def stop(self) -> None:
        """End both, if they run."""
        for each in (self.before_primary, self.before_replica):
            each.close()
        for store in (self.primary, self.replica):
            store.stop()


def _announced(directory: Path, front: Proxy, options: dict[str, str]) -> Valkey:
    told = {
        "replica_announce_ip": "127.0.0.1",
        "replica_announce_port": str(front.port),
    }
    return Valkey(directory, **told, **options)
