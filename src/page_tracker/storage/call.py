"""A call: one script call of a batch, which many callers may share."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, TypeVar

from page_tracker.errors import StorageError, StorageResting
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
        """Tell whether there is an answer, or an error instead."""
        return self._answer is not None or self._error is not None

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
        if self._told:
            raise StorageResting(str(error))
        self._told = True
        raise error

    def done(self, result: Result) -> Result:
        """Return the given result if the call was made; raises as ``answer`` does."""
        self.answer()
        return result

    @abstractmethod
    def arguments(
        self, worker: str, sequence: int, late_after: int
    ) -> tuple[list[str], list[Argument]]:
        """Return the keys and the other arguments of the script."""


class GuardedCall(Call):
    """A call that a worker may repeat, and that is applied once."""

    def arguments(
        self, worker: str, sequence: int, late_after: int
    ) -> tuple[list[str], list[Argument]]:
        """Put what the guard needs before what the script needs."""
        guard = (sequence, late_after, keys.APPLIED_LIFE)
        return [*self.keys(worker)], [*guard, *self.values()]

    @abstractmethod
    def keys(self, worker: str) -> Iterable[str]:
        """Return the script's keys, first the worker's guard."""

    @abstractmethod
    def values(self) -> Iterable[Argument]:
        """Return the script's other arguments."""
