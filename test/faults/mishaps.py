"""What happens to the store, the network and the service, and how it is made good.

Each is called with a scene whose load runs, hurts it, waits until visitors feel it, and
heals it.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

from faults.account import QUEUED, REFUSED
from faults.numbers import all_views
from faults.scene import Scene
from support import disk
from support.proxy import late, losing
from support.waiting import is_alive, wait_until

Mishap = Callable[[Scene], object]


def store_killed(scene: Scene) -> None:
    """It ends with -9, and is started again."""
    scene.store.kill()
    scene.load.sees(QUEUED)
    scene.store.start()


def store_rolled_back(scene: Scene) -> None:
    """It ends with -9, and its append-only file has lost what came last."""
    file = scene.store.append_only_file()
    before = file.stat().st_size
    scene.load.sees()
    scene.store.kill()
    scene.load.sees(QUEUED)
    os.truncate(file, before)  # it cuts a command that is not whole by itself
    scene.store.start()


def store_hung(scene: Scene) -> None:
    """It is stopped, and goes on with what it had been sent."""
    scene.store.freeze()
    scene.load.sees(QUEUED)
    scene.store.thaw()


def scripts_forgotten(scene: Scene) -> None:
    """It does not know any script, again and again."""
    for _ in range(5):
        scene.store.client().script_flush()
        scene.load.sees(more=50)


def memory_full(scene: Scene) -> None:
    """It may not take more memory."""
    client = scene.store.client()
    client.config_set("maxmemory", 1)
    scene.load.sees(QUEUED)
    client.config_set("maxmemory", 0)


def disk_full(scene: Scene) -> None:
    """Its append-only file cannot grow; with `everysec` it refuses to write then."""
    client: Any = scene.store.client()
    before = client.config_get("appendfsync")["appendfsync"]
    client.config_set("appendfsync", "everysec")
    disk.fill(scene.store.pid)
    scene.load.sees(QUEUED)
    disk.free(scene.store.pid)
    client.config_set("appendfsync", before)


def disk_full_at_once(scene: Scene) -> None:
    """Its append-only file cannot grow; with `always` it ends."""
    disk.fill(scene.store.pid)
    scene.store.wait()
    scene.load.sees(QUEUED)
    scene.store.start()


def demoted(scene: Scene) -> None:
    """It is somebody's read-only replica."""
    client = scene.store.client()
    client.replicaof("127.0.0.1", "1")
    scene.load.sees(QUEUED)
    client.replicaof("NO", "ONE")


def connections_refused(scene: Scene) -> None:
    """Nobody listens where the store was."""
    scene.proxy.refuse()
    scene.load.sees(QUEUED)
    scene.proxy.refusing = False


def connections_silent(scene: Scene) -> None:
    """Nothing is passed on, and only the time-out tells."""
    scene.proxy.requests.hold()
    scene.load.sees(QUEUED)
    scene.proxy.cut()
    scene.proxy.requests.release()


def replies_lost(scene: Scene) -> None:
    """The script has run, and the connection is reset instead of passing that on."""
    scene.proxy.meddle = losing(every=5)
    scene.load.sees(more=300)
    scene.proxy.meddle = bytes


def replies_late(scene: Scene) -> None:
    """Each takes a second: longer than anybody waits for it."""
    scene.proxy.meddle = late(1.0)
    scene.load.sees(QUEUED)
    scene.proxy.meddle = bytes


def workers_killed(scene: Scene) -> None:
    """They end with -9, wherever they are."""
    _kill_workers(scene)


def workers_killed_before_the_store_knew(scene: Scene) -> None:
    """They have sent a batch, and the store never saw it."""
    scene.proxy.requests.hold()
    wait_until(lambda: scene.proxy.requests.held > 0)
    _kill_workers(scene)
    scene.proxy.cut()
    scene.proxy.requests.release()


def workers_killed_before_they_knew(scene: Scene) -> None:
    """The store has counted a batch, and they never saw its reply."""
    scene.proxy.replies.hold()
    wait_until(lambda: scene.proxy.replies.held > 0)
    _kill_workers(scene)
    scene.proxy.cut()
    scene.proxy.replies.release()


def workers_killed_while_they_caught_up(scene: Scene) -> None:
    """The store has counted a part of what was queued."""
    scene.proxy.refuse()
    scene.load.sees(QUEUED, more=1000)
    client = scene.store.client()
    before = all_views(client)
    scene.proxy.meddle = late(0.1)
    scene.proxy.refusing = False
    wait_until(lambda: all_views(client) > before)
    _kill_workers(scene)
    assert all_views(client) < scene.load.acknowledged()
    scene.proxy.meddle = bytes


def workers_replaced(scene: Scene) -> None:
    """SIGHUP: each ends what it has begun, and another takes its place."""
    before = scene.service.workers()
    scene.service.send(signal.SIGHUP)
    wait_until(lambda: not any(map(is_alive, before)))


def service_stopped(scene: Scene) -> None:
    """SIGTERM, and a new start."""
    scene.end_service(signal.SIGTERM)
    scene.restart_service()


def service_killed(scene: Scene) -> None:
    """The parent ends with -9, its workers follow, and there is a new start."""
    scene.end_service(signal.SIGKILL)
    scene.restart_service()


def service_stopped_with_a_queue(scene: Scene) -> None:
    """SIGTERM while the store is away."""
    _end_with_a_queue(scene, signal.SIGTERM)


def service_killed_with_a_queue(scene: Scene) -> None:
    """The parent ends with -9 while the store is away."""
    _end_with_a_queue(scene, signal.SIGKILL)


def journal_on_a_full_disk(scene: Scene) -> None:
    """No file of the workers can grow, while the store is away."""
    workers = scene.service.workers()
    scene.proxy.refuse()
    for pid in workers:
        disk.fill(pid)
    scene.load.sees(REFUSED)
    for pid in workers:
        disk.free(pid)
    scene.proxy.refusing = False


def clock_moved(scene: Scene) -> None:
    """It is set back by minutes, and forth again."""
    for seconds in (-300.0, 0.0):
        scene.service.move_clock(seconds)
        scene.load.sees()


def _end_with_a_queue(scene: Scene, number: signal.Signals) -> None:
    scene.proxy.refuse()
    scene.load.sees(QUEUED)
    scene.end_service(number)
    scene.proxy.refusing = False
    scene.restart_service()


def _kill_workers(scene: Scene) -> None:
    killed = scene.service.workers()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, killed)))
