"""A call: one script call of a batch, which many callers may share."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import ClassVar, TypeVar

from page_tracker.errors import JournalFull, StorageError, StorageResting
from page_tracker.storage import keys

Result = TypeVar("Result")
Argument = str | bytes | int


class Call(ABC):
    """A script call and, once it was made, its answer or error."""

    script: ClassVar[str]
    """The name of the script."""

    def __init__(self) -> None:
        self._answer: bytes | None = None
        self._error: StorageError | None = None
        self._told = False

    @property
    def settled(self) -> bool:
        """Whether there is an answer, or an error instead."""
        return self._answer is not None or self._error is not None

    @property
    def answered(self) -> bool:
        """Whether the store has answered it."""
        return self._answer is not None

    @property
    def error(self) -> StorageError | None:
        """The error, if there is one."""
        return self._error

    def settle(self, outcome: bytes | StorageError) -> None:
        """Note the answer, or the error with which the call has failed."""
        if isinstance(outcome, StorageError):
            self._error = outcome
        else:
            self._answer = outcome

    def answer(self) -> bytes:
        """Return the answer; raises the :class:`StorageError` instead of one.

        The first who asks gets the error with its cause, which is logged; others get a
        short one.
        """
        if self._answer is not None:
            return self._answer
        error = self._error or StorageError("the call was not made")
        if self._told and not isinstance(error, JournalFull):
            raise StorageResting(str(error))
        self._told = True
        raise error

    def done(self, result: Result) -> Result:
        """Return the given result if the call was made; raises as ``answer`` does."""
        self.answer()
        return result

    @abstractmethod
    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        """Return the keys and the other arguments of the script.

        ``late_after`` is in milliseconds of the store's clock; nobody waits any longer.
        What has a number up to ``floor`` is no longer missed.
        """


class GuardedCall(Call):
    """A call that a worker may repeat, and that is applied once, and in order.

    ``number`` and ``previous`` are its own and that of the one before it in the
    journal, 0 for none; ``about`` is what its keys are named after; see
    :func:`keys.of_call`. What was ``kept`` in the journal will be applied.
    """

    waits: ClassVar[bool]
    """Whether it may be acknowledged before the store has it."""

    def __init__(self, *about: str) -> None:
        super().__init__()
        self.about = about
        self.number = 0
        self.previous = 0
        self.kept = False
        self.tries = 0  # how often it was sent

    @cached_property
    def family(self) -> tuple[str, ...]:
        """What it is applied in order with; see :func:`keys.family`."""
        return keys.family(self.script, self.about)

    @property
    def queued(self) -> bool:
        """Whether it is acknowledged, and the store does not have it yet."""
        return self.kept and not self.answered and self.error is not None

    @cached_property
    def sealed(self) -> tuple[bytes, ...]:
        """The script's other arguments; from now on, nothing can be added to them."""
        return tuple(
            each if isinstance(each, bytes) else str(each).encode()
            for each in self.values()
        )

    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        """Put what the guard needs before what the script needs."""
        names = keys.of_call(self.script, self.about, worker)
        previous = self.previous if self.previous > floor else 0
        guard = (self.number, 0 if self.kept else late_after, previous)
        return names, [*guard, *self.sealed]

    def done(self, result: Result) -> Result:
        """Return the given result also if the call is yet to be made."""
        return result if self.queued else super().done(result)

    @abstractmethod
    def values(self) -> Iterable[Argument]:
        """Return the script's other arguments."""

    @property
    @abstractmethod
    def views(self) -> int:
        """The views that it stands for."""
