"""Choices: which of several things happens, when some are more likely than others."""

from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Choice(Generic[Thing]):
    """Picks one of some things, each in proportion to its share.

    The shares may have any sum. Raises :class:`ValueError` if there is nothing to pick.
    """

    def __init__(self, shares: Mapping[Thing, float]) -> None:
        self._things = list(shares)
        self._ends = list(accumulate(shares.values()))
        if not self._ends or not self._ends[-1] > 0:
            raise ValueError("nothing has a share")

    def pick(self, dice: Random) -> Thing:
        """Return one of the things; the same dice in the same state pick the same."""
        return dice.choices(self._things, cum_weights=self._ends)[0]
