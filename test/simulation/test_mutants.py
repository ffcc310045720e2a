"""The simulation finds what it is for: each wrong variant of the protocol."""

import pytest

from simulation.mutants import MUTANTS, Mutant
from simulation.run import Result, run

# Worlds in which a mistake must show: about a minute of them.
WORLDS = 1500


def first_wrong() -> Result | None:
    """Return the first world in which something is wrong."""
    for seed in range(WORLDS):
        result = run(seed)
        if result.wrong:
            return result
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.__name__)
def test_a_mistake_in_the_protocol_is_found_within_a_minute(mutant: Mutant) -> None:
    """A simulation that finds no mistake proves nothing."""
    with mutant():
        found = first_wrong()

    assert found is not None
    print(f"\n{mutant.__name__}: seed {found.seed}, {found.wrong[0]}")


def test_the_same_seed_makes_the_same_world_again() -> None:
    """A failure can be looked into."""
    first, again = run(7), run(7)

    assert first == again
    assert first.events
