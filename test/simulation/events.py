"""What may happen in a run, each with its weight: the more, the more often."""

from collections.abc import Callable

from simulation.world import REFUSALS, WEEK, World

Event = Callable[[World], None]


def traffic(world: World) -> None:
    """Clients come, now and then a crowd."""
    count = world.random.choice((1, 2, 3, 8, 20))
    world.note(f"{count} requests")
    world.ask(count)


def silence(world: World) -> None:
    """Nobody comes for a while."""
    seconds = world.random.choice((1.0, 4.0, world.keep + 2))
    world.note(f"nothing for {seconds} s")
    world.pass_time(seconds)


def store_crashes(world: World) -> None:
    """The store dies, is away for some time, and comes back without its last writes."""
    store, seconds = world.store, world.random.choice((0.0, 0.3, 2.0, world.keep + 5))
    lost = world.recent(world.random.uniform(0, world.keep * 0.5))
    lost = world.random.randint(0, lost)
    world.note(f"{store.name} dies, loses {lost} writes, is away for {seconds} s")
    store.up = False
    world.network.cut(store)
    world.pass_time(seconds / 2)
    world.ask(world.random.randint(0, 3))
    world.pass_time(seconds / 2)
    store.restart(lost)


def fail_over(world: World) -> None:
    """A replica that lags takes over the name; the old primary may not notice."""
    old, new = world.store, next(n for n in world.nodes if n is not world.store)
    lost = world.recent(world.random.uniform(0, world.keep * 0.5))
    lost = world.random.randint(0, lost)
    new.follow(old)
    new.forget(lost)
    new.promote()
    new.up, new.hangs, new.refusal = True, False, None
    world.network.primary = new
    world.note(f"{new.name} takes over without {lost} writes")
    if world.random.random() < 0.6:
        world.network.cut(old)
    if world.random.random() < 0.3:  # it takes writes that the new one never sees
        world.ask(world.random.randint(0, 8))
        world.pass_time(world.random.uniform(0, world.keep * 0.4))
    world.demote()
    if world.random.random() < 0.5:
        world.pass_time(world.random.choice((0.0, 0.001, 0.4)))


def becomes_another(world: World) -> None:
    """The store is replaced under open connections, between any two commands."""
    lost = world.recent(world.random.uniform(0, world.keep * 0.3))
    lost, left = world.random.randint(min(lost, 1), lost), world.random.randrange(16)
    world.note(f"{world.store.name} is another after {left} commands, without {lost}")
    if world.random.random() < 0.5:
        world.store.promote()  # so that a replay asks for guards
    world.store.surprise = (left, lost)
    world.ask(world.random.choice((0, 0, 1, 4)))
    if world.random.random() < 0.5:
        world.network.cut()
    world.pass_time(world.random.choice((0.001, 0.6, 1.2)))
    world.store.surprise = None


def store_hangs(world: World) -> None:
    """The store takes commands and works on them later."""
    seconds = world.random.choice((0.2, 1.5, 5.0))
    world.note(f"{world.store.name} hangs for {seconds} s")
    store = world.store
    store.hangs = True
    for _ in range(3):
        world.ask(world.random.randint(0, 4))
        world.pass_time(seconds / 3)
    store.hangs = False


def store_refuses(world: World) -> None:
    """The store answers an error to all that writes."""
    store, seconds = world.store, world.random.choice((0.1, 3.0, 9.0))
    store.refusal = world.random.choice(REFUSALS)
    world.note(f"{store.name} answers {store.refusal} for {seconds} s")
    for _ in range(3):
        world.ask(world.random.randint(0, 4))
        world.pass_time(seconds / 3)
    store.refusal = None


def scripts_are_forgotten(world: World) -> None:
    """Somebody does SCRIPT FLUSH."""
    world.note("SCRIPT FLUSH")
    world.store.has_scripts = False


def everything_is_deleted(world: World) -> None:
    """Somebody does FLUSHALL: an order."""
    world.note("FLUSHALL")
    world.account.excuse_counted(world.state())
    world.store.flush(world.network.now)


def a_guard_is_overwritten(world: World) -> None:
    """Somebody puts another type into a guard: as good as deleted."""
    guards = list(world.state().guards)
    if guards:
        world.note("a guard has another type")
        world.account.excuse_counted(world.state())
        world.store.overwrite(world.random.choice(guards), world.network.now)


def network_is_bad(world: World) -> None:
    """Connections are reset at any point, or nobody can be reached."""
    seconds = world.random.choice((0.1, 2.0))
    world.network.trouble = world.random.choice((0.05, 0.3, 0.9))
    world.network.reachable = world.random.random() < 0.8
    world.note(f"resets, {world.network.trouble}, for {seconds} s")
    world.network.cut()
    for _ in range(2):
        world.ask(world.random.randint(0, 4))
        world.pass_time(seconds / 2)
    world.network.trouble, world.network.reachable = 0.0, True


def disk_is_slow(world: World) -> None:
    """A sync takes seconds."""
    world.disk.sync_takes = world.random.choice((0.003, 0.02, 3.0))
    world.note(f"a sync takes {world.disk.sync_takes} s")
    world.ask(world.random.randint(1, 5))
    world.pass_time(4.0)
    world.disk.sync_takes = 0.0


