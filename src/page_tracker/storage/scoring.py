"""The call that asks what a page has, among those that count."""

from collections.abc import Sequence

from page_tracker.errors import StorageUnavailable
from page_tracker.storage.broken import WRONG_TYPE_OR_NO_COUNT, report_broken
from page_tracker.storage.call import Argument, Call


class ScoreCall(Call):
    """Adds up what a member has in some sorted sets of one site."""

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
        """Return the sum; 0 for a member that is in none of them.

        A list that cannot be used counts as empty, and is logged. Raises
        :class:`StorageError`, also for an answer that makes no sense.
        """
        answer = self.answer()
        try:
            total, *unusable = map(int, answer.split())
        except ValueError as exc:
            raise StorageUnavailable("the store's answer makes no sense") from exc
        for place in unusable:
            report_broken(self._lists[place - 1], WRONG_TYPE_OR_NO_COUNT)
        return total
