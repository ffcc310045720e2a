"""Weighted random choices."""

from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Choice(Generic[Thing]):
    """Picks one of several things, each with a probability proportional to its share.

    The shares may have any sum. Raises :class:`ValueError` if there is nothing to pick.
    """

    def __init__(self, shares: Mapping[Thing, float]) -> None:
        self._things = list(shares)
        self._ends = list(accumulate(shares.values()))
        if not self._ends or not self._ends[-1] > 0:
            raise ValueError("nothing has a share")

    def pick(self, dice: Random) -> Thing:
        """Return one of the things; ``dice`` in the same state picks the same."""
        return dice.choices(self._things, cum_weights=self._ends)[0]