def disk_fails(world: World) -> None:
    """Syncs fail, for once or more often; the views of that time are not on disk."""
    world.disk.failing_syncs = world.random.choice((1, 2, 100))
    world.disk.sync_takes = world.random.choice((0.0, 0.02, 0.4))
    world.note(f"{world.disk.failing_syncs} syncs fail, in {world.disk.sync_takes} s")
    for _ in range(2):
        world.ask(world.random.randint(1, 5))
        world.pass_time(0.5)
    world.disk.failing_syncs, world.disk.sync_takes = 0, 0.0
    world.account.excuse_unheld(world.disk, world.state())


def sync_fails_in_a_replay(world: World) -> None:
    """What was sent in vain is replayed while the sync of it is about to fail.

    Chance alone brings this about in one of 2,500 worlds; not in :data:`EVENTS`.
    """
    world.note("a sync fails in a replay")
    world.disk.failing_syncs, world.disk.sync_takes = 1, 3.0
    world.ask(3)
    world.pass_time(0.0)
    world.network.reachable = False
    world.network.cut()
    world.pass_time(1.2)  # longer than a request may take
    world.network.reachable = True
    world.pass_time(2.5)
    world.disk.failing_syncs, world.disk.sync_takes = 0, 0.0
    world.account.excuse_unheld(world.disk, world.state())


def disk_is_full(world: World) -> None:
    """There is no room, for some time."""
    world.disk.room = world.random.choice((0, 3000, 9000))
    world.note(f"room for {world.disk.room} bytes")
    for _ in range(3):
        world.ask(world.random.randint(1, 5))
        world.pass_time(1.0)
    world.disk.room = 1 << 40
    world.account.excuse_unheld(world.disk, world.state())


def worker_dies(world: World) -> None:
    """A worker is killed in the middle of whatever it does; another may take over."""
    if world.workers:
        world.note("a worker is killed")
        world.kill(world.random.choice(world.workers))
    if not world.workers or world.random.random() < 0.7:
        world.start_worker()


def worker_stops(world: World) -> None:
    """A worker is asked to stop, and may be killed while it drains."""
    if not world.workers:
        return
    worker = world.random.choice(world.workers)
    world.note("a worker is stopped")
    worker.stop()
    world.start_worker()
    world.pass_time(world.random.choice((0.01, 0.5, 3.0)))
    if not worker.stopped:
        world.note("and killed")
    world.kill(worker)


def another_worker(world: World) -> None:
    """A worker joins the others."""
    if len(world.workers) < 3:
        world.note("another worker")
        world.start_worker()


def machine_dies(world: World) -> None:
    """Power is lost: all workers die, and what was not synced; the store may, too."""
    world.note("the machine dies")
    world.account.excuse_unsynced(world.disk)
    for worker in list(world.workers):
        world.kill(worker)
    world.disk.crash()
    if world.random.random() < 0.5:
        lost = world.random.randint(0, world.recent(1.0))
        world.note(f"and {world.store.name}, which loses {lost} writes")
        world.network.cut(world.store)
        world.store.restart(lost)
    world.start_worker()


def a_week_passes(world: World) -> None:
    """The machine is off for longer than guards live."""
    world.note("a week passes")
    for worker in list(world.workers):
        world.kill(worker)
    world.network.cut()
    world.scheduler.now += WEEK
    world.start_worker()


def clock_is_stepped(world: World) -> None:
    """The clock of the workers' machine is set."""
    world.scheduler.offset += world.random.choice((-3600.0, -5.0, 5.0, 3600.0))
    world.note(f"the clock is off by {world.scheduler.offset} s")


def byte_flips(world: World) -> None:
    """A byte of the journal is damaged: what was written with it may be lost."""
    world.note("a byte flips")
    world.account.excuse_all()
    world.disk.damage()


def old_backup(world: World) -> None:
    """The store is restored from a backup that is older than what the journal keeps."""
    lost = world.random.randint(0, len(world.store.history))
    world.note(f"a backup without the last {lost} writes is restored")
    world.network.cut(world.store)
    kept = world.recent(world.keep * 0.5)
    world.store.restart(min(lost, kept))  # the journal has these for certain
    world.account.excuse_counted(world.state())
    world.store.forget(max(lost - kept, 0))


EVENTS: dict[Event, int] = {
    traffic: 60,
    silence: 8,
    store_crashes: 8,
    fail_over: 10,
    becomes_another: 20,
    store_hangs: 6,
    store_refuses: 6,
    scripts_are_forgotten: 2,
    everything_is_deleted: 1,
    a_guard_is_overwritten: 1,
    network_is_bad: 8,
    disk_is_slow: 3,
    disk_fails: 8,
    disk_is_full: 2,
    worker_dies: 7,
    worker_stops: 3,
    another_worker: 3,
    machine_dies: 3,
    a_week_passes: 1,
    clock_is_stepped: 2,
    byte_flips: 1,
    old_backup: 1,
}
"""Every event and its weight."""
