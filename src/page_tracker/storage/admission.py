"""The calls that belong to no site: admission, refusals, and the salt of a day."""

import secrets
from collections.abc import Sequence

from page_tracker.errors import CounterUnusable
from page_tracker.storage import keys
from page_tracker.storage.broken import (
    WRONG_TYPE,
    WRONG_TYPE_OR_NO_COUNT,
    report_broken,
)
from page_tracker.storage.call import Argument, Call, GuardedCall, Result

_SALT_BYTES = 32
_NO_SALT = "it holds what is no salt"
_REPLACED = "none: it was replaced, and visitors of this day may be counted twice"


class AdmitCall(Call):
    """Takes sites up among those that are seen, as far as there is room."""

    script = "admit"

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._sites: dict[str, int] = {}  # to their place

    def arguments(
        self, worker: str, late_after: int, floor: int
    ) -> tuple[Sequence[str], list[Argument]]:
        return [keys.SITES], [self._limit, *self._sites]

    def add(self, site: str) -> int:
        """Take a site; returns its place."""
        return self._sites.setdefault(site, len(self._sites))

    def admitted(self, place: int) -> bool:
        """Return whether the site at ``place`` was taken up, or was before.

        Raises :class:`CounterUnusable` if the store cannot take any site up, as its key
        has a wrong type.
        """
        flag = self.answer()[place : place + 1]
        if flag == b"?":
            report_broken(keys.SITES, WRONG_TYPE)
            raise CounterUnusable("the set of sites has a wrong type")
        return flag == b"1"


class RefuseCall(GuardedCall):
    """Counts what was left out and belongs to no site, by day and reason."""

    script = "refuse"
    waits = True

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
        """Take a view that is left out."""
        self._counts[reason] = self._counts.get(reason, 0) + 1

    def done(self, result: Result) -> Result:
        found = super().done(result)
        # There is no answer yet if the call is queued, and older versions say nothing.
        if self.answered and self.answer() not in (b"", b"0"):
            report_broken(keys.REFUSED, WRONG_TYPE_OR_NO_COUNT)
        return found


class SaltCall(Call):
    """Asks for the salt of a day, and offers one if there is none yet."""

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
        """Return the salt; log it if it has replaced what was no salt."""
        found = super().answer()
        if len(found) > _SALT_BYTES:
            report_broken(keys.salt(self._day), _NO_SALT, _REPLACED)
        return found[:_SALT_BYTES]
