"""Script calls: exactly once (count, record, refuse), or idempotent (admit, score)."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import ClassVar, TypeVar

from page_tracker.errors import (
    CounterUnusable,
    JournalFull,
    StorageError,
    StorageResting,
    StorageUnavailable,
)
from page_tracker.storage import keys
from page_tracker.storage.broken import (
    WRONG_TYPE,
    WRONG_TYPE_OR_NO_COUNT,
    report_broken,
)

Result = TypeVar("Result")
Argument = str | bytes | int


class ScriptCall(ABC):
    """A script call and, once it was made, its reply or error."""

    script: ClassVar[str]
    """The name of the script."""

    def __init__(self) -> None:
        self._answer: bytes | None = None
        self._error: StorageError | None = None
        self._told = False

    @property
    def settled(self) -> bool:
        """Whether there is a reply or an error."""
        return self._answer is not None or self._error is not None

    @property
    def answered(self) -> bool:
        """Whether the store has replied."""
        return self._answer is not None

    @property
    def error(self) -> StorageError | None:
        """The error, or None."""
        return self._error

    def settle(self, outcome: bytes | StorageError) -> None:
        """Set the reply, or the error with which the call has failed."""
        if isinstance(outcome, StorageError):
            self._error = outcome
        else:
            self._answer = outcome

    def answer(self) -> bytes:
        """Return the reply, or raise the :class:`StorageError` in its place.

        The first caller gets the error with its cause, which is logged; later callers
        get a short one.
        """
        if self._answer is not None:
            return self._answer
        error = self._error or StorageError("the call was not made")
        if self._told and not isinstance(error, JournalFull):
            raise StorageResting(str(error))
        self._told = True
        raise error

    def done(self, result: Result) -> Result:
        """Return ``result`` if the call succeeded, or raise like ``answer``."""
        self.answer()
        return result

    @abstractmethod
    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        """Return the keys and the other arguments of the script.

        ``late_after`` is the deadline, in milliseconds of the store's clock. The store
        may lack calls with a number up to ``floor``: they were given up.
        """


class ExactlyOnceCall(ScriptCall):
    """A call that a worker may resend, and that is applied once and in order.

    ``number`` is the call's own number. ``previous`` is that of the call before it in
    the journal, or 0 if there is none. Its keys are derived from ``key_parts``; see
    :func:`keys.of_call`. A ``journaled`` call will be applied even if it fails now.
    """

    queueable: ClassVar[bool]
    """Whether it may be acknowledged before the store has it."""

    def __init__(self, *key_parts: str) -> None:
        super().__init__()
        self.key_parts = key_parts
        self.number = 0
        self.previous = 0
        self.journaled = False
        self.tries = 0  # how often it was sent

    @cached_property
    def stream(self) -> tuple[str, ...]:
        """The calls that it is applied in order with; see :func:`keys.stream`."""
        return keys.stream(self.script, self.key_parts)

    @property
    def queued(self) -> bool:
        """Whether it is acknowledged although the store does not have it yet."""
        return self.journaled and not self.answered and self.error is not None

    @cached_property
    def payload(self) -> tuple[bytes, ...]:
        """The script's other arguments; from now on, nothing can be added to them."""
        # A list, because a generator would cost a call for each value.
        texts = [
            value if isinstance(value, bytes) else str(value).encode()
            for value in self.values()
        ]
        return tuple(texts)

    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        """Put the arguments of the guard before those of the script."""
        names = keys.of_call(self.script, self.key_parts, worker)
        previous = self.previous if self.previous > floor else 0
        guard = (self.number, 0 if self.journaled else late_after, previous)
        return names, [*guard, *self.payload]

    def done(self, result: Result) -> Result:
        """Return ``result`` also if the call is queued."""
        return result if self.queued else super().done(result)

    @abstractmethod
    def values(self) -> Iterable[Argument]:
        """Return the script's other arguments."""

    @property
    @abstractmethod
    def views(self) -> int:
        """The number of views that it stands for."""


_SALT_BYTES = 32
_NO_SALT = "it holds what is no salt"
_REPLACED = "none: it was replaced, and visitors of this day may be counted twice"


