"""The simulation finds what it is for: each wrong variant of the protocol."""

import pytest

from simulation.events import (
    EVENTS,
    Event,
    becomes_another,
    sync_fails_in_a_replay,
)
from simulation.mutants import (
    MUTANTS,
    Mutant,
    guards_are_whose_the_store_is_afterwards,
    what_the_disk_may_not_have_is_replayed,
)
from simulation.run import Result, run

# Worlds in which a mistake must show: about a minute of them.
WORLDS = 1500

# Some need two things within a millisecond: what leads to them happens more often.
FREQUENT: dict[Mutant, Event] = {
    guards_are_whose_the_store_is_afterwards: becomes_another,
    what_the_disk_may_not_have_is_replayed: sync_fails_in_a_replay,
}
OFTEN = 20  # a third of the traffic


def first_wrong(mutant: Mutant) -> Result | None:
    """Return the first world that is wrong, and is right without the mistake."""
    events = EVENTS | {FREQUENT[mutant]: OFTEN} if mutant in FREQUENT else EVENTS
    for seed in range(WORLDS):
        with mutant():
            result = run(seed, events)
        if mutant in FREQUENT:  # so many outages cost more attempts than usual
            result.wrong = [each for each in result.wrong if "attempts" not in each]
        if result.wrong and not run(seed, events).wrong:
            return result
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.__name__)
def test_a_mistake_in_the_protocol_is_found_within_a_minute(mutant: Mutant) -> None:
    """A simulation that finds no mistake proves nothing."""
    found = first_wrong(mutant)

    assert found is not None
    print(f"\n{mutant.__name__}: seed {found.seed}, {found.wrong[0]}")


def test_the_same_seed_makes_the_same_world_again() -> None:
    """A failure can be looked into."""
    first, again = run(7), run(7)

    assert first == again
    assert first.events
