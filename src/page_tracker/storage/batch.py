"""A batch: views that travel together, and the numbers that they were given."""

from dataclasses import dataclass

from page_tracker.errors import CounterUnusable


@dataclass
class Batch:
    """``views`` of one worker under one sequence number.

    ``deadline`` is in seconds of ``time.monotonic()``. ``sent`` says that the store
    may have it: from then on only the same number can find out what became of it.
    """

    sequence: int
    views: int
    deadline: float
    sent: bool = False


@dataclass(frozen=True)
class Tally:
    """The store's answer: its counter stands at ``last``, with ``counted`` views."""

    last: int
    counted: int

    @classmethod
    def parse(cls, answer: bytes) -> "Tally":
        """Read the answer of ``record.lua``."""
        last, counted = answer.split()
        return cls(int(last), int(counted))

    def number(self, place: int) -> int:
        """Return the number of the view at ``place`` (from 0) in its batch.

        Raises :class:`CounterUnusable` for views that no longer fitted.
        """
        if place >= self.counted:
            raise CounterUnusable("the counter is at the end of its range")
        return self.last - self.counted + 1 + place
