"""Choices: things that happen in proportion to their shares."""

from collections import Counter
from random import Random

import pytest

from page_tracker.demo.choice import Choice


def test_things_are_picked_in_proportion_to_their_shares() -> None:
    """Things are picked in proportion to their shares, and never without one."""
    choice = Choice({"often": 6, "seldom": 2, "never": 0})
    dice = Random(1)

    picked = Counter(choice.pick(dice) for _ in range(4000))

    assert set(picked) == {"often", "seldom"}
    assert 0.72 < picked["often"] / 4000 < 0.78


def test_the_same_dice_pick_the_same() -> None:
    """Dice in the same state pick the same things."""
    choice = Choice({letter: 1 for letter in "abcdefgh"})

    first, second = ([choice.pick(dice) for _ in range(50)] for dice in _twins())

    assert first == second


@pytest.mark.parametrize(
    "shares",
    [pytest.param({}, id="no thing"), pytest.param({"a": 0}, id="no share")],
)
def test_nothing_cannot_be_picked(shares: dict[str, float]) -> None:
    """A choice without shares raises an error when it is created."""
    with pytest.raises(ValueError, match="nothing has a share"):
        Choice(shares)


def _twins() -> tuple[Random, Random]:
    return Random(7), Random(7)
