"""The world of a run: machines, servers, clients, and what may happen to them."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import ModuleType
from unittest.mock import patch

from page_tracker.storage import background, backoff, scripts
from page_tracker.storage.journal import (
    directory,
    drainer,
    flusher,
    journal,
    replay,
    segments,
)
from page_tracker.storage.recording import group_commit, writer
from page_tracker.tracking.view import Ignored, Properties, View
from simulation.account import Account
from simulation.disk import SimulatedDisk
from simulation.network import Network
from simulation.scheduler import START, Clock, Lock, Scheduler, Signal
from simulation.store import Node, State, Tokens
from simulation.worker import Worker

TIMED: tuple[ModuleType, ...] = (
    *(backoff, group_commit, writer, scripts),
    *(drainer, segments, flusher, journal, directory, replay),
)
SITES = ("a.org", "b.org", "c.org")
REFUSALS = (
    "OOM memory is full",
    "MISCONF cannot persist",
    "READONLY a replica",
    "NOREPLICAS not enough",
    "LOADING not yet",
    "BUSY a script runs",
    "NOAUTH who are you",
    "NOPERM you may not",
    "MOVED 1 elsewhere",
    "CLUSTERDOWN no",
    "what is this",
)
READ_ONLY = "READONLY a replica"
WEEK = 8 * 24 * 3600.0
SMALL_SEGMENT = 2048
QUIET_TURNS = 60_000


class Names:
    """Stands in for the module ``secrets``."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._random = scheduler.random

    def token_hex(self, size: int) -> str:
        """Return a name that is another for each worker, and each seed."""
        return self._random.randbytes(size).hex()


def simulated(scheduler: Scheduler) -> AbstractContextManager[object]:
    """Let the code under test have the scheduler's threads, clock and chance."""
    clock, stack = Clock(scheduler), ExitStack()
    Signal.scheduler = Lock.scheduler = scheduler

    def start_thread(name: str, run: Callable[[], None]) -> None:
        scheduler.spawn(name, scheduler.owner, run)

    for module in TIMED:
        stack.enter_context(patch.object(module, "time", clock))
    for name, stand_in in (("Signal", Signal), ("Lock", Lock)):
        stack.enter_context(patch.object(background, name, stand_in))
    stack.enter_context(patch.object(background, "start_thread", start_thread))
    stack.enter_context(patch.object(backoff, "random", scheduler.random))
    stack.enter_context(patch.object(directory, "secrets", Names(scheduler)))
    for name, size in (("SEGMENT", SMALL_SEGMENT), ("SMALL", SMALL_SEGMENT // 4)):
        stack.enter_context(patch.object(segments, name, size))
    return stack


class World:  # pylint: disable=too-many-instance-attributes  # it is a whole one
    """Two servers that replicate, one machine with workers, and their clients."""

    def __init__(self, seed: int) -> None:
        self.scheduler = Scheduler(seed)
        self.random = self.scheduler.random
        tokens = Tokens()
        self.nodes = [Node("one", tokens), Node("two", tokens)]
        self.network = Network(self.scheduler, self.nodes[0])
        self.disk = SimulatedDisk(self.scheduler)
        self.account = Account()
        self.keep = self.random.choice((2.0, 3.0, 3.0, 15.0))
        self.workers: list[Worker] = []
        self.events: list[str] = []
        self._number = 0
        if self.random.random() < 0.1:
            self.network.names_itself = False

    @property
    def store(self) -> Node:
        """The server that has the name."""
        return self.network.primary

    def note(self, event: str) -> None:
        """Note what happens, for who reads of a failure."""
        self.events.append(f"{self.scheduler.now:8.3f}  {event}")

    def pass_time(self, seconds: float) -> None:
        """Let everybody work for some time."""
        self.scheduler.run(seconds, QUIET_TURNS, lambda: False)

    def recent(self, seconds: float) -> int:
        """Return how many writes of the store are no older than so many seconds."""
        return self.store.since(self.network.now - seconds)

    def start_worker(self) -> None:
        """Start a worker."""
        made = (self.scheduler, self.network, self.disk, self.account, self.keep)
        self.workers.append(Worker(*made))

    def kill(self, worker: Worker) -> None:
        """Kill a worker."""
        self.workers.remove(worker)
        self.scheduler.kill(worker)
        self.disk.release(worker)

    def view(self) -> View:
        """Make a view of a page of its own."""
        self._number += 1
        path = f"/{self._number}."
        self.account.answers[path] = None
        site = self.random.choice(SITES)
        properties = Properties(*([""] * len(Properties._fields)))
        return View(site, path, properties, visitor=bytes(15) + b"v")

    def ask(self, count: int) -> None:
        """Let clients come to any of the workers."""
        for _ in range(count):
            if self.workers:
                self._ask(self.random.choice(self.workers))

    def _ask(self, worker: Worker) -> None:
        kind = self.random.random()
        if kind < 0.1:
            self.account.counts.append(None)
            worker.ask("count", len(self.account.counts) - 1)
        elif kind < 0.15:
            worker.ask("ignore", Ignored("", "bot"))
        else:
            worker.ask("record", self.view())

    def demote(self) -> None:
        """Make replicas of those that have not the name, with the data of who has."""
        for node in self.nodes:
            if node is not self.store and node.up:
                node.follow(self.store)
                node.refusal = READ_ONLY

    def heal(self) -> None:
        """End all trouble, and see to it that there is a worker."""
        self.network.trouble, self.network.reachable = 0.0, True
        for node in self.nodes:
            if not node.up:
                node.restart(0)
            node.hangs, node.refusal = False, None
        self.demote()
        self.disk.failing_syncs, self.disk.sync_takes = 0, 0.0
        self.disk.room = 1 << 40
        self.workers = [each for each in self.workers if not each.stopped]
        if not self.workers:
            self.start_worker()

    def is_quiet(self) -> bool:
        """Return whether no worker has anything under way or waiting."""
        groups = [worker.group for worker in self.workers]
        return all(g is not None and g.idle() and not g.waiting().views for g in groups)

    def state(self) -> State:
        """Return what the store holds."""
        return self.store.state

    def close(self) -> None:
        """End the world."""
        self.account.close()
        self.scheduler.end()


def quietly() -> AbstractContextManager[object]:
    """Let nobody print what is logged."""
    root = logging.getLogger("page_tracker")
    stack = ExitStack()
    stack.enter_context(patch.object(root, "propagate", False))
    stack.enter_context(patch.object(root, "handlers", [logging.NullHandler()]))
    return stack


def store_clock(scheduler: Scheduler) -> float:
    """Return the second of the epoch at the store."""
    return START + scheduler.now
