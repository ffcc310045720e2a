"""One thread that is many: tasks in greenlets, a clock, and chance from one seed.

A task runs until it waits: for a signal, a lock, some seconds, or its turn. Who goes on
next is drawn. When nobody can go on, the clock moves to the next moment at which
somebody can. The same seed gives the same run.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from greenlet import GreenletExit, getcurrent, greenlet

START = 1_795_419_000.0
"""The second of the epoch at which each run begins."""


class Exhausted(Exception):
    """The run took more turns than it may: something repeats itself without a pause."""


@dataclass(eq=False)
class Task:
    """Something that runs by itself; ``owner`` is who can be killed with it."""

    name: str
    owner: object
    greenlet: greenlet
    until: float = 0.0  # it waits no longer than this
    ready: Callable[[], bool] | None = None  # or until this is so
    dead: bool = False


@dataclass
class Scheduler:  # pylint: disable=too-many-instance-attributes  # a whole world's time
    """Runs tasks; ``offset`` is what the clock of the day was stepped by."""

    seed: int
    now: float = 0.0
    offset: float = 0.0
    turns: int = 0
    random: Random = field(init=False)
    tasks: list[Task] = field(default_factory=list)
    graves: list[Task] = field(default_factory=list)  # what is dead must not be freed

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self._hub = getcurrent()
        self._current: Task | None = None
        self._ended = False

    def spawn(self, name: str, owner: object, run: Callable[[], None]) -> Task:
        """Start a task; ``owner`` may be killed with all of its tasks."""
        task = Task(name, owner, greenlet(run, self._hub))
        self.tasks.append(task)
        return task

    def kill(self, owner: object) -> None:
        """End all tasks of an owner, in the middle of whatever they do."""
        for task in [task for task in self.tasks if task.owner is owner]:
            task.dead = True
            self.tasks.remove(task)
            self.graves.append(task)

    def end(self) -> None:
        """Unwind every task, dead or alive; else its frames are never freed.

        The garbage collector does not see what the frames of a greenlet refer to.
        """
        self._ended = True
        for task in self.graves + self.tasks:
            with suppress(Exception):  # of a cleanup for which the world has ended
                task.greenlet.throw()
        self.graves.clear()
        self.tasks.clear()

    @property
    def owner(self) -> object:
        """Whose task runs."""
        return None if self._current is None else self._current.owner

    def wait(self, seconds: float | None, ready: Callable[[], bool]) -> bool:
        """Let others run until something is so, or for some seconds; return whether."""
        if self._ended:
            raise GreenletExit
        task = self._current
        if task is None:
            return ready()
        task.until = self.now + (float("inf") if seconds is None else max(seconds, 0))
        task.ready = ready
        self._switch(task)
        return ready()

    def turn(self) -> None:
        """Let others run, if chance has it so."""
        if self._current is not None and self.random.random() < 0.5:
            self.wait(0, lambda: False)

    def sleep(self, seconds: float) -> None:
        """Let some time pass."""
        self.wait(seconds, lambda: False)

    def run(self, seconds: float, most: int, done: Callable[[], bool]) -> bool:
        """Run tasks for some seconds or until something is so; returns whether it is.

        Raises :class:`Exhausted` after ``most`` turns.
        """
        end, turns = self.now + seconds, 0
        while not done():
            task = self._next(end)
            if task is None:
                self.now = end
                return done()
            turns += 1
            if turns > most:
                raise Exhausted(f"{turns} turns in {seconds} seconds: {task.name}")
            self._resume(task)
        return True

    def _next(self, end: float) -> Task | None:
        able = [t for t in self.tasks if t.until <= self.now or (t.ready and t.ready())]
        if able:
            return able[self.random.randrange(len(able))]
        soonest = min((task.until for task in self.tasks), default=float("inf"))
        if soonest > end:
            return None
        self.now = soonest
        return self._next(end)

    def _resume(self, task: Task) -> None:
        self.turns += 1
        self._current = task
        try:
            task.greenlet.switch()
        finally:
            self._current = None
        if task.greenlet.dead and task in self.tasks:
            self.tasks.remove(task)

    def _switch(self, task: Task) -> None:
        here = getcurrent()
        task.greenlet = here  # a task may wait within greenlets of its own
        self._hub.switch()
        if task.dead:
            raise GreenletExit


class Signal:
    """Stands in for ``threading.Event``."""

    scheduler: Scheduler

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Let those who wait go on."""
        self._is_set = True

    def clear(self) -> None:
        """Let those who come wait."""
        self._is_set = False

    def is_set(self) -> bool:
        """Return whether nobody has to wait."""
        return self._is_set

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set."""
        if self._is_set:
            return True
        return self.scheduler.wait(timeout, self.is_set)


class Lock:
    """Stands in for ``threading.Lock``."""

    scheduler: Scheduler

    def __init__(self) -> None:
        self._is_free = True

    def __enter__(self) -> None:
        while not self._is_free:
            self.scheduler.wait(None, lambda: self._is_free)
        self._is_free = False

    def __exit__(self, *_exc: object) -> None:
        self._is_free = True


class Clock:
    """Stands in for the module ``time``."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def monotonic(self) -> float:
        """Return seconds that are never stepped."""
        return self._scheduler.now

    def time(self) -> float:
        """Return the second of the epoch, as the machine has it."""
        return START + self._scheduler.now + self._scheduler.offset

    def time_ns(self) -> int:
        """Return the nanosecond of the epoch."""
        return int(self.time() * 1e9)

    def perf_counter_ns(self) -> int:
        """Return nanoseconds that are never stepped."""
        return int(self._scheduler.now * 1e9)

    def sleep(self, seconds: float) -> None:
        """Let some time pass."""
        self._scheduler.sleep(seconds)