class AdmitCall(ScriptCall):
    """Admits sites to the set of known sites while there is room."""

    script = "admit"

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._sites: dict[str, int] = {}  # site → index

    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        return [keys.SITES], [self._limit, *self._sites]

    def add(self, site: str) -> int:
        """Add a site; return its index."""
        return self._sites.setdefault(site, len(self._sites))

    def admitted(self, place: int) -> bool:
        """Return whether the site at ``place`` was admitted now or earlier.

        Raises :class:`CounterUnusable` if the key of the set holds a value of another
        type.
        """
        flag = self.answer()[place : place + 1]
        if flag == b"?":
            report_broken(keys.SITES, WRONG_TYPE)
            raise CounterUnusable("the set of sites has a wrong type")
        return flag == b"1"


class RefuseCall(ExactlyOnceCall):
    """Counts ignored views that belong to no known site, by day and reason."""

    script = "refuse"
    queueable = True

    def __init__(self, day: str) -> None:
        super().__init__()
        self._day = day
        self._counts: dict[str, int] = {}

    @property
    def views(self) -> int:
        return sum(self._counts.values())

    def values(self) -> list[Argument]:
        pairs = ((f"{self._day}:{each}", n) for each, n in self._counts.items())
        return [argument for pair in pairs for argument in pair]

    def ignore(self, reason: str) -> None:
        """Count an ignored view."""
        self._counts[reason] = self._counts.get(reason, 0) + 1

    def done(self, result: Result) -> Result:
        found = super().done(result)
        # A queued call has no reply yet, and older versions of the script reply
        # nothing.
        if self.answered and self.answer() not in (b"", b"0"):
            report_broken(keys.REFUSED, WRONG_TYPE_OR_NO_COUNT)
        return found


class SaltCall(ScriptCall):
    """Requests the salt of a day, and offers one in case there is none yet."""

    script = "salt"

    def __init__(self, day: str) -> None:
        super().__init__()
        self._day = day

    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        return [keys.salt(self._day)], [
            secrets.token_bytes(_SALT_BYTES),
            keys.SALT_LIFE,
        ]

    def answer(self) -> bytes:
        """Return the salt; log an error if it has replaced an invalid one."""
        found = super().answer()
        if len(found) > _SALT_BYTES:
            report_broken(keys.salt(self._day), _NO_SALT, _REPLACED)
        return found[:_SALT_BYTES]


class CountCall(ExactlyOnceCall):
    """Counts ``views`` views, each of which gets a number of its own."""

    script = "count"
    queueable = False  # its number is its acknowledgement

    def __init__(self) -> None:
        super().__init__()
        self._views = 0

    @property
    def views(self) -> int:
        return self._views

    def values(self) -> tuple[int]:
        return (self._views,)

    def add(self) -> int:
        """Add a view; return its index."""
        self._views += 1
        return self._views - 1

    def number_of(self, place: int) -> int:
        """Return the number of the view at index ``place``.

        Raises :class:`CounterUnusable` if the counter overflowed, and
        :class:`StorageError`, also for an invalid reply.
        """
        answer = self.answer()
        try:
            last, counted = map(int, answer.split())
        except ValueError as exc:
            raise StorageUnavailable("the store sent an invalid reply") from exc
        if place >= counted:
            raise CounterUnusable("the counter is at the end of its range")
        return last - counted + 1 + place


class PageCountCall(ScriptCall):
    """Sums the scores of a member in some sorted sets of one site."""

    script = "score"

    def __init__(self, lists: Sequence[str], member: str) -> None:
        super().__init__()
        self._lists = lists
        self._member = member

    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        return [*self._lists], [self._member]

    def sum(self) -> int:
        """Return the sum, which is 0 for an unknown member.

        A list of a wrong type counts as empty, and is logged. Raises
        :class:`StorageError`, also for an invalid reply.
        """
        answer = self.answer()
        try:
            total, *unusable = map(int, answer.split())
        except ValueError as exc:
            raise StorageUnavailable("the store sent an invalid reply") from exc
        for place in unusable:
            report_broken(self._lists[place - 1], WRONG_TYPE_OR_NO_COUNT)
        return total
