"""A run: some minutes of a world, from one seed, and the verdict on it."""

from dataclasses import dataclass, field

from simulation.events import EVENTS, Event
from simulation.scheduler import Exhausted
from simulation.world import QUIET_TURNS, World, quietly, simulated

STEPS = 12  # events of a run, half or twice as many
SETTLE = 200.0  # seconds of the world in which all must be quiet again

# Two a second, and those with which a batch finds out that an outage begins: each
# outage in these seconds costs some.
ATTEMPTS_S, MAX_ATTEMPTS = 10.0, 40

# Of a worker in a second in which nobody comes: it asks the store who it is.
MAX_TURNS = 60


@dataclass
class Result:
    """What is wrong at the end of a run, and what had happened until then."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    turns: int = 0

    def __str__(self) -> str:
        lines = [f"seed {self.seed}:", *self.events, *self.wrong]
        return "\n".join(lines)


def run(seed: int, events: dict[Event, int] | None = None) -> Result:
    """Return the verdict on the world of a seed."""
    world = World(seed)
    result = Result(seed, events=world.events)
    with simulated(world.scheduler), quietly():
        try:
            _live(world, events or EVENTS)
            result.wrong += _settle(world)
        except Exhausted as exc:
            result.wrong += [str(exc), *world.account.log.mistakes[:1]]
        finally:
            world.close()
    result.turns = world.scheduler.turns
    return result


def _live(world: World, events: dict[Event, int]) -> None:
    for _ in range(world.random.choice((1, 1, 2))):
        world.start_worker()
    events = _some_of(events, world)
    choices, weights = list(events), list(events.values())
    for _ in range(world.random.randint(STEPS // 2, STEPS * 2)):
        (event,) = world.random.choices(choices, weights)
        event(world)
        if not world.workers:
            world.start_worker()
        world.pass_time(world.random.choice((0.0, 0.001, 0.05, 0.3, 1.2)))


def _some_of(events: dict[Event, int], world: World) -> dict[Event, int]:
    """Leave out about half of the kinds of events, and make some frequent.

    What one kind of event breaks, another would mend: "swarm testing", by Groce, Zhang,
    Eide, Chen and Regehr, 2012.
    """
    ask, *_ = events
    factors = {each: world.random.choice((0, 0, 1, 4)) for each in events}
    factors[ask] = 1
    return {each: events[each] * factors[each] for each in events if factors[each]}


def _settle(world: World) -> list[str]:
    world.note("all is well again")
    world.heal()
    world.pass_time(5.0)
    world.scheduler.run(SETTLE, QUIET_TURNS, world.is_quiet)
    world.pass_time(3.0)
    if not world.is_quiet():
        return ["it is not quiet again", *_waiting(world)]
    wrong = world.account.verdict(world.state(), world.network.unknown)
    return wrong + _excesses(world)


def _waiting(world: World) -> list[str]:
    return [str(w.group and w.group.waiting()) for w in world.workers]


def _excesses(world: World) -> list[str]:
    """Return what grows without bound, or is repeated without a pause."""
    wrong = []
    if (attempts := world.network.most_attempts(ATTEMPTS_S)) > MAX_ATTEMPTS:
        wrong.append(f"{attempts} attempts of a worker in {ATTEMPTS_S} s")
    turns = world.scheduler.turns
    seconds = 2 * world.keep + 4  # the last file takes no more, and then settles
    world.pass_time(seconds)
    turns = world.scheduler.turns - turns
    if turns > MAX_TURNS * seconds * len(world.workers):
        wrong.append(f"{turns} turns in {seconds} quiet seconds")
    if (files := world.disk.count()) > len(world.workers):  # the next one of each
        wrong.append(f"{files} files are left")
    return wrong
